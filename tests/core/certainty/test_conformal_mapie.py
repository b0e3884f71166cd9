"""MAPIE's thresholds are the closed form's."""

import numpy as np
import pytest

from core.certainty.conformal import NOTHING_LEFT_OUT, thresholds
from core.certainty.conformal_mapie import thresholds as by_mapie

pytest.importorskip("mapie.classification", reason="MAPIE is not installed (extra 'train')")


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.2])
@pytest.mark.parametrize("spread", [0.1, 1.0, 60.0])
def test_the_two_agree_with_ties_and_with_logits_beyond_the_precision_of_probabilities(
    rate: float, spread: float
) -> None:
    for seed in range(3):
        random = np.random.default_rng(seed)
        truth = np.arange(90 + seed) % 3 == 0
        logits = np.round(random.normal(size=len(truth)) * spread + truth, 1)
        assert by_mapie(logits, truth, rate) == thresholds(logits, truth, rate)


def test_with_fewer_cases_than_mapie_takes_nothing_is_left_out() -> None:
    truth = np.arange(60) < 6
    found = by_mapie(np.linspace(3.0, -3.0, 60), truth, 0.1)
    assert found.present_from == NOTHING_LEFT_OUT and found.absent_to < 3.0
    assert found == thresholds(np.linspace(3.0, -3.0, 60), truth, 0.1)
