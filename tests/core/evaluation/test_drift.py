"""The tests keep their level, find a shift, and agree with SciPy's."""

import numpy as np
import pytest

from core.evaluation import drift

SIZE = 800
SHARES = np.linspace(0.0, 1.0, 21)


def reference(seed: int) -> list[float]:
    return list(np.quantile(np.random.default_rng(seed).normal(size=SIZE), SHARES))


def chance(sample: np.ndarray, seed: int) -> float:
    return drift.from_distance(drift.distance(sample, reference(seed)), len(sample), SIZE)


def test_the_limit_is_scipys() -> None:
    stats = pytest.importorskip("scipy.stats", reason="SciPy is not installed (extra 'train')")
    for greatest in (0.05, 0.1, 0.15, 0.3):
        root = np.sqrt(100 * SIZE / (100 + SIZE))
        exact = stats.kstwobign.sf((root + 0.12 + 0.11 / root) * greatest)
        assert drift.from_distance(greatest, 100, SIZE) == pytest.approx(exact, abs=1e-6)


def test_the_distance_is_that_of_the_two_distributions() -> None:
    quantiles = list(SHARES)
    assert drift.distance(np.array([0.5]), quantiles) == pytest.approx(0.5)
    assert drift.distance(np.full(10, -3.0), quantiles) == pytest.approx(1.0)
    assert drift.distance((np.arange(1000) + 0.5) / 1000, quantiles) == pytest.approx(0.0005)


def test_samples_of_the_same_distribution_raise_few_alarms_and_shifted_ones_many() -> None:
    random = np.random.default_rng(0)
    calm = [chance(random.normal(size=100), seed) < 0.05 for seed in range(400)]
    moved = [chance(random.normal(size=100) + 0.6, seed) < 0.05 for seed in range(100)]
    assert np.mean(calm) <= 0.07
    assert np.mean(moved) >= 0.95


def test_shares_and_rare_events_keep_their_level() -> None:
    random = np.random.default_rng(1)
    shares = {"F": 0.44, "M": 0.56}
    counts = [int(random.binomial(100, 0.44)) for _ in range(2000)]
    assert np.mean([drift.from_shares({"F": n, "M": 100 - n}, shares, SIZE) < 0.05 for n in counts]) <= 0.06
    events = [(int(random.binomial(100, 0.01)), int(random.binomial(221, 0.01))) for _ in range(1000)]
    assert np.mean([drift.from_excess(n, 100, known, 221) < 0.05 for n, known in events]) <= 0.05
    assert drift.from_shares({"F": 80, "M": 20}, shares, SIZE) < 1e-6
    assert drift.from_shares({"F": 44, "U": 56}, shares, SIZE) < 1e-6
    assert drift.from_excess(20, 100, 1, 221) < 1e-6


def test_rare_events_are_counted_as_fisher_does() -> None:
    stats = pytest.importorskip("scipy.stats", reason="SciPy is not installed (extra 'train')")
    exact = stats.fisher_exact([[7, 93], [3, 218]], alternative="greater").pvalue
    assert drift.from_excess(7, 100, 3, 221) == pytest.approx(exact)


def test_holms_correction() -> None:
    assert drift.holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert drift.holm({}) == {}
