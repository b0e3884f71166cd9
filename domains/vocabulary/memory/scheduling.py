"""When a card comes back: FSRS-6 as one pure step from memory and rating to memory."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from domains.vocabulary.memory.curve import AGAIN, DAY, DEFAULT, RATINGS, Curve
from domains.vocabulary.memory.steps import LEARNING, LONGEST, RELEARNING, fuzzed, step_after

__all__ = ["DEFAULT", "LEARN", "RELEARN", "REVIEW", "Memory", "Scheduling"]

LEARN, REVIEW, RELEARN = 1, 2, 3
Trace = tuple[float, ...]


class Memory(NamedTuple):
    """What is remembered of a card, or of one of its modalities.

    Attributes:
        state: 1 learning, 2 review, 3 relearning.
        step: Which learning step; None in review.
        stability: Days until recall falls to 90 %.
        difficulty: 1 (easy) to 10.
        due: When it comes back.
        last_review: When it was last answered.
        reps: Answers in all.
        lapses: How often it was forgotten in review.
        trace: What the correction of predictions remembers of it; nothing here moves the schedule.
    """

    state: int
    step: int | None
    stability: float | None
    difficulty: float | None
    due: datetime
    last_review: datetime
    reps: int = 0
    lapses: int = 0
    trace: Trace = ()


class Scheduling:
    """FSRS-6 with one version of parameters; safe to share, as nothing in it changes."""

    def __init__(
        self,
        parameters: Sequence[float] = DEFAULT,
        retention: float = 0.9,
        fuzz: bool = True,
        version: int = 0,
        learning: Sequence[timedelta] = LEARNING,
        relearning: Sequence[timedelta] = RELEARNING,
        longest: int = LONGEST,
    ) -> None:
        """Check and take the settings.

        Args:
            parameters: The 21 weights of FSRS-6.
            retention: Recall at which a card should come back; above 0, below 1.
            fuzz: Whether days vary a little with the seed.
            version: Which parameters of the learner these are; 0 is the default.
            learning: Waits of a new card before its first day.
            relearning: Waits after it was forgotten.
            longest: Most days between two reviews.

        Raises:
            ValueError: parameters or retention are out of bounds.
        """
        if not 0 < retention < 1:
            raise ValueError(f"The desired retention is {retention}; it must lie between 0 and 1.")
        self.parameters, self.retention, self.fuzz, self.version = tuple(parameters), retention, fuzz, version
        self.curve = Curve(parameters)
        self._pace = self.curve.pace(retention)
        self._steps = {LEARN: tuple(learning), RELEARN: tuple(relearning)}
        self._longest = longest

    def review(self, memory: Memory | None, rating: int, at: datetime, seed: int, trace: Trace = ()) -> Memory:
        """The memory after an answer.

        Args:
            memory: Before it; None for a card never seen.
            rating: 1 (Again), 2 (Hard), 3 (Good) or 4 (Easy).
            at: When, in UTC.
            seed: Decides the fuzz.
            trace: Kept in the memory as it is.

        Raises:
            ValueError: the rating is unknown or the time is not in UTC.
        """
        if rating not in RATINGS:
            raise ValueError(f"The rating is {rating}; it must be 1 (Again), 2 (Hard), 3 (Good) or 4 (Easy).")
        if at.tzinfo is not UTC and at.tzinfo != UTC:
            raise ValueError("The time of a review must be in UTC.")
        stability, difficulty = self._moved(memory, rating, at)
        if memory is None:
            state, step, wait = self._placed(LEARN, 0, stability, rating, seed)
            return Memory(state, step, stability, difficulty, at + wait, at, 1, 0, trace)
        state, step, wait = self._placed(memory.state, memory.step, stability, rating, seed)
        lapses = memory.lapses + (memory.state == REVIEW and rating == AGAIN)
        return Memory(state, step, stability, difficulty, at + wait, at, memory.reps + 1, lapses, trace)

    def recall(self, memory: Memory, at: datetime) -> float:
        """Probability that it is recalled at ``at``, by whole days as FSRS counts; 0 where nothing is known."""
        if memory.stability is None:
            return 0.0
        return self.curve.recall(max(0, (at - memory.last_review).days), memory.stability)

    def fading(self, memory: Memory, at: datetime) -> float:
        """Like :meth:`recall` but by the second, so that it has begun to fade within the first day."""
        if memory.stability is None:
            return 0.0
        return self.curve.recall(max(0.0, (at - memory.last_review).total_seconds()) / DAY, memory.stability)

    def preview(self, memory: Memory | None, at: datetime, seed: int) -> dict[int, Memory]:
        """The memory after each of the four ratings."""
        return {rating: self.review(memory, rating, at, seed) for rating in RATINGS}

    def _moved(self, memory: Memory | None, rating: int, at: datetime) -> tuple[float, float]:
        if memory is None or memory.stability is None or memory.difficulty is None:
            return self.curve.first(rating)
        days = (at - memory.last_review).days
        if days < 1:
            stability = self.curve.same_day(memory.stability, rating)
        else:
            stability = self.curve.stability(memory.stability, memory.difficulty, days, rating)
        return stability, self.curve.difficulty(memory.difficulty, rating)

    def _placed(
        self, state: int, step: int | None, stability: float, rating: int, seed: int
    ) -> tuple[int, int | None, timedelta]:
        if state != REVIEW:
            stepped = step_after(self._steps[state], step or 0, rating)
        elif rating == AGAIN and self._steps[RELEARN]:
            state, stepped = RELEARN, (0, self._steps[RELEARN][0])
        else:
            stepped = None
        return (REVIEW, None, self._wait(stability, seed)) if stepped is None else (state, *stepped)

    def _wait(self, stability: float, seed: int) -> timedelta:
        days = min(max(round(self.curve.days(stability, self._pace)), 1), self._longest)
        return _in_days(fuzzed(days, seed, self._longest) if self.fuzz else days)


@lru_cache(maxsize=4096)
def _in_days(days: int) -> timedelta:
    return timedelta(days=days)
