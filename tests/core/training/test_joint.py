"""Roles are dropped in every way but all at once, and folds never share a group."""

import numpy as np
import pytest

from core.training.joint import drop, folds_of
from core.training.voices import VoiceTable


def test_dropping_leaves_a_part_of_what_there_is_and_never_nothing() -> None:
    random = np.random.default_rng(0)
    present = random.random((4000, 3)) < 0.8
    stays = drop(present, 0.4, random)
    assert not (stays & ~present).any()
    assert (stays.any(axis=1) == present.any(axis=1)).all()
    full = present.all(axis=1)
    assert len({tuple(row) for row in stays[full].tolist()}) == 7
    assert 0.4 < np.mean(stays[full].all(axis=1)) < 0.55


@pytest.mark.parametrize("exclusive", [False, True])
def test_folds_keep_groups_together_and_are_no_more_than_there_are_groups(exclusive: bool) -> None:
    random = np.random.default_rng(0)
    truth = np.eye(4)[random.integers(4, size=90)]
    table = VoiceTable(("a", "b", "c", "d"), truth, np.arange(90) % 3, exclusive=exclusive)
    found = folds_of(table, 5, 0)
    assert len(found) == 3
    for fit, test in found:
        assert not set(table.groups[fit]) & set(table.groups[test])
