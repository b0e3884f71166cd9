"""No patient stands on both sides of a fold."""

import numpy as np
import pytest

from core.training.folds import grouped

pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")
RANDOM = np.random.default_rng(0)
PATIENTS, STRATA = RANDOM.integers(0, 60, 200), RANDOM.integers(0, 2, 200)


def test_no_patient_is_on_both_sides() -> None:
    for fit, test in grouped(PATIENTS, STRATA, 5, seed=1):
        assert not set(PATIENTS[fit]) & set(PATIENTS[test])


def test_every_row_is_tested_once() -> None:
    tested = np.concatenate([test for _, test in grouped(PATIENTS, STRATA, 5, seed=1)])
    assert sorted(tested.tolist()) == list(range(200))


def test_the_seed_decides() -> None:
    first, again, other = (grouped(PATIENTS, STRATA, 5, seed=s)[0][1].tolist() for s in (1, 1, 2))
    assert first == again != other
