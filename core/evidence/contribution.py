"""A role's addend shared among the columns it came from, so that the parts sum to the whole."""

from __future__ import annotations

from core.encoders.table import Tally
from core.finding import Column


def columns(tally: Tally, slope: float, contribution: float) -> tuple[Column, ...]:
    """The record's columns with their shares of ``contribution``, the strongest first.

    What belongs to no column (that these were recorded at all, and the fuser's offset) is shared evenly.

    Args:
        tally: What the record expert said.
        slope: What the fuser multiplied it by.
        contribution: What the fuser added.
    """
    if not tally.columns:
        return ()
    common = (contribution - slope * sum(c.log_odds for c in tally.columns)) / len(tally.columns)
    shared = [Column(c.name, c.value, slope * c.log_odds + common) for c in tally.columns]
    return tuple(sorted(shared, key=lambda column: -abs(column.log_odds)))
