"""Which exercise a card asks next: what the learner is weak in, with some variety."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Protocol

from domains.vocabulary.exercises.possible import possible
from domains.vocabulary.modality import ASKS, Exercise, Modality
from domains.vocabulary.views import NoteFacts

REVIEW = 2
FIRST = (Exercise.PICTURE_WORD, Exercise.SOUND_WORD, Exercise.WORD_MEANING, Exercise.WORD_PICTURE)
LADDER = (Modality.PICTURE, Modality.SOUND, Modality.READING, Modality.WRITING, Modality.SPEAKING)
PRODUCTIVE = frozenset({Modality.WRITING, Modality.SPEAKING})
VARIETY = 0.25


class Remembered(Protocol):
    """What is needed of a memory, as `domains.vocabulary.memory.scheduling` keeps it."""

    @property
    def state(self) -> int:
        """1 learning, 2 review, 3 relearning."""

    @property
    def stability(self) -> float | None:
        """Days until recall has fallen to nine in ten."""

    @property
    def last_review(self) -> datetime:
        """When it was last asked for."""


Memories = Mapping[Modality, Remembered | None]


def choose(note: NoteFacts, memories: Memories, at: datetime, seed: int, able: frozenset[Exercise]) -> Exercise:
    """The exercise that asks for what is known least.

    A new card starts with picture or sound to word. Later the modality of the lowest recall is asked for, one that was
    never asked before any other, from recognising to producing; a word that is still being learned is not asked to be
    written or spoken. One time in four the second weakest is taken, so that cards do not ask the same for ever. Each
    choice is a pure function of the seed.

    Args:
        note: The word.
        memories: By modality, `Modality.WHOLE` among them; None or absent where it was never asked.
        at: Now.
        seed: Of this turn.
        able: What this learner's device and this deck allow; without a microphone no `Exercise.SPEAK`, without a
            minimal pair no `Exercise.CONTRAST`.
    """
    lot = Random(seed)  # noqa: S311 - variety, not secrecy
    allowed = _allowed(note, able)
    if not any(memories.values()):
        return next((each for each in _first(lot) if each in allowed), min(allowed))
    ranked = _weakest({ASKS[each] for each in allowed}, memories, at)
    chosen = ranked[1] if len(ranked) > 1 and lot.random() < VARIETY else ranked[0]
    return lot.choice(sorted(each for each in allowed if ASKS[each] is chosen))


def _allowed(note: NoteFacts, able: frozenset[Exercise]) -> frozenset[Exercise]:
    can = possible(note)
    return can & able or can - {Exercise.SPEAK, Exercise.CONTRAST} or frozenset({Exercise.FLIP})


def _first(lot: Random) -> tuple[Exercise, ...]:
    picture, sound, *rest = FIRST
    return (picture, sound, *rest) if lot.random() < 0.5 else (sound, picture, *rest)


def _weakest(modalities: set[Modality], memories: Memories, at: datetime) -> list[Modality]:
    """Weakest first. Under FSRS recall falls with time over stability, so their ratio orders it for any parameters."""
    whole = memories.get(Modality.WHOLE)
    receptive = modalities - PRODUCTIVE
    asked = receptive if receptive and whole is not None and whole.state != REVIEW else modalities
    return sorted(asked, key=lambda each: (-_faded(memories.get(each), at), LADDER.index(each)))


def _faded(memory: Remembered | None, at: datetime) -> float:
    if memory is None or not memory.stability:
        return float("inf")
    return max((at - memory.last_review).total_seconds(), 0.0) / memory.stability
