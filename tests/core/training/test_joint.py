"""Folds never share a group."""

import numpy as np
import pytest

from core.training.joint import folds_of
from core.training.voices import VoiceTable


@pytest.mark.parametrize("exclusive", [False, True])
def test_folds_keep_groups_together_and_are_no_more_than_there_are_groups(exclusive: bool) -> None:
    random = np.random.default_rng(0)
    truth = np.eye(4)[random.integers(4, size=90)]
    table = VoiceTable(("a", "b", "c", "d"), truth, np.arange(90) % 3, exclusive=exclusive)
    found = folds_of(table, 5, 0)
    assert len(found) == 3
    for fit, test in found:
        assert not set(table.groups[fit]) & set(table.groups[test])
