"""The parts of the coverage and drift benchmarks that need no films."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")

from benchmarks.chest import coverage, drift
from core.certainty.conformal import thresholds
from domains.chest.drift import WINDOW, Seen
from domains.chest.training.unseen import Unseen

RANDOM = np.random.default_rng(0)


def test_whole_ranks_never_lose_more_than_ranks_between() -> None:
    for count in (60, 101, 250):
        logits, truth = RANDOM.normal(size=count), np.arange(count) % 4 == 0
        whole, between = coverage.at_ranks(logits, truth, 0.1), thresholds(logits, truth, 0.1)
        assert whole.present_from <= between.present_from
        assert whole.absent_to >= between.absent_to


def test_shares_are_counted_over_all_findings() -> None:
    truth = {"Mass": np.array([1.0, 0.0] * 100)}
    logits = {"Mass": np.where(truth["Mass"] > 0.5, 1.0, -1.0) + RANDOM.normal(size=200) * 0.01}
    unseen = Unseen({}, truth, np.arange(200), np.zeros(200), 0)
    present, absent = coverage.share(logits, truth, logits, unseen, 0.1)
    assert present == pytest.approx(0.9, abs=0.02)
    assert absent == pytest.approx(0.9, abs=0.02)


def test_windows_are_as_long_as_the_alarm_looks_back() -> None:
    usual, others = [Seen(age=1.0)] * 300, [Seen(age=2.0)] * 40
    assert len(drift.draw(usual, 0)) == len(drift.draw(others, 0)) == WINDOW
    mixed = drift.mixture(usual, others, 0.25, 0)
    assert (len(mixed), sum(one.age == 2.0 for one in mixed)) == (WINDOW, WINDOW // 4)


def test_a_line_shows_the_share_with_its_interval(capsys: pytest.CaptureFixture[str]) -> None:
    drift.row("films", [True] * 10 + [False] * 90)
    assert capsys.readouterr().out == "| films | 0.100 [0.055, 0.174] of 100 |\n"
