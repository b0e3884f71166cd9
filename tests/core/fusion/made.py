"""Small fusers of every kind on three roles: untrained networks and drawn parameters, as a trained one would have."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np

from core.fusion.early import EarlyFuser
from core.fusion.fuser import Fuser, Input, Voice
from core.fusion.hybrid import hybrid
from core.fusion.joint import JOINT, JointExpert
from core.fusion.late import late_from
from core.fusion.stage import stage_from

LABELS = ("Mass", "Edema", "Nodule")
ROLES = ("image", "note", "record")
INPUTS = (Input("image", "vector", 5), Input("note", "tokens", 4), Input("record", "statements", 3))
PATTERNS = [roles for size in range(1, 4) for roles in combinations(ROLES, size)]
EVERY_PATTERN = [(), *PATTERNS]
PRIORS = {"Mass": -2.0, "Edema": -1.0, "Nodule": 0.5}


def voices(seed: int = 0) -> dict[str, Voice]:
    random = np.random.default_rng(seed)
    return {
        role: Voice(
            dict(zip(LABELS, random.normal(size=3).tolist(), strict=True)),
            random.normal(size=5),
            random.normal(size=(int(random.integers(1, 6)), 4)),
        )
        for role in ROLES
    }


def some(roles: tuple[str, ...], seed: int = 0) -> dict[str, Voice]:
    return {role: voice for role, voice in voices(seed).items() if role in roles}


def additive(extra: tuple[str, ...], beside: bool) -> dict[str, Any]:
    random = np.random.default_rng(3)

    def about() -> dict[str, float]:
        return {"slope": float(random.uniform(0.2, 1.0)), "offset": float(random.normal())}

    spoken = {roles: (*(roles if beside else ()), *extra) for roles in PATTERNS}
    patterns = {
        "+".join(roles): {label: {role: about() for role in speak} for label in LABELS}
        for roles, speak in spoken.items()
    }
    return {"priors": PRIORS, "patterns": patterns, "addends": {}}


def exclusive(extra: tuple[str, ...], beside: bool) -> dict[str, Any]:
    random = np.random.default_rng(4)

    def about(roles: tuple[str, ...]) -> dict[str, Any]:
        speak = (*(roles if beside else ()), *extra)
        gates = {role: {"doubt": float(random.normal()), "spread": float(random.normal())} for role in speak}
        return {
            "roles": {role: {"slope": float(random.normal()), "gates": gates} for role in speak},
            "offsets": dict(zip(LABELS, random.normal(size=3).tolist(), strict=True)),
        }

    usual = {"image": {"mean": [0.0] * 5, "scale": [1.0] * 5}} if beside else {}
    patterns = {"+".join(roles): about(roles) for roles in PATTERNS}
    return {"exclusive": True, "priors": PRIORS, "patterns": patterns, "usual": usual}


def network() -> Any:
    import torch

    from core.fusion.joint_network import JointNetwork, Shape

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return JointNetwork(INPUTS, len(LABELS), Shape(width=16, depth=1, heads=2)).eval()


def expert(one_holds: bool = False) -> JointExpert:
    return JointExpert(network(), LABELS, one_holds)


MAKERS: dict[str, Callable[[], Fuser]] = {
    "late": lambda: late_from(additive((), True)),
    "early": lambda: EarlyFuser(expert(), stage_from(additive((JOINT,), False))),
    "hybrid": lambda: hybrid(expert(), stage_from(additive((JOINT,), True))),
    "late, one holds": lambda: late_from(exclusive((), True)),
    "early, one holds": lambda: EarlyFuser(expert(True), stage_from(exclusive((JOINT,), False))),
    "hybrid, one holds": lambda: hybrid(expert(True), stage_from(exclusive((JOINT,), True))),
}
