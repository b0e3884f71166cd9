import numpy as np

from benchmarks.fusion import balanced

RANDOM = np.random.default_rng(0)
TRUTH = (RANDOM.random((600, 3)) < [0.05, 0.1, 0.4]).astype(float)
GROUPS = np.repeat(np.arange(400), np.tile([1, 2], 200))


def test_every_finding_has_its_share_in_every_fold() -> None:
    fold = balanced.folds(TRUTH, GROUPS, 5, 0)

    shares = np.stack([TRUTH[fold == part].sum(axis=0) for part in range(5)])
    assert np.all(np.abs(shares - TRUTH.sum(axis=0) / 5) <= 2)
    assert np.all(np.abs(np.bincount(fold) - 120) <= 6)


def test_rows_of_a_group_stay_together() -> None:
    fold = balanced.folds(TRUTH, GROUPS, 5, 0)
    assert all(len(set(fold[GROUPS == group])) == 1 for group in np.unique(GROUPS))


def test_the_seed_decides() -> None:
    first, again, other = (balanced.folds(TRUTH, GROUPS, 5, seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_every_row_is_told_by_systems_that_were_fitted_on_the_other_folds() -> None:
    fold, truth = np.array([0, 1, 2, 0, 1, 2]), np.zeros((6, 2))

    def one_fold(fit: np.ndarray, asked: np.ndarray, part: int) -> dict[str, np.ndarray]:
        assert not set(fit.tolist()) & set(asked.tolist()) and len(fit) + len(asked) == 6
        return {"part": np.full((len(asked), 2), float(part)), "row": np.column_stack([asked, asked]) * 1.0}

    said = balanced.crossfit(truth, fold, one_fold)
    assert said["part"][:, 0].tolist() == fold.tolist()
    assert said["row"][:, 1].tolist() == list(range(6))
