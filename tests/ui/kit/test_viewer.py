import io
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image

from tests.ui.kit.drawn import data, draw
from ui.kit.viewer import Study, _wanted


def png() -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.zeros((4, 4), dtype=np.uint16)).save(out, "PNG")
    return out.getvalue()


def script(content: bytes, spacing: tuple[float, float] | None, heat: bool) -> None:
    from core.finding import Region
    from ui.kit.viewer import Film, Layer, film_viewer

    layers = [Layer("mass", "Mass", content if heat else None, "h", (Region(1, 2, 3, 4, 0.5),))]
    film = Film(content, "d", rows=40, columns=30, spacing=spacing, caption=("one", "two"))
    film_viewer(film, layers, key="v", scope="case", selected="mass", shortcuts={"Findings": {"J": "Next"}})


def drawn(spacing: Any = None, heat: bool = True) -> dict[str, Any]:
    return data(draw(script, content=png(), spacing=spacing, heat=heat))


def test_films_and_heat_maps_go_by_address_and_never_inside_the_message() -> None:
    given = drawn()
    assert "/media/" in given["film"]["url"]
    assert "/media/" in given["layers"][0]["heat"]
    assert (given["film"]["rows"], given["film"]["columns"], given["film"]["digest"]) == (40, 30, "d")


def test_a_finding_without_a_heat_map_still_has_its_regions() -> None:
    (layer,) = drawn(heat=False)["layers"]
    assert layer["heat"] is None
    assert layer["regions"] == [[1, 2, 3, 4, 0.5]]


def several(content: bytes) -> None:
    from ui.kit.viewer import Film, Study, film_viewer

    def film(digest: str) -> Film:
        windows = ((0.2, 0.7, "HARDER"),)
        return Film(content, digest, 4, 4, (1, 1), ("a", "b"), "PA", "detector", 1.1, windows)

    earlier = [Study("p1", "then", (film("c"),), "Clear."), Study("p2", "long ago")]
    film_viewer(film("a"), key="v", scope="case", films=[film("a"), film("b")], earlier=earlier, on_want=print)


def test_every_film_of_the_study_and_of_earlier_ones_goes_with_what_it_says() -> None:
    given = data(draw(several, content=png()))
    assert [film["digest"] for film in given["films"]] == ["a", "b"]
    told = {key: given["film"][key] for key in ("caption", "view", "spacingAt", "magnification", "windows")}
    assert told == {
        **{"caption": "a\nb", "view": "PA", "spacingAt": "detector", "magnification": 1.1},
        "windows": [[0.2, 0.7, "HARDER"]],
    }
    opened, closed = given["priors"]
    assert (opened["title"], opened["report"], len(opened["films"])) == ("then", "Clear.", 1)
    assert closed == {"key": "p2", "title": "long ago", "films": None, "report": ""}


def test_only_what_was_offered_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    for asked in ("p1", "p2", {"x": 1}, None):
        monkeypatch.setattr(st, "session_state", {"v": {"want": asked}})
        _wanted("v", [Study("p1", "then")], heard.append)
    assert heard == ["p1"]


@pytest.mark.parametrize(
    "spacing", [None, (0.0, 0.0), (0.2, 0.0), (float("nan"), 0.2), (-1.0, 0.2), (float("inf"), 1.0)]
)
def test_a_spacing_that_cannot_be_is_none(spacing: tuple[float, float] | None) -> None:
    assert drawn(spacing=spacing)["film"]["spacing"] is None


def test_spacing_captions_and_keys_reach_the_browser() -> None:
    given = drawn(spacing=(0.2, 0.1))
    assert given["film"]["spacing"] == [0.2, 0.1]
    assert given["caption"] == "one\ntwo"
    assert given["shortcuts"] == [["Findings", [["J", "Next"]]]]
    assert (given["scope"], given["selected"], given["opacity"]) == ("case", "mass", 0.45)
