"""What the drift alarm says of readings like the training films, unlike them, too few, or with nothing to compare."""

from typing import Any

import numpy as np
import pytest

from domains.chest.drift import FEWEST, NO_REFERENCE, REFUSED, Reference, Seen, compare

LABELS = tuple(f"finding_{number}" for number in range(13))
RANDOM = np.random.default_rng(3)


def measured() -> dict[str, Any]:
    quantiles = list(np.quantile(RANDOM.normal(size=4000), np.linspace(0, 1, 21)))
    ages = list(np.quantile(RANDOM.uniform(20, 90, 4000), np.linspace(0, 1, 21)))
    about = {"logit_quantiles": dict.fromkeys(LABELS, quantiles), "age_quantiles": ages}
    about |= {"sex": {"F": 400, "M": 479}, "view": {"PA": 0.6, "AP": 0.4}}
    guard = {"adult films taken (NIH)": {"count": 220, "of": 221}}
    return {"distribution": about, "data": {"train_films": 879}, "guard": guard}


def readings(count: int, shift: float = 0.0, refused: float = 0.0) -> list[Seen]:
    random = np.random.default_rng(count)
    common = random.normal(size=count) * 0.7
    return [
        Seen(
            {label: float(common[row] + shift + random.normal() * 0.714) for label in LABELS},
            float(random.uniform(20, 90)),
            "F" if random.uniform() < 0.45 else "M",
            "PA" if random.uniform() < 0.6 else "AP",
            bool(random.uniform() < refused),
        )
        for row in range(count)
    ]


def test_readings_like_the_training_films_raise_no_alarm() -> None:
    found = compare(readings(100), Reference.of(measured()))
    assert not found.alarm
    assert found.tests == len(LABELS) + 4
    assert "No drift: the last 100 readings" in found.sentence


def test_scores_that_moved_are_named_the_surest_first() -> None:
    found = compare(readings(100, shift=1.0), Reference.of(measured()))
    assert set(found.shifts) >= {LABELS[0], LABELS[12]}
    assert "Drift: the last 100 readings differ from the training films in finding " in found.alarm
    assert "more" in found.alarm and "calibrate on your own cases" in found.alarm


def test_films_that_are_refused_more_often_raise_the_alarm() -> None:
    assert set(compare(readings(100, refused=0.2), Reference.of(measured())).shifts) == {REFUSED}


@pytest.mark.parametrize("told", [{}, {"distribution": {"logit_quantiles": {}}}, {"data": {"train_films": 3}}])
def test_weights_without_a_description_cannot_tell(told: dict[str, Any]) -> None:
    found = compare(readings(100), Reference.of(told))
    assert not found.alarm
    assert found.sentence == NO_REFERENCE


def test_too_few_readings_say_how_many_it_takes() -> None:
    found = compare(readings(FEWEST - 1), Reference.of(measured()))
    assert not found.alarm
    assert f"from {FEWEST} readings on; there are {FEWEST - 1}" in found.sentence
