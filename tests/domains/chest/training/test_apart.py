"""How much closer the mean of all networks lies than that of one fold's, from films that neither was fitted on."""

import numpy as np
import pytest
from numpy.typing import NDArray

from domains.chest.training.apart import averaging
from domains.chest.training.unseen import Averaging

FOLDS, EACH, LABELS = 3, 2, 4
Array = NDArray[np.float64]


def networks(films: int, seed: int, own: float, fold: float) -> Array:
    """``(folds, networks, films, labels)``: of a variance of 1, shares are a network's own, and of its fold."""
    random = np.random.default_rng(seed)
    shared = np.sqrt(1 - own - fold) * random.normal(size=(1, 1, films, LABELS))
    of_folds = np.sqrt(fold) * random.normal(size=(FOLDS, 1, films, LABELS))
    logits: Array = shared + of_folds + np.sqrt(own) * random.normal(size=(FOLDS, EACH, films, LABELS))
    return logits


def test_what_is_kept_is_what_the_mean_of_all_keeps_of_a_folds_mean() -> None:
    all_of_them = networks(4000, 0, own=0.2, fold=0.15)
    told = averaging(all_of_them[0], all_of_them)
    assert (told.members, told.heard) == (FOLDS, EACH)
    assert told.within == pytest.approx(0.2, abs=0.02) and told.disagreement == pytest.approx(0.35, abs=0.03)
    kept = all_of_them.mean(axis=(0, 1)).var() / all_of_them[0].mean(axis=0).var()
    assert told.kept == pytest.approx(kept, abs=0.02)


def test_the_proportion_is_taken_from_elsewhere_and_the_size_from_the_training_films() -> None:
    said = networks(4000, 1, own=0.1, fold=0.0)[0]
    told = averaging(said, networks(4000, 2, own=0.2, fold=0.1))
    assert told.within == pytest.approx(0.1, abs=0.02)
    assert told.disagreement == pytest.approx(0.1 * 0.3 / 0.2, abs=0.03)


def test_one_network_for_each_fold_is_told_from_elsewhere_alone() -> None:
    far = networks(4000, 3, own=0.2, fold=0.1)[:, :1]
    told = averaging(far[0], far)
    assert (told.heard, told.within) == (1, 0.0)
    assert told.kept == pytest.approx(Averaging(FOLDS, 0.3).kept, abs=0.02)
