"""How a learner differs from what FSRS expects: learned online, from every answer, in constant time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from domains.vocabulary.memory import features
from domains.vocabulary.memory.curve import DAY
from domains.vocabulary.memory.weights import Guess, Weights, moved

if TYPE_CHECKING:
    from domains.vocabulary.memory.scheduling import Memory, Scheduling

FORM = 1
PRIOR_TRUST = 0.3
SHARE = 0.0005
FAST, SLOW = 0.1, 0.02
DAYS = Weights((0.0,) * 11, (0.05,) * 11, PRIOR_TRUST)
STEPS = Weights((0.0,) * 8, (0.05,) * 8, PRIOR_TRUST)


class Forecast(NamedTuple):
    """A prediction, before its answer is known.

    Attributes:
        recall: The chance that is stated: FSRS's and the corrected one, each by how well it did so far.
        fsrs: FSRS's own, kept a little away from 0 and 1.
        corrected: The corrected one, likewise.
        guess: What it is learned from.
        in_steps: Whether it comes within hours of the last answer.
    """

    recall: float
    fsrs: float
    corrected: float
    guess: Guess
    in_steps: bool


class Correction(NamedTuple):
    """What was learned of one learner; a new one for every answer, so that undoing is keeping the old.

    Two sets of weights, as steps within hours follow other laws than days do, and how the learner did lately against
    what was expected (exponential means, fast and slow). Whether to believe the correction at all is itself learned:
    it and FSRS are mixed by Bayes' rule with a fixed share (Herbster and Warmuth, Machine Learning, 1998), so that it
    costs next to nothing where FSRS is right.
    """

    days: Weights = DAYS
    steps: Weights = STEPS
    fast: float = 0.0
    slow: float = 0.0

    def forecast(self, memory: Memory, scheduling: Scheduling, at: datetime, whole: Memory | None = None) -> Forecast:
        """Predict recall at ``at``.

        Args:
            memory: Of the card, or of one of its modalities.
            scheduling: The parameters in force.
            at: When it is asked, in UTC.
            whole: Memory of the card as a whole, where ``memory`` is of a modality: the card's own effect is there.
        """
        days = max(0.0, (at - memory.last_review).total_seconds() / DAY)
        fsrs = scheduling.recall(memory, at) if days >= 1 else scheduling.fading(memory, at)
        run, mean, spread, right = features.traced(memory)
        if whole is not None:
            _, mean, spread, _ = features.traced(whole)
        said = features.opinion(memory, fsrs, days, run)
        in_steps = days < features.SHORT
        if in_steps:
            values, weights = features.of_steps(memory, days, run, self.fast), self.steps
        else:
            values, weights = features.of_days(memory, said, days, run, right, (self.fast, self.slow)), self.days
        guess = weights.guess(values, said + mean, spread)
        first, second, trust = features.kept(fsrs), features.kept(guess.chance), weights.trust
        return Forecast(trust * first + (1 - trust) * second, first, second, guess, in_steps)

    def learned(self, forecast: Forecast, right: bool) -> Correction:
        """What is known after the answer to a forecast that this correction made."""
        weights = self.steps if forecast.in_steps else self.days
        weights = weights.learned(forecast.guess, right, _trust(weights.trust, forecast, right))
        miss = (1.0 if right else 0.0) - forecast.corrected
        fast, slow = self.fast + FAST * (miss - self.fast), self.slow + SLOW * (miss - self.slow)
        if forecast.in_steps:
            return Correction(self.days, weights, fast, slow)
        return Correction(weights, self.steps, fast, slow)

    def to_json(self) -> dict[str, Any]:
        """For a JSON column; every float comes back bit for bit."""
        mood = [self.fast, self.slow]
        return {"form": FORM, "days": self.days.to_list(), "steps": self.steps.to_list(), "mood": mood}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Correction:
        """What `to_json` gave.

        Raises:
            ValueError: it is of another form; replay the log to make it anew.
        """
        if values.get("form") != FORM:
            raise ValueError("The stored correction is of another version; replay the learner's log to make it anew.")
        fast, slow = values["mood"]
        return cls(Weights.from_list(values["days"]), Weights.from_list(values["steps"]), fast, slow)


def trace_after(memory: Memory | None, right: bool, forecast: Forecast | None = None) -> tuple[float, ...]:
    """What a memory carries on from an answer; the card's own effect moves only where there was a forecast."""
    if memory is None:
        return 1.0 if right else -1.0, 0.0, features.SPREAD, 1.0 if right else 0.0
    run, mean, variance, rights = features.traced(memory)
    if forecast is not None:
        mean, variance = moved(mean, variance, forecast.guess, right)
    if right:
        return (run if run > 0 else 0.0) + 1.0, mean, variance, rights + 1.0
    return (run if run < 0 else 0.0) - 1.0, mean, variance, rights


def _trust(trust: float, forecast: Forecast, right: bool) -> float:
    first, second = forecast.fsrs, forecast.corrected
    if not right:
        first, second = 1 - first, 1 - second
    after = trust * first / (trust * first + (1 - trust) * second)
    return (1 - SHARE) * after + SHARE * PRIOR_TRUST
