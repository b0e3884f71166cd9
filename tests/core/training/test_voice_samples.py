"""Roles are dropped in every way but all at once."""

import numpy as np

from core.training.voice_samples import drop


def test_dropping_leaves_a_part_of_what_there_is_and_never_nothing() -> None:
    random = np.random.default_rng(0)
    present = random.random((4000, 3)) < 0.8
    stays = drop(present, 0.4, random)
    assert not (stays & ~present).any()
    assert (stays.any(axis=1) == present.any(axis=1)).all()
    full = present.all(axis=1)
    assert len({tuple(row) for row in stays[full].tolist()}) == 7
    assert 0.4 < np.mean(stays[full].all(axis=1)) < 0.55
