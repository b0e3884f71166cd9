"""Any fuser's logits as a prior and one addend for each role: exact sums explain themselves, the rest is Shapley's."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.evidence.shapley import Array, Game, shapley
from core.fusion.fuser import AdditiveFuser, Fused, Fuser, PartlyAdditiveFuser, Voice
from core.fusion.late import LateFuser

STEP = 1e-2


def decompose(fuser: Fuser, voices: Mapping[str, Voice]) -> dict[str, Fused]:
    """Label to its prior and its addends, which sum to ``fuser.logits(voices)``.

    Args:
        fuser: Any.
        voices: Of the roles that are present.
    """
    if isinstance(fuser, AdditiveFuser):
        return fuser.fuse(voices)
    if isinstance(fuser, PartlyAdditiveFuser):
        return _shared(fuser, voices)
    prior, pattern = fuser.logits({}), fuser.pattern(voices)
    fitted = [role for role in sorted(voices) if role in pattern.split("+")]
    shares = shapley(_game(fuser, voices), fitted or sorted(voices))
    return {
        label: Fused(prior[label], {r: float(s[n]) for r, s in shares.items()}, pattern)
        for n, label in enumerate(fuser.labels)
    }


def _game(fuser: Fuser, voices: Mapping[str, Voice]) -> Game:
    def play(coalition: frozenset[str]) -> Array:
        logits = fuser.logits({role: voices[role] for role in coalition})
        return np.array([logits[label] for label in fuser.labels])

    return play


def _shared(fuser: PartlyAdditiveFuser, voices: Mapping[str, Voice]) -> dict[str, Fused]:
    """Own addends, and shares of the common one; what belongs to no role of it is shared evenly."""
    own, pattern = fuser.addends(voices), fuser.pattern(voices)
    if not pattern:
        return own

    def play(coalition: frozenset[str]) -> Array:
        common = fuser.together(voices, sorted(coalition))
        return np.array([common[label] for label in fuser.labels])

    roles = pattern.split("+")
    shares, even = shapley(play, roles), play(frozenset()) / len(roles)
    return {
        label: Fused(
            own[label].prior,
            {r: own[label].contributions.get(r, 0.0) + float(shares[r][n] + even[n]) for r in roles},
            pattern,
        )
        for n, label in enumerate(fuser.labels)
    }


def slope(fuser: Fuser, voices: Mapping[str, Voice], label: str, role: str) -> float:
    """By how much the label's logit moves with the role's own statement of it: for sharing an addend among its parts.

    The fuser's own slope where it has one; else the central difference, which is 0 where the statement is not heard.
    """
    if isinstance(fuser, LateFuser):
        return fuser.slope(fuser.pattern(voices), label, role)
    if label not in voices[role].log_odds:
        return 0.0
    up, down = (fuser.logits({**voices, role: _moved(voices[role], label, step)})[label] for step in (STEP, -STEP))
    return (up - down) / (2 * STEP)


def _moved(voice: Voice, label: str, step: float) -> Voice:
    said = {**voice.log_odds, label: voice.log_odds[label] + step}
    return Voice(said, voice.vector, voice.tokens)
