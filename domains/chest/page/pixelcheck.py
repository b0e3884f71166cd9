"""Looking at the films for burned-in text: a machine proposes boxes, the reader draws, takes away and decides."""

from __future__ import annotations

import math

import streamlit as st

from data.actor import NotAllowed
from data.blobs import BlobCorrupt, BlobMissing
from domains.chest.cases import CaseView, FilmView
from domains.chest.deidentify import Box
from domains.chest.deidentify.looking import PixelCheck
from domains.chest.page.sitting import CASE, Sitting
from domains.chest.page.wording import moment
from ui.kit.masking import Share, masking
from ui.kit.widgets import failure, notice

PROPOSED, KEPT, WRONG = "chest.text.proposed", "chest.text.checks", "chest.text.wrong"
NOBODY = "Nothing can look for text here (RapidOCR is not installed): look at the whole film."
NOTHING = "No text was found. Faint and handwritten words are missed: look at the whole film all the same."
SOME = "The dashed boxes are proposals; the detector misses faint and handwritten words: look at the whole film."


def button(sitting: Sitting, view: CaseView) -> None:
    """The way to it; films that nobody looked at do not leave as de-identified."""
    hint = "Before films leave as de-identified, somebody must look at them for burned-in text"
    if view.films and st.button("Check for text", key="chest.text", icon=":material/ink_eraser:", help=hint):
        for name in (KEPT, WRONG):
            st.session_state.pop(name, None)
        dialog(sitting)


@st.dialog("Text burned into the films", width="large")
def dialog(sitting: Sitting) -> None:
    """One film at a time, with what was said of it."""
    view: CaseView = st.session_state[CASE]
    if problem := st.session_state.pop(WRONG, ""):
        failure(problem)
    try:
        checks = _checks(sitting, view)
        index = _choice(view, checks)
        _film(sitting, view, index, {check.digest: check for check in checks}.get(view.films[index].digest))
    except (BlobMissing, BlobCorrupt, ValueError, NotAllowed) as error:
        failure(str(error))


def _checks(sitting: Sitting, view: CaseView) -> tuple[PixelCheck, ...]:
    if KEPT not in st.session_state:
        st.session_state[KEPT] = sitting.room.pixels.checks(sitting.reader, view.id)
    checks: tuple[PixelCheck, ...] = st.session_state[KEPT]
    return checks


def _choice(view: CaseView, checks: tuple[PixelCheck, ...]) -> int:
    done = {check.digest for check in checks}
    first = next((film.index for film in view.films if film.digest not in done), 0)
    if len(view.films) == 1:
        return 0
    names = {film.index: f"{film.name} {'(checked)' if film.digest in done else ''}" for film in view.films}
    chosen = st.radio(
        "Film",
        list(names),
        index=first,
        format_func=names.__getitem__,
        horizontal=True,
        key=f"chest.text.film.{view.id}",
    )
    return int(chosen or 0)


def _film(sitting: Sitting, view: CaseView, index: int, check: PixelCheck | None) -> None:
    film = view.films[index]
    picture = sitting.room.film(sitting.reader, view.id, index)
    boxes = check.boxes if check else _proposed(sitting, view, index)
    _say(check, boxes)
    masking(
        picture.png,
        picture.digest,
        [_share(box, film) for box in boxes or ()],
        key="chest.masking",
        scope=f"{film.digest} {check.at.isoformat() if check else ''}",
        proposed=check is None,
        on_settle=lambda shares: _settle(sitting, view, film, shares),
    )
    if check:
        _download(sitting, view, index)


def _proposed(sitting: Sitting, view: CaseView, index: int) -> tuple[Box, ...] | None:
    """What a machine proposes, asked once for each film."""
    kept = st.session_state.setdefault(PROPOSED, {})
    digest = view.films[index].digest
    if digest not in kept:
        with st.spinner("Looking for text"):
            kept[digest] = sitting.room.pixels.proposals(sitting.reader, view.id, index)
    found: tuple[Box, ...] | None = kept[digest]
    return found


def _say(check: PixelCheck | None, boxes: tuple[Box, ...] | None) -> None:
    if check is None:
        notice(NOBODY if boxes is None else SOME if boxes else NOTHING)
        return
    many = (
        f"{len(check.boxes)} {'box' if len(check.boxes) == 1 else 'boxes'} to black out" if check.boxes else "no text"
    )
    st.caption(f"{check.by} looked at it, {moment(check.at)}: {many}. What you settle now takes its place.")


def _settle(sitting: Sitting, view: CaseView, film: FilmView, shares: list[Share]) -> None:
    try:
        boxes = [_box(share, film) for share in shares]
        st.session_state[KEPT] = sitting.room.pixels.settle(sitting.reader, view.id, film.index, boxes)
    except (ValueError, NotAllowed) as error:
        st.session_state[WRONG] = str(error)


def _download(sitting: Sitting, view: CaseView, index: int) -> None:
    """The film itself without anything that identifies; made only when it is asked for."""
    st.download_button(
        "Download the film de-identified",
        lambda: sitting.room.pixels.film(sitting.reader, view.id, index),
        file_name=f"film-{index + 1}.dcm",
        mime="application/dicom",
        key=f"chest.text.download.{index}",
        on_click="ignore",
    )


def _share(box: Box, film: FilmView) -> Share:
    return (box.x / film.columns, box.y / film.rows, box.width / film.columns, box.height / film.rows)


def _box(share: Share, film: FilmView) -> Box:
    """Never smaller than it was drawn, never beyond the film."""
    left, top, width, height = share
    x, y = math.floor(left * film.columns), math.floor(top * film.rows)
    right = min(film.columns, math.ceil((left + width) * film.columns))
    bottom = min(film.rows, math.ceil((top + height) * film.rows))
    return Box(x, y, right - x, bottom - y)
