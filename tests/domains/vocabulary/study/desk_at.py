"""A deck of made-up words, and a clock that a test moves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from data import types
from data.actor import Actor
from domains.vocabulary.views import Answer, Draft, Rest, Turn
from tests.domains.vocabulary.conftest import LENA, School

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """What `data.types.utcnow` says."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def go(self, **span: float) -> None:
        self.at += timedelta(**span)


def stopped(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(types, "utcnow", clock)
    return clock


def made(school: School, words: int, actor: Actor = LENA, **settings: object) -> str:
    """A deck with so many words; its id."""
    deck = school.service.create_deck(actor, "Made up", "es", "en")
    drafts = [Draft(_word(number), f"meaning {number}") for number in range(words)]
    view = school.service.add_notes(actor, deck.id, drafts) if drafts else deck
    return school.service.change_deck(actor, deck.id, view.version, settings=settings).id


def _word(number: int) -> str:
    """Words that do not look alike."""
    syllables = ("bo", "dra", "fim", "gul", "kes", "lon", "mav", "nip", "pur", "sye", "tog", "wiz")
    first, second = divmod(number * 7 + 3, len(syllables))
    return syllables[second] + syllables[(first * 5 + 1) % 12] + syllables[(first + second * 3) % 12]


def turn(found: Turn | Rest) -> Turn:
    """A turn, or the sentence of the rest as a failure."""
    assert isinstance(found, Turn), found
    return found


def go_through(
    school: School, deck: str, clock: Clock, rate: Callable[[Turn], int], most: int = 500, actor: Actor = LENA
) -> list[Turn]:
    """Answer until rest; ten seconds each. What was asked, in order."""
    asked: list[Turn] = []
    found = school.service.next(actor, deck)
    while isinstance(found, Turn) and len(asked) < most:
        asked.append(found)
        clock.go(seconds=10)
        found = school.service.answer(actor, found.token, Answer(rate(found), duration_ms=4000))
    return asked
