"""Which films a case has: look them over, choose the one that the machine reads, add one, take one out."""

from __future__ import annotations

import streamlit as st

from data.actor import NotAllowed
from domains.chest.cases import CaseState, CaseView, FilmView
from domains.chest.page.sitting import CASE, Sitting, say
from domains.chest.page.wording import VIEWS

OPEN = (CaseState.NEW, CaseState.READ)


def popover(sitting: Sitting, view: CaseView) -> None:
    """Offer it while the case is neither signed nor being read."""
    if view.state not in OPEN:
        return
    with st.popover("Films", type="tertiary", help="Add a film, take one out, choose which the machine reads"):
        for film in view.films:
            _line(sitting, view, film)
        _add(sitting, view)


def again(sitting: Sitting, view: CaseView) -> None:
    """The reading no longer fits the films: offer to make it anew."""
    if view.outdated and st.button("Read again", key="chest.again", type="primary", icon=":material/refresh:"):
        try:
            sitting.room.read_again(sitting.reader, view.id, view.version)
        except (ValueError, NotAllowed) as error:
            say(str(error))
        sitting.open(view.id, anew=True)
        st.rerun()


def _line(sitting: Sitting, view: CaseView, film: FilmView) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        stated = str(film.facts.get("view") or "")
        projection = VIEWS.get(stated, "view not stated")
        st.text(f"{film.index + 1}. {film.name}, {projection}", width="stretch")
        if film.is_read:
            st.caption("read by the machine")
        elif film.lateral:
            st.caption("shown, not read")
        else:
            st.button("Read this one", key=f"chest.choose.{film.index}", on_click=_choose, args=(sitting, film.index))
        if len(view.films) > 1 or view.note:
            name = f"Take {film.name} out of the case"
            st.button(
                "Remove", key=f"chest.remove.{film.index}", on_click=_remove, args=(sitting, film.index), help=name
            )


def _choose(sitting: Sitting, index: int) -> None:
    sitting.step(lambda seen: sitting.room.choose_film(sitting.reader, seen.id, seen.version, index))


def _remove(sitting: Sitting, index: int) -> None:
    sitting.step(lambda seen: sitting.room.remove_film(sitting.reader, seen.id, seen.version, index))


def _add(sitting: Sitting, view: CaseView) -> None:
    with st.form(f"chest.films.{len(view.films)}", border=False, clear_on_submit=True):
        files = st.file_uploader("Further films of this study", accept_multiple_files=True)
        sent = st.form_submit_button("Add", key="chest.films.add")
    if sent and files:
        problems = [problem for file in files if (problem := _added(sitting, file.name, file.getvalue()))]
        if problems:
            say(" ".join(problems))
        st.rerun()


def _added(sitting: Sitting, name: str, data: bytes) -> str:
    """Why one file was not added; empty where it was."""
    seen: CaseView = st.session_state[CASE]
    try:
        st.session_state[CASE] = sitting.room.add_film(sitting.reader, seen.id, seen.version, data, name)
    except (ValueError, NotAllowed) as error:
        return f"{name} was not added. {error}"
    return ""
