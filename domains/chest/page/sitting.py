"""What one reader has before them: the case as it was last drawn, its pictures, and why the last step failed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import streamlit as st

from data.actor import Actor, NotAllowed
from data.blobs import BlobCorrupt, BlobMissing
from domains.chest.cases import CaseView, Conflict, FilmView, Picture, Prior

if TYPE_CHECKING:
    from domains.chest.service import ChestService

CASE, PICTURES, PRIORS, SAID = "chest.case", "chest.pictures", "chest.priors", "chest.said"
ADDRESS = "case"
Films = tuple[Picture | None, ...]
Pictures = tuple[Films, Mapping[str, Picture]]
Opened = tuple[Prior, Films]


@dataclass(frozen=True)
class Sitting:
    """Every look and every step is recorded, so that what was looked at is kept while the reader stays with a case.

    Attributes:
        room: The reading room's service.
        reader: Who reads.
    """

    room: ChestService
    reader: Actor

    def open(self, case_id: str, anew: bool = False) -> CaseView | None:
        """The case; None, with the reason kept, where the reader may not or cannot see it."""
        kept: CaseView | None = st.session_state.get(CASE)
        if kept is not None and kept.id == case_id and not anew:
            return kept
        if kept is not None and kept.id != case_id:
            self.forget()
        self._drop(staying=True)
        return self._keep(lambda: self.room.open_for_review(self.reader, case_id))

    def step(self, change: Callable[[CaseView], CaseView]) -> bool:
        """Change the case that is open; a refused step leaves its reason, and the case as others left it."""
        before: CaseView = st.session_state[CASE]
        try:
            st.session_state[CASE] = change(before)
        except Conflict as error:
            self.open(before.id, anew=True)
            say(str(error))
            return False
        except (ValueError, NotAllowed) as error:
            say(str(error))
            return False
        return True

    def pictures(self, view: CaseView) -> Pictures:
        """The films in 16 bits, in their order, and heat map by label, each fetched once."""
        made_at = view.reading.made_at if view.reading else None
        key, kept = (view.id, made_at, tuple(film.digest for film in view.films)), st.session_state.get(PICTURES)
        if kept is None or kept[0] != key:
            kept = st.session_state[PICTURES] = (key, (self._films(view.id, view.films), self._heatmaps(view)))
        return cast(Pictures, kept[1])

    def _films(self, case_id: str, films: Sequence[FilmView]) -> tuple[Picture | None, ...]:
        """None in place of one that cannot be shown, and why is said."""
        return tuple(self._film(case_id, film.index) for film in films)

    def _film(self, case_id: str, index: int) -> Picture | None:
        try:
            return self.room.film(self.reader, case_id, index, bits=16)
        except (BlobMissing, BlobCorrupt, ValueError) as error:
            say(f"The film cannot be shown: {error}")
            return None

    def priors(self) -> Mapping[str, Opened]:
        """The earlier cases that were opened beside this one, by id, each with its pictures."""
        return cast(Mapping[str, Opened], st.session_state.get(PRIORS, {}))

    def want(self, view: CaseView, prior_id: str) -> None:
        """Open an earlier case beside this one; that it cannot be is said."""
        try:
            prior = self.room.open_prior(self.reader, view.id, prior_id)
            opened = (prior, self._films(prior_id, prior.listed.films))
            st.session_state[PRIORS] = {**self.priors(), prior_id: opened}
        except (ValueError, NotAllowed) as error:
            say(str(error))

    def _heatmaps(self, view: CaseView) -> Mapping[str, Picture]:
        try:
            return self.room.heatmaps(self.reader, view.id) if view.reading and view.reading.heatmaps else {}
        except (BlobMissing, BlobCorrupt, ValueError) as error:
            say(f"The heat maps cannot be shown: {error}")
            return {}

    def _keep(self, call: Callable[[], CaseView]) -> CaseView | None:
        try:
            view = call()
        except (ValueError, NotAllowed) as error:
            say(str(error))
            return None
        st.session_state[CASE] = view
        return view

    def take_over(self, view: CaseView) -> None:
        """Take the case in hand that another reader has, or nobody."""
        self._keep(lambda: self.room.take_over(self.reader, view.id))

    def alive(self) -> None:
        """Stay with the case; who took it over meanwhile is told at once, not only when a step is refused."""
        before: CaseView | None = st.session_state.get(CASE)
        if before is None:
            return
        lock = self.room.renew_lock(self.reader, before.id)
        if before.lock is None or not before.lock.mine:
            return
        st.session_state[CASE] = replace(before, lock=lock)
        if lock is None:
            say("This case is no longer in your hands; take it in hand again to go on.")
        elif not lock.mine:
            say(f"{lock.name} took this case over from you; what you typed is still here.")

    def forget(self) -> None:
        """Leave the case: it is out of the reader's hands, and its pictures are let go."""
        kept: CaseView | None = st.session_state.get(CASE)
        self._drop()
        if kept is not None and kept.lock is not None and kept.lock.mine:
            with suppress(ValueError, NotAllowed):
                self.room.release(self.reader, kept.id)

    def _drop(self, staying: bool = False) -> None:
        for key in (CASE, PICTURES, *(() if staying else (PRIORS,))):
            st.session_state.pop(key, None)


def say(sentence: str) -> None:
    """Keep a sentence for the next drawing of the page."""
    st.session_state[SAID] = sentence


def said() -> str:
    """The sentence that was kept, once."""
    return str(st.session_state.pop(SAID, ""))


def go(case_id: str | None) -> None:
    """Put a case, or none, into the address; the next run shows it."""
    if case_id is None:
        st.query_params.pop(ADDRESS, None)
    else:
        st.query_params[ADDRESS] = case_id
