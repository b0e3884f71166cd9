"""Words and turns put together: what one person says at a stretch, cut between words and never within one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from domains.telemedicine.transcripts import Utterance, Word

SENTENCE, ENDING = (".", "?", "!", "…"), 0.5
REACH, FARTHEST, QUIET = 2, 1.2, 0.6
BREAK, SENTENCE_BREAK, LONG = 1.2, 0.35, 30
ISLAND = 0.6
Turn = tuple[float, float, str]


@dataclass
class Said:
    """A word and who said it."""

    word: Word
    who: str | None


def utterances(words: Sequence[Word], turns: Sequence[Turn]) -> tuple[Utterance, ...]:
    """Utterances in order, each of one speaker.

    A change of speaker moves to the end of a sentence or to a pause nearby, since neither the voices nor the times of
    words are exact. A single word between two turns of somebody else goes to them, unless it stands between pauses.

    Args:
        words: In order, with their times.
        turns: Start, end and label, in order; without any, nobody is named.
    """
    starts = [start for start, _, _ in turns]
    said = [Said(word, speaker_of(word, turns, starts)) for word in words]
    _moved(said)
    _merged(said)
    return tuple(_utterance(part) for part in _stretches(said))


def speaker_of(word: Word, turns: Sequence[Turn], starts: Sequence[float]) -> str | None:
    """Whose turn shares the most time with the word, or lies nearest to it; only the turns about its middle can."""
    if not turns:
        return None
    middle = (word.start + word.end) / 2
    at = bisect_right(starts, middle)
    near = turns[max(at - 2, 0) : at + 2]
    return min(near, key=lambda turn: (-_shared(word, turn), max(turn[0] - middle, middle - turn[1])))[2]


def _shared(word: Word, turn: Turn) -> float:
    return max(min(word.end, turn[1]) - max(word.start, turn[0]), 0.0)


def _moved(said: list[Said]) -> None:
    """Each change of speaker to the best gap within two words."""
    for at in [at for at in range(1, len(said)) if said[at].who != said[at - 1].who]:
        before, after = said[at - 1].who, said[at].who
        if before == after:
            continue
        here = _gap(said, at)
        near = [to for to in range(at - REACH, at + REACH + 1) if _reaches(said, at, to, before, after)]
        best = min(near, key=lambda to: (abs(_gap(said, to) - here) - _worth(said, to), abs(to - at)))
        for number in range(min(at, best), max(at, best)):
            said[number].who = after if best < at else before


def _reaches(said: Sequence[Said], at: int, to: int, before: str | None, after: str | None) -> bool:
    """Whether the change can move there: only over words of the two, close by, and neither is left without a word."""
    if not 0 < to < len(said) or abs(_gap(said, to) - _gap(said, at)) > FARTHEST:
        return False
    moved = said[to:at] if to < at else said[at:to]
    own, rest = (before, said[to - 1]) if to < at else (after, said[to])
    return all(one.who == own for one in moved) and (to == at or rest.who == own)


def _gap(said: Sequence[Said], at: int) -> float:
    """Second of the border before a word."""
    return (said[at - 1].word.end + said[at].word.start) / 2


def _worth(said: Sequence[Said], at: int) -> float:
    """How good a border is, in seconds that it may lie away."""
    pause = max(said[at].word.start - said[at - 1].word.end, 0.0)
    return ENDING * said[at - 1].word.text.endswith(SENTENCE) + min(pause, QUIET)


def _merged(said: list[Said]) -> None:
    """One-word islands go to those around them."""
    for at in range(1, len(said) - 1):
        before, one, after = said[at - 1], said[at], said[at + 1]
        alone = before.who == after.who != one.who
        paused = (
            one.word.start - before.word.end >= SENTENCE_BREAK and after.word.start - one.word.end >= SENTENCE_BREAK
        )
        clear = one.word.text.endswith(SENTENCE) and before.word.text.endswith(SENTENCE)
        if alone and not paused and not (clear and one.word.end - one.word.start >= ISLAND):
            one.who = before.who


def _stretches(said: Sequence[Said]) -> Iterator[list[Said]]:
    for _, same in groupby(said, key=lambda one: one.who):
        part: list[Said] = []
        for one in same:
            if part and _breaks(part, one):
                yield part
                part = []
            part.append(one)
        yield part


def _breaks(part: Sequence[Said], after: Said) -> bool:
    """Whether an utterance ends: at a long pause, or at the end of a sentence with a short one or after many words."""
    last = part[-1].word
    pause, ended = after.word.start - last.end, last.text.endswith(SENTENCE)
    return pause >= BREAK or (ended and (pause >= SENTENCE_BREAK or len(part) >= LONG))


def _utterance(part: Sequence[Said]) -> Utterance:
    words = tuple(one.word for one in part)
    text = " ".join(word.text for word in words)
    return Utterance(text, part[0].who, words[0].start, words[-1].end, words)
