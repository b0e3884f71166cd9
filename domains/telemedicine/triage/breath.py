"""How somebody's breath sounds in when their words begin and end.

Who is short of breath speaks fewer words between pauses, and pauses for more of the time (R. G. Loudon, L. Lee, B. J.
Holcomb, "Volumes and breathing patterns during speech in healthy and asthmatic subjects", J. Speech Hear. Res. 1988;
L. Lee, R. G. Loudon, B. H. Jacobson, R. Stuebing, "Speech breathing in patients with lung disease", Am. Rev. Respir.
Dis. 1993). Who thinks, reads or cries pauses too.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from domains.telemedicine.roles.labels import PATIENT

LONGEST, EDGE = 2.5, 0.05
LEAST_WORDS = 25
MEASURES = ("words a run", "pause share", "words a second")
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
Pauses = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Word:
    """A word of the patient with its seconds."""

    text: str
    start: float
    end: float

    @property
    def middle(self) -> float:
        """Its middle, which lies in its run where its ends reach into the silence beside it."""
        return (self.start + self.end) / 2


@dataclass(frozen=True)
class Run:
    """What is said between two pauses, from ``start`` to ``end`` in seconds, in which of the patient's turns."""

    start: float
    end: float
    words: tuple[Word, ...]
    turn: int


@dataclass(frozen=True)
class Breath:
    """What was measured.

    Attributes:
        runs: All stretches between pauses.
        paused: Seconds of pauses within the patient's turns.
        counted: The highest number that was reached in one run when the patient counted aloud from one; 0 where
            nobody counted.
    """

    runs: tuple[Run, ...]
    paused: float
    counted: int = 0

    @property
    def words(self) -> int:
        """All of them."""
        return sum(len(run.words) for run in self.runs)

    def measures(self) -> dict[str, float]:
        """Words in a run (logarithm of the mean), share of the time that is pause, words a second while speaking."""
        spoken = max(0.1, sum(run.end - run.start for run in self.runs))
        mean = self.words / len(self.runs)
        values = (math.log(mean), self.paused / (self.paused + spoken), self.words / spoken)
        return dict(zip(MEASURES, values, strict=True))


def breath_of(utterances: Sequence[Mapping[str, Any]], pauses: Pauses) -> Breath | None:
    """What the patient's words and pauses say; None where there are too few words with times.

    Args:
        utterances: As a told consultation has them, with ``role`` and ``words``.
        pauses: Start and end in seconds of the silences of the recording, in order.
    """
    turns = [turn for turn in _turns(utterances) if turn]
    if sum(map(len, turns)) < LEAST_WORDS:
        return None
    runs: list[Run] = []
    paused = 0.0
    for number, turn in enumerate(turns):
        inside = _inside(turn, pauses)
        runs += _runs(turn, inside, number)
        paused += sum(end - start for start, end in inside if end - start <= LONGEST)
    return Breath(tuple(runs), paused, max(_counted(run.words) for run in runs))


def _turns(utterances: Sequence[Mapping[str, Any]]) -> Iterator[list[Word]]:
    """The patient's words from one word of somebody else to the next: a pause may have cut an utterance in two."""
    turn: list[Word] = []
    for one in utterances:
        if one["role"] != PATIENT:
            yield turn
            turn = []
        else:
            turn += [Word(str(w[0]), float(w[1]), float(w[2])) for w in one.get("words") or () if w[1] is not None]
    yield turn


def _inside(turn: Sequence[Word], pauses: Pauses) -> list[tuple[float, float]]:
    """The pauses between the first and the last word of a turn."""
    first, last = turn[0].middle, turn[-1].middle
    at = bisect_left(pauses, first, key=lambda pause: pause[0])
    found = []
    while at < len(pauses) and pauses[at][1] <= last:
        found.append((float(pauses[at][0]), float(pauses[at][1])))
        at += 1
    return found


def _runs(turn: Sequence[Word], inside: Sequence[tuple[float, float]], number: int) -> Iterator[Run]:
    """A turn cut at its pauses; what holds no word is part of a pause."""
    edges = [(turn[0].start - EDGE, turn[0].start - EDGE), *inside, (turn[-1].end + EDGE, turn[-1].end + EDGE)]
    for (_, start), (end, _) in pairwise(edges):
        words = tuple(word for word in turn if start <= word.middle < end)
        if words:
            yield Run(start, end, words, number)


def _counted(words: Sequence[Word]) -> int:
    """How far a run counts from one, as in the Roth score (E. Chorin et al., Clin. Cardiol. 2016)."""
    best = reached = 0
    for word in words:
        value = _value(word.text)
        reached = value if value == reached + 1 else 1 if value == 1 else reached if value is None else 0
        best = max(best, reached)
    return best if best >= 3 else 0


def _value(text: str) -> int | None:
    plain = re.sub(r"\W", "", text.lower())
    if plain.isdigit():
        return int(plain)
    return _NUMBERS.index(plain) + 1 if plain in _NUMBERS else None
