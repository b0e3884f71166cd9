"""Runs of recognised words that may stand for something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domains.telemedicine.lexicon.common import is_known, sounding
from domains.telemedicine.lexicon.drugs import named
from domains.telemedicine.transcripts.transcript import Utterance, Word

LONGEST = 4
SURE = 0.9
FEWEST, MOST = 4, 20
_BARE = re.compile(r"^\W+|\W+$")
_ENDS = re.compile(r"[.?!,;:]$")


@dataclass(frozen=True)
class Heard:
    """An utterance with each word's place in its text.

    Attributes:
        utterance: What was recognised.
        places: Characters ``(start, end)`` of each word, without what surrounds it.
        bare: The words in small letters, without what surrounds them.
    """

    utterance: Utterance
    places: tuple[tuple[int, int], ...]
    bare: tuple[str, ...]

    @property
    def words(self) -> tuple[Word, ...]:
        """The words as recognised."""
        return self.utterance.words


@dataclass(frozen=True)
class Span:
    """Words ``[first, stop)`` of utterance ``number``, and how they sound together."""

    number: int
    first: int
    stop: int
    sounds: str


def placed(utterance: Utterance) -> Heard | None:
    """The places of the words; None for what was typed, and where the words are not those of the text."""
    at, places = 0, []
    for word in utterance.words:
        bare = _BARE.sub("", word.text)
        start = utterance.text.find(bare, at)
        if start < 0 or start > at + 8:
            return None
        at = start + len(bare)
        places.append((start, at))
    bare_words = tuple(utterance.text[start:end].lower().replace("\u2019", "'") for start, end in places)
    return Heard(utterance, tuple(places), bare_words) if places else None


def spans(heard: Sequence[Heard | None]) -> Iterator[Span]:
    """Every run of up to four words in which the recogniser was not sure of itself, or which no dictionary has.

    A drug that was written rightly is never inside one, nor is a number.
    """
    for number, one in enumerate(heard):
        if one is not None:
            yield from _of(number, one)


def _of(number: int, heard: Heard) -> Iterator[Span]:
    closed = _closed(heard)
    doubtful = [
        word.probability < SURE or not is_known(bare) for word, bare in zip(heard.words, heard.bare, strict=True)
    ]
    sounds = ["" if shut else sounding(bare) for shut, bare in zip(closed, heard.bare, strict=True)]
    for first in range(len(sounds)):
        for stop in range(first + 1, min(first + LONGEST, len(sounds)) + 1):
            if closed[stop - 1] or (stop - 1 > first and _ENDS.search(heard.words[stop - 2].text)):
                break
            joined = "".join(sounds[first:stop])
            if any(doubtful[first:stop]) and FEWEST <= len(joined) <= MOST:
                yield Span(number, first, stop, joined)


def _closed(heard: Heard) -> list[bool]:
    """Words that are numbers, nothing, or part of a drug's name."""
    right = [(one.start, one.end) for one in named(heard.utterance.text) if not one.drug.ordinary]
    return [
        not bare or any(sign.isdigit() for sign in bare) or any(start < b and a < end for a, b in right)
        for bare, (start, end) in zip(heard.bare, heard.places, strict=True)
    ]
