"""The levels of triage: four in order, told by three statements of which each holds wherever a higher one does."""

from __future__ import annotations

from collections.abc import Mapping

ROUTINE, SOON, URGENT, EMERGENCY = LEVELS = ("routine", "soon", "urgent", "emergency")
LABELS = ("soon or more", "urgent or more", "emergency")
"""The cumulative statements, as the recipe names them; label ``n`` says that it is at least ``LEVELS[n + 1]``."""
PIVOT = "urgent or more"
"""The statement whose log-odds are shown to people: whether the patient should be seen today."""


def rank(level: str) -> int:
    """0 for routine to 3 for an emergency."""
    return LEVELS.index(level)


def at_least(level: str, other: str) -> str:
    """The more urgent of two."""
    return LEVELS[max(rank(level), rank(other))]


def chances(probabilities: Mapping[str, float]) -> dict[str, float]:
    """Chance of each level; they sum to one.

    Three statements that were fitted apart may cross: one that holds wherever the next does cannot be less likely, so
    it is held to what the one below allows.

    Args:
        probabilities: Label to the chance that it holds.
    """
    reached = [1.0]
    for label in LABELS:
        reached.append(min(reached[-1], probabilities[label]))
    reached.append(0.0)
    return {level: reached[n] - reached[n + 1] for n, level in enumerate(LEVELS)}


def middle(chances: Mapping[str, float]) -> str:
    """The median of the levels: of all single answers the one with the least expected distance in steps."""
    total = 0.0
    for level in LEVELS:
        total += chances[level]
        if total > 0.5:
            return level
    return EMERGENCY
