"""The dialog in which a film is looked at for burned-in text."""

from typing import Any

from streamlit.testing.v1 import AppTest

from data.actor import Actor
from domains.chest.deidentify import Box
from domains.chest.service import ChestService
from tests.domains.chest.page.test_page import components, draw, html
from tests.domains.chest.room import Room


def page(room: "ChestService", reader: "Actor", case_id: str) -> None:
    import streamlit as st

    from domains.chest.page import pixelcheck
    from domains.chest.page.sitting import CASE, Sitting

    sitting = Sitting(room, reader)
    st.session_state[CASE] = room.open_case(reader, case_id)
    pixelcheck.dialog(sitting)


def shown(run: AppTest) -> dict[str, Any]:
    given: dict[str, Any] = components(run)["chiron.masking"]
    return given


def test_a_film_is_shown_with_what_was_said_of_it(room: Room, ada: Actor, png_film: bytes, monkeypatch: Any) -> None:
    from domains.chest.deidentify import lettering

    monkeypatch.setattr(lettering, "installed", lambda: False)
    case = room.service.create_case(ada, film=png_film, name="film.png")
    run = draw(page, room, ada, case_id=case.id)
    assert shown(run)["boxes"] == []
    assert "look at the whole film" in html(run)
    room.service.pixels.settle(ada, case.id, 0, [Box(26, 30, 130, 60)])
    run = draw(page, room, ada, case_id=case.id)
    assert shown(run)["boxes"] == [[0.1, 0.1, 0.5, 0.2]]
    assert shown(run)["origin"] == "drawn"
    assert "Dr Ada looked at it" in run.caption[0].value
