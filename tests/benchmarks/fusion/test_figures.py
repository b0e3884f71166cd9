import numpy as np
import pytest

from benchmarks.fusion import figures
from core.evaluation.bootstrap import difference, interval
from core.evaluation.metrics import auroc, macro_auroc

RANDOM = np.random.default_rng(0)
TRUTH = (RANDOM.random((120, 3)) < 0.3).astype(float)
SAID = np.round(TRUTH + RANDOM.normal(0, 1, TRUTH.shape), 1)
OTHER = np.round(TRUTH + RANDOM.normal(0, 3, TRUTH.shape), 1)
GROUPS = np.repeat(np.arange(60), 2)


def test_the_fast_interval_is_that_of_core() -> None:
    plain = interval(lambda rows: macro_auroc(TRUTH[rows], SAID[rows]), GROUPS, figures.ROUNDS)
    fast = figures.area(TRUTH, SAID, GROUPS)
    assert (fast.value, fast.low, fast.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_so_is_the_paired_difference() -> None:
    plain = difference(
        lambda rows: macro_auroc(TRUTH[rows], SAID[rows]),
        lambda rows: macro_auroc(TRUTH[rows], OTHER[rows]),
        GROUPS,
        figures.ROUNDS,
    )
    fast = figures.beats(TRUTH, SAID, OTHER, GROUPS)
    assert (fast.value, fast.low, fast.high) == pytest.approx((plain.value, plain.low, plain.high))
    assert figures.verdict(fast) == "shown"


def test_weights_are_repeated_rows() -> None:
    weights = RANDOM.integers(0, 3, (1, 120)).astype(float)
    rows = np.repeat(np.arange(120), weights[0].astype(int))
    found = figures.weighted_auroc(TRUTH[:, 0], SAID[:, 0], weights)[0]
    assert found == pytest.approx(auroc(TRUTH[rows, 0], SAID[rows, 0]))
