"""Patients are drawn, not films; the interval covers."""

import numpy as np
import pytest

from core.evaluation.bootstrap import difference, interval, resamples

RANDOM = np.random.default_rng(0)


def test_a_patient_comes_with_all_films_or_none() -> None:
    patients = np.array([7, 3, 7, 9, 3, 3])
    for rows in resamples(patients, rounds=50, seed=1):
        counts = np.bincount(rows, minlength=6)
        assert counts[0] == counts[2] and counts[1] == counts[4] == counts[5]
        assert sum(counts[i] for i in (0, 1, 3)) == 3


def test_films_of_few_patients_make_the_interval_wider() -> None:
    values = np.repeat(RANDOM.normal(size=30), 10)
    by_film = interval(lambda rows: float(values[rows].mean()), np.arange(300), 400)
    by_patient = interval(lambda rows: float(values[rows].mean()), np.repeat(np.arange(30), 10), 400)
    assert by_patient.high - by_patient.low > 2 * (by_film.high - by_film.low)


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    hits = 0
    for seed in range(200):
        sample = np.random.default_rng(seed).normal(size=60)
        found = interval(lambda rows, s=sample: float(s[rows].mean()), np.arange(60), 300, seed)  # type: ignore[misc]
        hits += found.low <= 0.0 <= found.high
    assert 0.89 <= hits / 200 <= 0.99


def test_the_paired_difference_is_narrower_than_the_two_intervals() -> None:
    first = RANDOM.normal(size=200)
    second = first - 0.1 + 0.05 * RANDOM.normal(size=200)
    found = difference(lambda r: float(first[r].mean()), lambda r: float(second[r].mean()), np.arange(200), 300)
    assert found.value == pytest.approx(0.1, abs=0.02)
    assert 0 < found.low < found.high < 0.2


def test_resamples_where_the_figure_does_not_exist_are_left_out() -> None:
    found = interval(lambda rows: float("nan") if 0 in rows else 1.0, np.arange(4), 100)
    assert (found.low, found.high) == (1.0, 1.0)


def test_the_sentence_shows_value_and_interval() -> None:
    assert str(interval(lambda rows: 0.5, np.arange(3), 10)) == "0.500 [0.500, 0.500]"
