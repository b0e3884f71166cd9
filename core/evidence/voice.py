"""From what a role stated to what a fuser hears: nothing that is not a number passes."""

from __future__ import annotations

import math

import numpy as np

from core.evidence.statement import Statement
from core.fusion.fuser import Voice
from core.intake.refusal import Refused


def voice_of(statement: Statement) -> Voice:
    """The voice of a statement.

    Raises:
        Refused: it holds a value that is not finite, as a corrupt signal leaves it.
    """
    for label, value in statement.log_odds.items():
        if not math.isfinite(value):
            raise Refused("not-finite", f"What was said of '{label}' is not a number, so the signal was left out.")
    for kind, values in (("embedding", statement.vector), ("sequence", statement.tokens)):
        if values is not None and not np.isfinite(values).all():
            raise Refused("not-finite", f"The {kind} of it holds values that are no numbers, so it was left out.")
    return Voice(statement.log_odds, statement.vector, statement.tokens)
