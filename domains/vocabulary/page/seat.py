"""Where one learner sits: the service, who they are, and what was said to them last."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from core.intake.refusal import Refused
from data.actor import Actor, NotAllowed, Role
from data.blobs import BlobCorrupt, BlobMissing
from ui.kit.media import address

if TYPE_CHECKING:
    from domains.vocabulary.service import VocabularyService

SAID, DONE, MEDIA = "vocabulary.said", "vocabulary.done", "vocabulary.media"
KEPT = 96
T = TypeVar("T")
PROBLEMS = (ValueError, LookupError, NotAllowed, Refused, BlobMissing, BlobCorrupt)


@dataclass(frozen=True)
class Seat:
    """Every step goes through here, so that what fails is said in one sentence and nothing else happens.

    Attributes:
        service: The vocabulary's service.
        who: Who looks at the page.
    """

    service: VocabularyService
    who: Actor

    @property
    def learns(self) -> bool:
        """Whether this is a learner; an administrator manages."""
        return self.who.role is Role.LEARNER

    def attempt(self, step: Callable[[], T]) -> T | None:
        """Do it, or say why not."""
        try:
            return step()
        except PROBLEMS as error:
            say(sentence(error))
            return None

    def does(self, step: Callable[[], object], done: str = "") -> bool:
        """Do it and say so; False where it was refused."""
        try:
            step()
        except PROBLEMS as error:
            say(sentence(error))
            return False
        if done:
            st.session_state[DONE] = done
        return True

    def address(self, digest: str | None, place: str) -> str:
        """Where the browser finds a picture or a sound; empty where there is none."""
        found = self._media(digest, lambda: self.service.media(self.who, digest or "")) if digest else None
        return address(*found, digest or "", f"vocabulary.{place}") if found else ""

    def named(self, deck_id: str, name: str, place: str) -> str:
        """The same for what an imported card calls by name."""
        key = f"{deck_id}/{name}"
        found = self._media(key, lambda: self.service.media_named(self.who, deck_id, name))
        return address(*found, name, f"vocabulary.{place}") if found else ""

    def _media(self, key: str, load: Callable[[], tuple[bytes, str]]) -> tuple[bytes, str] | None:
        """What was shown a moment ago is not read from disk again."""
        kept: OrderedDict[str, tuple[bytes, str] | None] = st.session_state.setdefault(MEDIA, OrderedDict())
        if key not in kept:
            try:
                kept[key] = load()
            except PROBLEMS:
                return None
            while len(kept) > KEPT:
                kept.popitem(last=False)
        kept.move_to_end(key)
        return kept[key]


def sentence(error: Exception) -> str:
    """What an error says; a `KeyError` would put it in quotes."""
    return str(error.args[0]) if isinstance(error, LookupError) and error.args else str(error)


def say(words: str) -> None:
    """Keep why something failed for the next drawing of the page."""
    st.session_state[SAID] = words


def said() -> str:
    """The sentence that was kept, once."""
    return str(st.session_state.pop(SAID, ""))


def done() -> str:
    """What was done last, once."""
    return str(st.session_state.pop(DONE, ""))


def go(**where: str | None) -> None:
    """Put a place into the address; None takes a part of it away. The next run shows it."""
    for name, value in where.items():
        if value is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value
