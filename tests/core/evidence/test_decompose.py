"""Sums explain themselves; of a hybrid only the joint expert's addend is shared, the rest stays exact."""

import pytest

from core.evidence.decompose import decompose, slope
from core.fusion.fuser import AdditiveFuser, PartlyAdditiveFuser, Voice
from tests.core.fusion.made import LABELS, MAKERS, PATTERNS, ROLES, some, voices

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)


def test_an_additive_fuser_explains_itself() -> None:
    fuser = MAKERS["late"]()
    assert isinstance(fuser, AdditiveFuser)
    assert decompose(fuser, voices()) == fuser.fuse(voices())


@pytest.mark.parametrize("roles", [roles for roles in PATTERNS if roles != ("record",)], ids="+".join)
def test_a_hybrids_own_addends_move_only_with_their_own_statement(roles: tuple[str, ...]) -> None:
    """Of image and note the joint expert hears no statements, so that only their own addend can move."""
    fuser = MAKERS["hybrid"]()
    assert isinstance(fuser, PartlyAdditiveFuser)
    before = decompose(fuser, some(roles))
    role, others = roles[0], roles[1:]
    voice = some(roles)[role]
    louder = Voice({label: value + 1.0 for label, value in voice.log_odds.items()}, voice.vector, voice.tokens)
    after = decompose(fuser, {**some(roles), role: louder})
    for label in LABELS:
        for other in others:
            assert after[label].contributions[other] == pytest.approx(before[label].contributions[other], abs=1e-6)
        moved = after[label].contributions[role] - before[label].contributions[role]
        assert moved == pytest.approx(slope(fuser, some(roles), label, role), abs=1e-4)


@pytest.mark.parametrize("name", ["late", "late, one holds"])
def test_the_slope_is_how_far_the_logit_moves(name: str) -> None:
    fuser = MAKERS[name]()
    for role in ROLES:
        voice = voices()[role]
        moved = Voice({**voice.log_odds, "Mass": voice.log_odds["Mass"] + 1e-3}, voice.vector, voice.tokens)
        change = fuser.logits({**voices(), role: moved})["Mass"] - fuser.logits(voices())["Mass"]
        assert slope(fuser, voices(), "Mass", role) == pytest.approx(change / 1e-3, rel=0.02, abs=1e-3)


def test_a_statement_that_is_not_heard_has_no_slope() -> None:
    fuser = MAKERS["early"]()
    assert slope(fuser, voices(), "Mass", "image") == 0.0
    unspoken = {**voices(), "note": Voice({}, voices()["note"].vector, voices()["note"].tokens)}
    assert slope(fuser, unspoken, "Mass", "note") == 0.0
