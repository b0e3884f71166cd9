"""What holds for every fuser: sums are exact in every pattern, and what is absent is neither zero nor heard."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.evidence.decompose import decompose
from core.fusion.fuser import Fuser, Voice
from tests.core.fusion.made import EVERY_PATTERN, LABELS, MAKERS, PATTERNS, PRIORS, ROLES, some, voices

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)


@pytest.fixture(params=MAKERS)
def fuser(request: pytest.FixtureRequest) -> Fuser:
    return MAKERS[request.param]()


def test_contributions_sum_to_the_logit_in_every_pattern(fuser: Fuser) -> None:
    for roles in EVERY_PATTERN:
        logits, parts = fuser.logits(some(roles)), decompose(fuser, some(roles))
        for label in LABELS:
            assert set(parts[label].contributions) == set(roles)
            summed = parts[label].prior + math.fsum(parts[label].contributions.values())
            assert summed == pytest.approx(logits[label], abs=1e-5)
            assert parts[label].logit == pytest.approx(logits[label], abs=1e-5)


def test_nothing_present_is_the_prior(fuser: Fuser) -> None:
    assert fuser.logits({}) == PRIORS
    assert fuser.pattern({}) == ""


@pytest.mark.parametrize("roles", PATTERNS, ids="+".join)
def test_an_absent_role_is_not_one_that_says_zero(fuser: Fuser, roles: tuple[str, ...]) -> None:
    silent = Voice(dict.fromkeys(LABELS, 0.0), np.zeros(5), np.zeros((1, 4)))
    for role in set(ROLES) - set(roles):
        absent, zero = fuser.logits(some(roles)), fuser.logits({**some(roles), role: silent})
        assert any(abs(absent[label] - zero[label]) > 1e-4 for label in LABELS)


def test_every_role_that_is_present_is_heard(fuser: Fuser) -> None:
    for role in ROLES:
        other = {**voices(), role: voices(seed=9)[role]}
        assert fuser.logits(other) != fuser.logits(voices())


def test_a_role_that_it_was_not_fitted_for_changes_nothing(fuser: Fuser) -> None:
    stranger = {**voices(), "gait": voices()["image"]}
    assert fuser.logits(stranger) == fuser.logits(voices())
    assert fuser.pattern(stranger) == fuser.pattern(voices()) == "image+note+record"
    for parts in decompose(fuser, stranger).values():
        assert "gait" not in parts.contributions


@pytest.mark.parametrize("name", [name for name in MAKERS if "one holds" in name])
def test_of_exclusive_labels_exactly_one_holds(name: str) -> None:
    for roles in PATTERNS:
        logits = np.array(list(MAKERS[name]().logits(some(roles)).values()))
        assert float((1 / (1 + np.exp(-logits))).sum()) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("name", ["early", "hybrid"])
def test_a_width_that_does_not_fit_names_the_role_and_both_widths(name: str) -> None:
    wide = {**voices(), "image": replace(voices()["image"], vector=np.zeros(7))}
    with pytest.raises(ValueError, match="'image' are 7 wide, and the fuser was trained on 5"):
        MAKERS[name]().logits(wide)


@pytest.mark.parametrize("name", ["early", "hybrid", "late, one holds"])
def test_what_a_voice_lacks_is_named(name: str) -> None:
    bare = {**voices(), "image": replace(voices()["image"], vector=None)}
    with pytest.raises(ValueError, match="needs the vector of 'image', and what reads it gives none"):
        MAKERS[name]().logits(bare)


@pytest.mark.parametrize("name", ["late", "hybrid", "late, one holds"])
def test_an_expert_that_leaves_a_label_out_is_named(name: str) -> None:
    short = {**voices(), "note": replace(voices()["note"], log_odds={"Mass": 1.0})}
    with pytest.raises(ValueError, match="'note' says nothing of 'Edema'"):
        MAKERS[name]().logits(short)
