"""The rate rises in a line, falls along half a cosine, and keeps each group's own peak."""

import pytest

from core.training.rates import peaks, set_rates, share_of_peak


def test_it_rises_to_its_peak_and_falls_to_nearly_nothing() -> None:
    shares = [share_of_peak(step, 100, 0.1) for step in range(100)]
    assert shares[:10] == pytest.approx([(step + 1) / 10 for step in range(10)])
    assert shares[10] == 1.0
    assert shares[10:] == sorted(shares[10:], reverse=True)
    assert shares[55] == pytest.approx(0.5, abs=0.01)
    assert 0.0 < shares[-1] < 0.001


def test_without_a_rise_it_starts_at_its_peak() -> None:
    assert share_of_peak(0, 10, 0.0) == 1.0
    assert share_of_peak(0, 1, 0.1) == 1.0


def test_groups_keep_their_own_peak() -> None:
    groups = [{"lr": 0.1}, {"lr": 0.02}]
    found = peaks(groups)
    set_rates(groups, found, 0.5)
    set_rates(groups, found, 0.25)
    assert [group["lr"] for group in groups] == pytest.approx([0.025, 0.005])
