"""The sets keep their promise, and agree with MAPIE's."""

import warnings

import numpy as np
import pytest

from core.certainty.conformal import Thresholds, thresholds, with_ranking
from core.finding import State

RATE = 0.1


def cases(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.uniform(size=count) < 0.3
    return random.normal(size=count) + 1.5 * truth, truth


@pytest.mark.parametrize("answer", [True, False])
def test_each_class_loses_its_true_answer_at_the_stated_rate(answer: bool) -> None:
    lost = []
    for seed in range(200):
        limits = thresholds(*cases(150, seed), RATE)
        logits, truth = cases(500, 10_000 + seed)
        kept = logits[truth] >= limits.present_from if answer else logits[~truth] <= limits.absent_to
        lost.append(1.0 - kept.mean())
    assert RATE - 0.02 <= np.mean(lost) <= RATE + 0.005


def test_agrees_with_mapie() -> None:
    """Mondrian split conformal of MAPIE on the same scores gives the same sets (but for ties at the threshold)."""
    pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")
    mapie = pytest.importorskip("mapie.classification", reason="MAPIE is not installed")
    from sklearn.linear_model import LogisticRegression

    logits, truth = cases(400, 1)
    new, _ = cases(300, 2)
    model = LogisticRegression(C=1e6).fit(logits[:, None], truth)
    ours = thresholds(model.decision_function(logits[:, None]), truth, RATE)
    decided = model.decision_function(new[:, None])
    for answer in (False, True):
        rows = truth == answer
        split = mapie.SplitConformalClassifier(model, confidence_level=1 - RATE, conformity_score="lac", prefit=True)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "WARNING: your conformalization dataset has less labels")
            split.conformalize(logits[rows][:, None], truth[rows])
        theirs = split.predict_set(new[:, None])[1][:, int(answer), 0]
        mine = decided >= ours.present_from if answer else decided <= ours.absent_to
        assert np.mean(theirs == mine) > 0.99


def test_too_few_cases_leave_everything_undecided() -> None:
    limits = thresholds(np.array([3.0, -3.0, 2.0, -2.0]), np.array([True, False, True, False]), RATE)
    assert [limits.state(logit) for logit in (-9.0, 0.0, 9.0)] == [State.UNDECIDED] * 3


@pytest.mark.parametrize(
    ("logit", "state"),
    [
        (-2.0, State.RULE_OUT),
        (0.0, State.UNDECIDED),
        (-1.0, State.UNDECIDED),
        (1.0, State.UNDECIDED),
        (2.0, State.RULE_IN),
    ],
)
def test_between_the_thresholds_both_answers_stand(logit: float, state: State) -> None:
    assert Thresholds(-1.0, 1.0, 30, 90).state(logit) is state


def test_where_neither_answer_stands_nothing_is_decided() -> None:
    assert Thresholds(1.0, -1.0, 30, 90).state(0.0) is State.UNDECIDED


def test_what_is_less_likely_than_not_is_never_stated() -> None:
    assert Thresholds(-4.0, -3.0, 30, 900).state(-2.0) is State.UNDECIDED
    assert Thresholds(3.0, 4.0, 900, 30).state(2.0) is State.UNDECIDED


def test_thresholds_survive_json() -> None:
    limits = Thresholds(-1.0, 1.0, 30, 90)
    assert Thresholds.from_json(limits.to_json()) == limits
    measured = Thresholds(-1.0, 1.0, 30, 90, auroc_low=0.61)
    assert Thresholds.from_json(measured.to_json()) == measured
    assert "auroc_low" not in limits.to_json()


def test_scores_that_rank_are_told_from_scores_that_do_not() -> None:
    logits, truth = cases(300, 1)
    limits = thresholds(logits, truth, RATE)
    assert limits.better_than_chance
    assert with_ranking(limits, logits, truth).better_than_chance
    shuffled = np.random.default_rng(0).permutation(logits)
    assert not with_ranking(limits, shuffled, truth).better_than_chance


def test_few_patients_with_many_films_show_nothing() -> None:
    logits, truth = cases(300, 1)
    limits = thresholds(logits, truth, RATE)
    assert not with_ranking(limits, logits, truth, groups=np.where(truth, 0, np.arange(300))).better_than_chance
