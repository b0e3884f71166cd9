"""Times and reasons of the queue, in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domains.vocabulary.views import Counts, NoteFacts

MINUTE, HOUR, DAY, MONTH, YEAR = 60.0, 3600.0, 86400.0, 30.4375 * 86400, 365.25 * 86400


def span(wait: timedelta) -> str:
    """A wait as short as a button needs it: ``10 min``, ``4 d``, ``1.5 mo``."""
    seconds = wait.total_seconds()
    if seconds < MINUTE:
        return "< 1 min"
    if seconds < HOUR:
        return f"{seconds / MINUTE:.0f} min"
    if seconds < DAY:
        return f"{seconds / HOUR:.0f} h"
    if seconds < 2 * MONTH:
        return f"{seconds / DAY:.0f} d"
    return f"{_short(seconds / MONTH)} mo" if seconds < YEAR else f"{_short(seconds / YEAR)} y"


def rest(counts: Counts, next_due: datetime | None, at: datetime, cards: bool) -> str:
    """Why nothing comes, and what to do meanwhile."""
    if not cards:
        return "There is nothing to learn yet: add words, or choose another deck."
    if counts.later:
        return f"Done for today: {counts.later} more are due beyond the daily limit. Spread them, or raise the limit."
    if next_due is None:
        return "Nothing comes back: choose another deck, or add words."
    return f"Done for now: the next card comes back in {span(max(next_due - at, timedelta(seconds=60)))}."


def leech(confused: Sequence[NoteFacts]) -> str:
    """What a leech is confused with."""
    if not confused:
        return "It was forgotten often: think of a picture or a sentence for it."
    words = " and ".join(f"“{each.word}”" for each in confused[:2])
    return f"It was forgotten often, and is easily confused with {words}."


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
