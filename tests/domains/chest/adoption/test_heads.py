"""Heads on an encoder's vectors: out of fold they neither know what they were fitted on nor rank noise too low."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from core.evaluation.metrics import auroc
from core.training.record import prior_log_odds
from domains.chest.adoption import heads
from domains.chest.training.cohort import Cohort

pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")
COUNT, RARE = 60, 8


def cohort(seed: int) -> Cohort:
    there = np.zeros(COUNT)
    there[np.random.default_rng(seed).choice(COUNT, RARE, replace=False)] = 1.0
    rows = {"patient": np.arange(COUNT), "subset": "", "no_finding": 0, "Mass": there}
    return Cohort(pd.DataFrame(rows), Path())


def ranked(seed: int, signal: float) -> float:
    cases = cohort(seed)
    truth = cases.truth(("Mass",))["Mass"]
    features: NDArray[Any] = np.random.default_rng(seed + 100).normal(size=(COUNT, 32))
    features[:, :8] += signal * truth[:, None]
    return auroc(truth, heads.unseen(features, cases, ("Mass",), 0)["Mass"])


def test_noise_is_ranked_as_noise_although_folds_differ_in_their_priors() -> None:
    assert np.mean([ranked(seed, 0.0) for seed in range(20)]) == pytest.approx(0.5, abs=0.1)


def test_what_is_there_is_found() -> None:
    assert np.mean([ranked(seed, 1.5) for seed in range(5)]) > 0.85


def test_a_finding_with_one_answer_states_its_prior() -> None:
    truth = np.column_stack([np.zeros(20), np.arange(20.0) % 2])
    said = heads.fitted(np.random.default_rng(0).normal(size=(20, 4)), truth)(np.ones((1, 4)))
    assert said[0, 0] == pytest.approx(prior_log_odds(truth[:, 0]))
