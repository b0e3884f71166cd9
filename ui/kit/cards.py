"""Draws one card of a study session and hands what the learner does with it to the page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ui.kit.component import Component
from ui.kit.outbox import acknowledged, received


class Way(StrEnum):
    """How a card is answered."""

    CHOOSE = "choose"
    TYPE = "type"
    SPEAK = "speak"
    RECALL = "recall"


class Kind(StrEnum):
    """What a learner may do; GO asks whether a card has come back."""

    CHECK = "check"
    RATE = "rate"
    SPEAK = "speak"
    UNDO = "undo"
    BURY = "bury"
    SUSPEND = "suspend"
    FLAG = "flag"
    EDIT = "edit"
    LEAVE = "leave"
    GO = "go"


@dataclass(frozen=True)
class Act:
    """One thing the learner did.

    Attributes:
        kind: What.
        token: The card's turn; empty where there was none.
        text: What was typed.
        chosen: Id of the choice that was made; None for none.
        rating: 1 (again) to 4 (easy); 0 unless rated.
        duration_ms: From the card's appearance to its rating.
        recording: WAV, 16 kHz, mono, 16 bits; empty unless spoken.
    """

    kind: Kind
    token: str = ""
    text: str = ""
    chosen: str | None = None
    rating: int = 0
    duration_ms: int | None = None
    recording: bytes = b""


@dataclass(frozen=True)
class Choice:
    """An answer to choose; ``picture`` is an address, ``words`` say what it shows once the card is open."""

    id: str
    text: str = ""
    picture: str = ""
    words: str = ""


@dataclass(frozen=True)
class Rating:
    """How well it was known, and when the card would then come back, in words."""

    rating: int
    words: str
    interval: str


@dataclass(frozen=True)
class Card:
    """A card, front and back; pictures and sounds are addresses, text is text.

    Attributes:
        token: Names this turn.
        ask: What to do, in words.
        way: How it is answered.
        text: What is read; runs of underscores are a gap. ``text_language`` is its language (BCP 47).
        picture: What is seen; ``picture_words`` say so where that does not give the answer away.
        sound: What is heard; ``plays`` it at once.
        choices: What may be chosen; ``right`` is the id of the right one.
        answer: The word, in ``language``; ``meaning`` in ``known``.
        model: The sound of the word as it should be.
        also: A line on further right answers.
        html: Front of a card that another program laid out, already sanitised; with ``back_html`` and ``style``.
        speaks: Whether it can be said aloud and listened to.
        letters: Letters that a keyboard may lack.
    """

    token: str
    ask: str
    way: Way
    ratings: Sequence[Rating]
    text: str = ""
    text_language: str = ""
    picture: str = ""
    picture_words: str = ""
    sound: str = ""
    plays: bool = False
    choices: Sequence[Choice] = ()
    right: str = ""
    answer: str = ""
    language: str = ""
    meaning: str = ""
    known: str = ""
    ipa: str = ""
    example: str = ""
    also: str = ""
    model: str = ""
    model_picture: str = ""
    html: str = ""
    back_html: str = ""
    style: str = ""
    badge: str = ""
    leech: str = ""
    flag: int = 0
    speaks: bool = False
    letters: Sequence[str] = ()
    placeholder: str = ""


@dataclass(frozen=True)
class Told:
    """How near an answer came: ``right`` in one word, ``pieces`` of its diff as (kind, text), the rating proposed."""

    token: str
    right: str
    rating: int
    pieces: Sequence[tuple[str, str]] = ()
    sentence: str = ""


@dataclass(frozen=True)
class Heard:
    """What was heard of a recording: a sentence, and each phone with its score from 0 to 1, None unscored."""

    token: str
    sentence: str
    phones: Sequence[tuple[str, float | None]] = ()


@dataclass(frozen=True)
class Done:
    """Nothing is left: figures of the session as (name, value), and its hard words as (word, meaning, language).

    ``again_seconds`` says when the browser asks whether something has come back; None for never.
    """

    title: str
    sentence: str
    figures: Sequence[tuple[str, str]] = ()
    hard: Sequence[tuple[str, str, str]] = ()
    again_seconds: int | None = None


@dataclass(frozen=True)
class Day:
    """Cards of today: not yet seen, being learned, to review, and done."""

    new: int = 0
    learning: int = 0
    due: int = 0
    done: int = 0


@dataclass(frozen=True)
class Shown:
    """All that is before the learner: a card with what was said about it, or the end of the session.

    Attributes:
        scope: Names the session; acts of another are dropped.
        problem: Why the last step failed, and what to do; empty if it did not.
        seconds: The longest recording.
    """

    scope: str
    day: Day = field(default_factory=Day)
    card: Card | None = None
    told: Told | None = None
    heard: Heard | None = None
    done: Done | None = None
    can_undo: bool = False
    can_edit: bool = False
    problem: str = ""
    seconds: int = 6


LONGEST, LONGEST_TOKEN = 300, 4096
LARGEST_RECORDING = 8 * 1024 * 1024
LONGEST_ANSWER_MS = 24 * 3600 * 1000
_component = Component("cards")


def cards(shown: Shown, *, key: str, on_act: Callable[[Act], None]) -> None:
    """Draw what is shown; `on_act` is called before the page is drawn anew, once for each thing the learner did."""
    _component(
        key=key,
        data={
            "scope": shown.scope,
            "acknowledged": acknowledged(key),
            "counts": vars(shown.day),
            "card": _card(shown.card) if shown.card else None,
            "told": _told(shown.told) if shown.told else None,
            "heard": _heard(shown.heard) if shown.heard else None,
            "rest": _done(shown.done) if shown.done else None,
            "canUndo": shown.can_undo,
            "canEdit": shown.can_edit,
            "problem": shown.problem,
            "seconds": shown.seconds,
        },
        on_act_change=lambda: _receive(key, shown.scope, on_act),
    )


def _receive(key: str, scope: str, on_act: Callable[[Act], None]) -> None:
    message = received(key, scope)
    act = _act(message) if message else None
    if act is not None:
        on_act(act)


def _act(message: Mapping[str, Any]) -> Act | None:
    """What the browser sent, as far as it makes sense."""
    kind, rating = message.get("kind"), message.get("rating")
    if kind not in list(Kind) or (kind == Kind.RATE and rating not in (1, 2, 3, 4)):
        return None
    chosen = message.get("chosen")
    return Act(
        Kind(kind),
        str(message.get("token") or "")[:LONGEST_TOKEN],
        str(message.get("text") or "")[:LONGEST],
        str(chosen)[:LONGEST] if chosen is not None else None,
        int(rating) if kind == Kind.RATE and rating else 0,
        _duration(message.get("duration")),
        _recording(message.get("recording")),
    )


def _duration(told: object) -> int | None:
    return min(max(told, 0), LONGEST_ANSWER_MS) if isinstance(told, int) else None


def _recording(told: object) -> bytes:
    """The bytes; none where they are too many or no base64."""
    if not isinstance(told, str) or len(told) > LARGEST_RECORDING * 4 // 3:
        return b""
    try:
        return base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _card(card: Card) -> dict[str, object]:
    named = {_camel(name): value for name, value in vars(card).items()}
    ratings = [vars(rating) for rating in card.ratings]
    return named | {"ratings": ratings, "choices": [vars(choice) for choice in card.choices]}


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _told(told: Told) -> dict[str, object]:
    return vars(told) | {"pieces": [{"kind": kind, "text": text} for kind, text in told.pieces]}


def _heard(heard: Heard) -> dict[str, object]:
    phones = [{"phone": phone, "score": score} for phone, score in heard.phones]
    return {"token": heard.token, "sentence": heard.sentence, "phones": phones}


def _done(done: Done) -> dict[str, object]:
    hard = [{"word": word, "meaning": meaning, "language": language} for word, meaning, language in done.hard]
    figures = [list(figure) for figure in done.figures]
    told: dict[str, object] = {"title": done.title, "sentence": done.sentence, "figures": figures, "hard": hard}
    return told | {"againSeconds": done.again_seconds}
