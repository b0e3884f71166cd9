"""The sets keep their promise, and lie where MAPIE's do."""

import warnings

import numpy as np
import pytest

from core.certainty.conformal import NOTHING_LEFT_OUT, Thresholds, thresholds, with_ranking
from core.finding import State

RATE = 0.1


def cases(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = random.uniform(size=count) < 0.3
    return random.normal(size=count) + 1.5 * truth, truth


@pytest.mark.parametrize("rate", [0.05, RATE, 0.2])
@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("count", [100, 150, 400])
def test_each_class_loses_its_true_answer_at_the_stated_rate_however_few_there_are(
    answer: bool, rate: float, count: int
) -> None:
    lost = []
    for seed in range(400):
        limits = thresholds(*cases(count, seed), rate)
        logits, truth = cases(300, 10_000 + seed)
        kept = logits[truth] >= limits.present_from if answer else logits[~truth] <= limits.absent_to
        lost.append(1.0 - kept.mean())
    assert rate - 0.008 <= np.mean(lost) <= rate + 0.008


def test_between_two_ranks_the_threshold_lies_between_them() -> None:
    logits = np.append(np.arange(24.0), -np.arange(24.0))
    found = thresholds(logits, np.arange(48) < 24, RATE)
    assert found.present_from == pytest.approx(1.5)
    assert found.absent_to == pytest.approx(-1.5)


def test_fewer_cases_than_the_rate_needs_leave_nothing_out() -> None:
    truth = np.arange(60) < 8
    found = thresholds(np.linspace(3.0, -3.0, 60), truth, RATE)
    assert found.present_from == NOTHING_LEFT_OUT
    assert found.absent_to < 3.0


def test_lies_between_the_thresholds_that_mapie_computes_on_either_side() -> None:
    """MAPIE's Mondrian split sets have whole ranks; ours are no larger, and no smaller than at the next rank."""
    pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")
    mapie = pytest.importorskip("mapie.classification", reason="MAPIE is not installed")
    from sklearn.linear_model import LogisticRegression

    logits, truth = cases(400, 1)
    new, _ = cases(300, 2)
    model = LogisticRegression(C=1e6).fit(logits[:, None], truth)
    decided, known = model.decision_function(new[:, None]), model.decision_function(logits[:, None])
    ours = thresholds(known, truth, RATE)
    for answer in (False, True):
        rows = truth == answer
        mine = decided >= ours.present_from if answer else decided <= ours.absent_to
        theirs = []
        for rate in (RATE, RATE + 1.0 / (rows.sum() + 1)):
            split = mapie.SplitConformalClassifier(
                model, confidence_level=1 - rate, conformity_score="lac", prefit=True
            )
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "WARNING: your conformalization dataset has less labels")
                split.conformalize(logits[rows][:, None], truth[rows])
            theirs.append(split.predict_set(new[:, None])[1][:, int(answer), 0])
        assert np.all(theirs[0] | ~mine)
        assert np.all(mine | ~theirs[1])
        assert 0 < np.sum(mine) < len(new)


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
