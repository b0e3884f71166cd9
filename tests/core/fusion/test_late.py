"""Log-odds add up exactly, and a role that is absent is not a role that says zero."""

import json
import math
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from core.fusion.fuser import Voice
from core.fusion.late import LateFuser
from core.weights import WeightsError, WeightsFolder, digest, seal

PATTERNS = {
    "image": {"Mass": {"image": {"slope": 0.8, "offset": 0.5}}},
    "record": {"Mass": {"record": {"slope": 0.9, "offset": -0.1}}},
    "image+record": {"Mass": {"image": {"slope": 0.6, "offset": 0.4}, "record": {"slope": 0.5, "offset": 0.2}}},
}
SAID = {"image": Voice({"Mass": 1.5}), "record": Voice({"Mass": -0.7}), "note": Voice({"Mass": 2.0})}


def fuser() -> LateFuser:
    return LateFuser({"Mass": -2.0}, PATTERNS, {"note": 0.8})


def patterns() -> list[tuple[str, ...]]:
    return [roles for size in range(4) for roles in combinations(SAID, size)]


@pytest.mark.parametrize("roles", patterns())
def test_the_logit_is_the_prior_and_what_each_role_added(roles: tuple[str, ...]) -> None:
    fused = fuser().fuse({role: SAID[role] for role in roles})["Mass"]
    assert set(fused.contributions) == set(roles)
    assert math.isclose(fused.logit, -2.0 + math.fsum(fused.contributions.values()))


@pytest.mark.parametrize("role", ["image", "record"])
def test_absence_is_not_a_statement_of_zero(role: str) -> None:
    others = {name: said for name, said in SAID.items() if name != role}
    absent = fuser().fuse(others)["Mass"].logit
    zero = fuser().fuse({**others, role: Voice({"Mass": 0.0})})["Mass"].logit
    assert absent != zero


def test_nothing_said_is_the_prior() -> None:
    assert fuser().fuse({})["Mass"].logit == -2.0


def test_a_note_comes_on_top_shrunk() -> None:
    with_note, without = fuser().fuse(SAID)["Mass"], fuser().fuse({k: SAID[k] for k in ("image", "record")})["Mass"]
    assert with_note.logit - without.logit == pytest.approx(0.8 * 2.0)
    assert with_note.pattern == without.pattern == "image+record"


def saved(folder: Path, bound_to: Any) -> WeightsFolder:
    (folder / "image.safetensors").write_bytes(b"weights")
    content = {"priors": {"Mass": -2.0}, "patterns": PATTERNS, "addends": {}, "bound_to": bound_to}
    (folder / "fusion.json").write_text(json.dumps(content))
    seal(folder)
    return WeightsFolder(folder)


def test_a_fuser_fitted_on_these_weights_is_loaded(tmp_path: Path) -> None:
    folder = saved(tmp_path, {"image.safetensors": digest(b"weights")})
    assert LateFuser.load(folder, "fusion.json").priors == {"Mass": -2.0}


@pytest.mark.parametrize("bound_to", [{"image.safetensors": digest(b"others")}, {}])
def test_a_fuser_fitted_on_other_weights_is_refused(tmp_path: Path, bound_to: dict[str, str]) -> None:
    with pytest.raises(WeightsError, match="calibrate again"):
        LateFuser.load(saved(tmp_path, bound_to), "fusion.json")


@pytest.mark.parametrize("bound_to", [3, None, "all"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, bound_to: Any) -> None:
    with pytest.raises(WeightsError, match=r"fusion\.json does not describe"):
        LateFuser.load(saved(tmp_path, bound_to), "fusion.json")
