"""Draws a note under review, each sentence with what it rests on, and hands every decision to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ui.kit.component import Component
from ui.kit.outbox import acknowledged, received


class Kind(StrEnum):
    """What a clinician may do with the note."""

    ACCEPT = "accept"
    EDIT = "edit"
    REMOVE = "remove"
    ADD = "add"
    ACCEPT_ALL = "acceptAll"
    REWRITE = "rewrite"
    UNDO = "undo"
    SIGN = "sign"


@dataclass(frozen=True)
class Act:
    """One thing the clinician did.

    Attributes:
        kind: What; SIGN asks to sign, and is not yet the signature.
        section: Number of the section; -1 where it is about none.
        number: Number of the sentence in it.
        accepted: Whether it is accepted, or a proposal again.
        text: The clinician's words.
        sources: Numbers of the utterances that an added sentence rests on.
    """

    kind: Kind
    section: int = -1
    number: int = -1
    accepted: bool = True
    text: str = ""
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Source:
    """What a sentence rests on: an utterance by number, its second (None without a recording), what was said there."""

    utterance: int
    second: float | None
    said: str


@dataclass(frozen=True)
class Sentence:
    """A sentence.

    Attributes:
        number: Its number in the section.
        text: As it stands.
        state: ``proposed``, ``accepted``, ``edited``, ``removed`` or ``own``.
        sources: What it rests on.
        author: ``machine``, ``model`` or ``clinician``.
        proposed: The machine's words.
        source_changed: Whether what it rests on changed since it was decided on.
    """

    number: int
    text: str
    state: str
    sources: Sequence[Source] = ()
    author: str = "machine"
    proposed: str = ""
    source_changed: bool = False


@dataclass(frozen=True)
class Section:
    """A section of the note."""

    number: int
    title: str
    sentences: Sequence[Sentence]


@dataclass(frozen=True)
class Shown:
    """All that is drawn.

    Attributes:
        scope: Names the consultation, as the player's does; acts on another are dropped.
        locked: Whether nothing can be changed (any more).
        undo: What would be taken back, in words; empty where there is nothing.
        blocker: Why it cannot be signed now; empty where it can.
        rewrites: Whether a language model is there to rewrite.
        problem: Why the last step failed, and what to do; empty if it did not.
    """

    scope: str
    sections: Sequence[Section]
    locked: bool = False
    undo: str = ""
    blocker: str = ""
    rewrites: bool = False
    problem: str = ""


LONGEST, MOST_SOURCES = 2000, 200
_component = Component("draft")


def draft(shown: Shown, *, key: str, on_act: Callable[[Act], None]) -> None:
    """Draw it; `on_act` is called before the page is drawn anew, once for each thing the clinician did."""
    _component(
        key=key,
        data=vars(shown)
        | {
            "acknowledged": acknowledged(key),
            "sections": [_section(section) for section in shown.sections],
        },
        on_act_change=lambda: _receive(key, shown.scope, on_act),
    )


def _section(section: Section) -> dict[str, object]:
    told = [vars(each) | {"sources": [vars(source) for source in each.sources]} for each in section.sentences]
    return vars(section) | {"sentences": told}


def _receive(key: str, scope: str, on_act: Callable[[Act], None]) -> None:
    message = received(key, scope)
    act = _act(message) if message else None
    if act is not None:
        on_act(act)


def _act(message: Mapping[str, Any]) -> Act | None:
    """What the browser sent, as far as it makes sense."""
    kind, sources = message.get("kind"), message.get("sources")
    if kind not in list(Kind):
        return None
    return Act(
        Kind(kind),
        _number(message.get("section")),
        _number(message.get("number")),
        message.get("accepted") is not False,
        str(message.get("text") or "")[:LONGEST],
        tuple(at for each in sources[:MOST_SOURCES] if (at := _number(each)) >= 0) if isinstance(sources, list) else (),
    )


def _number(told: object) -> int:
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else -1
