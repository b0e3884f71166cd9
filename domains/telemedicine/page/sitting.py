"""Who sits at the page, the visit that is open, and what was said of the last step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from core.intake.refusal import Refused
from data.actor import Actor, NotAllowed
from data.blobs import BlobCorrupt, BlobMissing
from domains.telemedicine.views import Conflict, VisitView

if TYPE_CHECKING:
    from domains.telemedicine.service import TelemedicineService

VISIT, SAID, DONE, FILES = "telemedicine.visit", "telemedicine.said", "telemedicine.done", "telemedicine.files"
T = TypeVar("T")
PROBLEMS = (ValueError, LookupError, NotAllowed, Refused, BlobMissing, BlobCorrupt, OSError)


@dataclass(frozen=True)
class Sitting:
    """Every step goes through here: what fails is said in one sentence, and the visit stays as the clinician saw it.

    Attributes:
        service: Telemedicine's service.
        reader: Who looks at the page.
    """

    service: TelemedicineService
    reader: Actor

    def open(self, id: int, anew: bool = False) -> VisitView | None:
        """The visit, read once when it is opened, so that the audit log has one row and not one for every click."""
        kept = self.view
        if kept is not None and kept.id == id and not anew:
            return kept
        if kept is not None and kept.id != id:
            forget()
        found = self.attempt(lambda: self.service.open(self.reader, id))
        st.session_state[VISIT] = found
        return found

    @property
    def view(self) -> VisitView | None:
        """The visit that is open."""
        kept = st.session_state.get(VISIT)
        return kept if isinstance(kept, VisitView) else None

    def step(self, change: Callable[[VisitView], VisitView]) -> bool:
        """Change the visit that is open; a refused step leaves its reason, and the visit as it stands now."""
        before = self.view
        if before is None:
            return False
        try:
            st.session_state[VISIT] = change(before)
        except PROBLEMS as error:
            if isinstance(error, Conflict):
                self.open(before.id, anew=True)
            say(sentence(error))
            return False
        return True

    def does(self, call: Callable[[], object], done: str = "") -> bool:
        """Do it and say so, then look at the visit anew; False where it was refused."""
        before = self.view
        try:
            call()
        except PROBLEMS as error:
            say(sentence(error))
            return False
        if done:
            st.session_state[DONE] = done
        if before is not None:
            self.open(before.id, anew=True)
        return True

    def attempt(self, call: Callable[[], T]) -> T | None:
        """Do it, or say why not."""
        try:
            return call()
        except PROBLEMS as error:
            say(sentence(error))
            return None

    def file(self, name: str, load: Callable[[], T]) -> T | None:
        """What belongs to the open visit and does not change, fetched once; None where it cannot be had."""
        kept = st.session_state.setdefault(FILES, {})
        if name not in kept:
            try:
                kept[name] = load()
            except PROBLEMS:
                kept[name] = None
        found: T | None = kept[name]
        return found


def sentence(error: Exception) -> str:
    """What an error says; a `KeyError` would put it in quotes."""
    return str(error.args[0]) if isinstance(error, LookupError) and error.args else str(error)


def forget() -> None:
    """Leave the visit that was open."""
    for key in (VISIT, FILES):
        st.session_state.pop(key, None)


def go(**places: str | None) -> None:
    """Change the address; None takes a key out of it."""
    for key, value in places.items():
        if value is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = value


def say(words: str) -> None:
    """Keep a sentence for the next drawing of the page."""
    st.session_state[SAID] = words


def said() -> str:
    """The sentence that was kept, once."""
    return str(st.session_state.pop(SAID, ""))


def done() -> str:
    """What was done last, once."""
    return str(st.session_state.pop(DONE, ""))
