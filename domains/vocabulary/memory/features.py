"""What the correction looks at, beside FSRS's own word: of the card, and of how the learner has been doing.

All values are centred on what is usual, so that weights of nought mean "as FSRS says". The gap since the learner's
previous answer is never among them: a log tells when an answer was given, so that gap holds how long this very answer
took, which nobody knows when the card is shown.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domains.vocabulary.memory.scheduling import Memory

Vector = tuple[float, ...]

SHORT = 0.25
SPREAD = 0.2
UNSURE, SURE = 1e-4, 1 - 1e-4
CAP_LATER = math.log(0.98 / 0.02)
IN_STEPS = {(1, False): 0.631, (1, True): 0.948, (3, False): 0.784, (3, True): 0.894}
ELSEWHERE = 0.95
_MINUTES = 1440.0


def kept(chance: float) -> float:
    """A chance kept a little away from 0 and 1."""
    return UNSURE if chance < UNSURE else SURE if chance > SURE else chance


def logit(chance: float) -> float:
    """Log odds of a chance, which is kept a little away from 0 and 1."""
    near = kept(chance)
    return math.log(near / (1 - near))


def usual_in_steps(state: int, passed: bool) -> float:
    """Log odds that a step within hours is passed, by how the last one went.

    FSRS tells the fading of a memory over days and says close to 1 within minutes, where people forget far more often.
    Figures are those of the Anki learners behind the default simulator of `fsrs-rs` (BSD-3, Open Spaced Repetition).
    """
    return _ODDS.get((state, passed), _ODDS_ELSEWHERE)


def traced(memory: Memory) -> tuple[float, float, float, float]:
    """What a memory carries for the correction.

    Returns:
        The run (answers in a row that were right, or minus those that were wrong), the mean and the variance of how
        much better the card is known than expected (in log odds), and how many answers were right.
    """
    if memory.trace:
        return memory.trace  # type: ignore[return-value]
    return 0.0, 0.0, SPREAD, float(max(memory.reps - memory.lapses, 0))


def opinion(memory: Memory, recall: float, days: float, run: float) -> float:
    """The log odds that the weights start from: FSRS's, or within hours what is usual there if that is less."""
    said = logit(recall)
    if days >= SHORT:
        return min(said, CAP_LATER)
    return min(said, usual_in_steps(memory.state, run > 0))


def of_days(memory: Memory, said: float, days: float, run: float, right: float, mood: tuple[float, float]) -> Vector:
    """A review after hours or days; ``said`` is the opinion, ``mood`` how the learner did lately, fast and slow."""
    return (
        1.0,
        said - 1.0,
        _lapses(memory),
        (-4.0 if run < -4.0 else 6.0 if run > 6.0 else run) / 2 - 1.0,
        math.log(days) - 1.0,
        _log_reps(memory) - 2.0,
        ((memory.difficulty or 6.0) - 6.0) / 3,
        math.log(memory.stability or 1.0) / 2 - 0.5,
        _record(right, memory.reps),
        3 * mood[0],
        3 * mood[1],
    )


def of_steps(memory: Memory, days: float, run: float, mood: float) -> Vector:
    """Another review within hours; ``mood`` is how the learner did lately, fast."""
    return (
        1.0,
        1.0 if run > 0 else 0.0,
        _lapses(memory),
        math.log(days * _MINUTES + 0.5) / 2 - 1.0,
        _log_reps(memory) - 1.0,
        ((memory.difficulty or 6.0) - 6.0) / 3,
        math.log(memory.stability or 1.0) / 2 - 0.5,
        3 * mood,
    )


def _lapses(memory: Memory) -> float:
    return memory.lapses / 2 - 0.5 if memory.lapses < 8 else 3.5


def _log_reps(memory: Memory) -> float:
    return math.log(memory.reps) if memory.reps > 1 else 0.0


def _record(right: float, reps: int) -> float:
    return math.log((right + 1.0) / (reps - right + 0.5)) / 2 - 0.35


_ODDS = {case: logit(chance) for case, chance in IN_STEPS.items()}
_ODDS_ELSEWHERE = logit(ELSEWHERE)
