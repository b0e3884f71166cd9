"""A house's own calibration of fused logits, in which the sum of the addends stays exact."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from core.certainty.scaling import Scaling
from core.evidence.decompose import decompose
from core.fusion.fuser import Fused, Fuser, Voice, pattern_of


def scaled(fused: Mapping[str, Fused], scaling: Scaling | None) -> dict[str, Fused]:
    """``slope * logit + offset``: the slope goes to the prior and to each addend, the offset to the prior.

    Labels that the scaling does not name stay as they are.
    """
    own = scaling.parameters if scaling else {}
    return {label: _moved(one, *own[label]) if label in own else one for label, one in fused.items()}


def factor(scaling: Scaling | None, label: str) -> float:
    """By which a label's addends are multiplied."""
    return scaling.parameters.get(label, (1.0, 0.0))[0] if scaling else 1.0


def _moved(fused: Fused, slope: float, offset: float) -> Fused:
    contributions = {role: slope * addend for role, addend in fused.contributions.items()}
    return Fused(slope * fused.prior + offset, contributions, fused.pattern)


def heard(fused: Mapping[str, Fused]) -> str:
    """The name of the roles that added something to any label, those that the fuser was not fitted with too."""
    return pattern_of({role for one in fused.values() for role in one.contributions})


def every_pattern(fuser: Fuser, voices: Mapping[str, Voice]) -> dict[str, dict[str, Fused]]:
    """What fusion says for every set of the roles that are there: ``"image+record"`` to label to its sum."""
    roles = sorted(voices)
    subsets = [subset for size in range(1, len(roles) + 1) for subset in combinations(roles, size)]
    said = [decompose(fuser, {role: voices[role] for role in subset}) for subset in subsets]
    return {heard(each): each for each in said if heard(each)}
