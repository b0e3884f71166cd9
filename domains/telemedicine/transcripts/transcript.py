"""What a transcript is: who said what, and when, where anybody wrote that down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

OVERLAP = 10.0
LONGEST = 20_000


class TranscriptRefused(ValueError):
    """A transcript that cannot be used; one sentence that says what to do next."""


@dataclass(frozen=True)
class Word:
    """One word as it was heard.

    Attributes:
        text: The word, without blanks around it.
        start: Seconds from the beginning.
        end: Seconds from the beginning.
        probability: How sure the recogniser was, between 0 and 1.
    """

    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True)
class Utterance:
    """What one person said at a stretch.

    Attributes:
        text: The words, without the markers of a transcriber; empty where only markers stood.
        speaker: The label in the file, or None.
        start: Seconds from the beginning, or None.
        end: Seconds from the beginning, or None.
        words: Its words with their times, where it was heard.
        kind: ``speech``, ``chat`` or ``document``.
    """

    text: str
    speaker: str | None = None
    start: float | None = None
    end: float | None = None
    words: tuple[Word, ...] = ()
    kind: str = "speech"


@dataclass(frozen=True)
class Transcript:
    """A consultation in words.

    Attributes:
        utterances: In the order of the file; their numbers, from 0, are what a draft names as its sources.
        notices: What was wrong and could be put right, a sentence each.
    """

    utterances: tuple[Utterance, ...]
    notices: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """The labels, in the order in which they first speak."""
        return tuple(dict.fromkeys(said.speaker for said in self.utterances if said.speaker))


def assemble(utterances: Iterable[Utterance]) -> Transcript:
    """A transcript of utterances that were read, with its times dropped where they cannot be true.

    Raises:
        TranscriptRefused: nobody says anything, or there is too much.
    """
    said = tuple(utterances)
    if not any(one.text for one in said):
        raise TranscriptRefused("The transcript is empty: nobody says a word in it.")
    if len(said) > LONGEST:
        raise TranscriptRefused(f"The transcript has {len(said)} utterances, and {LONGEST} are allowed: cut it in two.")
    wrong = _backwards(said)
    if wrong is None:
        return Transcript(said)
    notice = f"The times run backwards at utterance {wrong}, so all times were left out; the words are kept."
    return Transcript(tuple(replace(one, start=None, end=None) for one in said), (notice,))


def _backwards(said: tuple[Utterance, ...]) -> int | None:
    """Number of the first utterance that ends before it starts, or starts well before the one above it.

    People talk at once, so a start may lie a little before the last one.
    """
    latest = 0.0
    for number, one in enumerate(said):
        if one.start is not None and one.end is not None and one.end < one.start:
            return number
        if one.start is not None:
            if one.start < latest - OVERLAP or one.start < 0:
                return number
            latest = max(latest, one.start)
    return None
