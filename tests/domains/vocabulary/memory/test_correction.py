import json
import math
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.vocabulary.memory.correction import DAYS, PRIOR_TRUST, STEPS, Correction
from domains.vocabulary.memory.features import CAP_LATER, SPREAD, opinion, traced, usual_in_steps
from domains.vocabulary.memory.scheduling import Memory, Scheduling
from domains.vocabulary.memory.weights import Weights, moved, sigmoid

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
PLAIN = Scheduling()
FLOATS = st.floats(allow_nan=False, allow_infinity=False)


def known(days: float = 10.0) -> Memory:
    return Memory(2, None, days, 5.0, START + timedelta(days=days), START, 4, 0, (3.0, 0.0, SPREAD, 4.0))


def loss(chance: float, right: bool) -> float:
    return -math.log(chance if right else 1 - chance)


def test_says_nearly_what_fsrs_says_before_any_answer() -> None:
    forecast = Correction().forecast(known(), PLAIN, START + timedelta(days=10))
    assert forecast.fsrs == pytest.approx(0.9)
    assert abs(forecast.recall - forecast.fsrs) < 0.02


def test_doubts_fsrs_within_minutes() -> None:
    fresh = PLAIN.review(None, 1, START, 0, (-1.0, 0.0, 0.3, 0.0))
    forecast = Correction().forecast(fresh, PLAIN, START + timedelta(minutes=1))
    assert forecast.fsrs > 0.98 and forecast.guess.chance < 0.7
    assert usual_in_steps(1, False) < usual_in_steps(1, True) < usual_in_steps(2, True) + 0.01


def test_the_days_and_the_steps_learn_apart() -> None:
    start = Correction()
    later = start.learned(start.forecast(known(), PLAIN, START + timedelta(days=10)), False)
    assert later.days != DAYS and later.steps == STEPS
    soon = start.learned(start.forecast(known(), PLAIN, START + timedelta(minutes=10)), False)
    assert soon.days == DAYS and soon.steps != STEPS


def walked(truth: float, answers: int, seed: int) -> tuple[Correction, float, float]:
    chance, correction, ours, plain = random.Random(seed), Correction(), 0.0, 0.0  # noqa: S311
    for _ in range(answers):
        days = chance.uniform(1, 40)
        forecast = correction.forecast(known(10.0), PLAIN, START + timedelta(days=days))
        right = chance.random() < sigmoid(math.log(forecast.fsrs / (1 - forecast.fsrs)) + truth)
        ours, plain = ours + loss(forecast.recall, right), plain + loss(forecast.fsrs, right)
        correction = correction.learned(forecast, right)
    return correction, ours / answers, plain / answers


@pytest.mark.parametrize("truth", [-1.5, 1.5])
def test_beats_fsrs_where_the_learner_differs(truth: float) -> None:
    correction, ours, plain = walked(truth, 600, 3)
    assert ours < plain - 0.02 and correction.days.trust < 0.05


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_costs_next_to_nothing_where_fsrs_is_right(seed: int) -> None:
    _, ours, plain = walked(0.0, 1500, seed)
    assert ours < plain + 0.002


def test_trust_never_leaves_the_open_range() -> None:
    correction, _, _ = walked(-4.0, 1000, 5)
    assert 0 < correction.days.trust < PRIOR_TRUST


@given(st.lists(FLOATS, min_size=11, max_size=11), FLOATS)
def test_every_float_comes_back_from_json(values: list[float], mood: float) -> None:
    kept = Correction(Weights(tuple(values), DAYS.variances, 0.1 + 0.2), STEPS, mood, 1 / 3)
    assert Correction.from_json(json.loads(json.dumps(kept.to_json()))) == kept


def test_refuses_another_form() -> None:
    with pytest.raises(ValueError, match="replay"):
        Correction.from_json({"form": 0})


def test_weights_find_the_truth_and_become_sure() -> None:
    chance, weights = random.Random(0), Weights((0.0, 0.0), (0.5, 0.5), 0.3)  # noqa: S311
    for _ in range(4000):
        values = (1.0, chance.uniform(-2, 2))
        guess = weights.guess(values, 0.0, 0.0)
        weights = weights.learned(guess, chance.random() < sigmoid(0.7 - 0.9 * values[1]), 0.3)
    assert weights.means == pytest.approx((0.7, -0.9), abs=0.15)
    assert max(weights.variances) < 0.01


def test_the_effect_of_a_card_moves_with_its_answers() -> None:
    guess = Weights((0.0,), (0.1,), 0.3).guess((1.0,), 1.0, 0.3)
    up, down = moved(0.0, 0.3, guess, True), moved(0.0, 0.3, guess, False)
    assert up[0] > 0 > down[0] and up[1] == down[1] < 0.3


def test_a_memory_from_elsewhere_starts_with_no_trace() -> None:
    assert traced(Memory(2, None, 3.0, 5.0, START, START, 7, 2)) == (0.0, 0.0, SPREAD, 5.0)
    assert traced(Memory(2, None, 3.0, 5.0, START, START, 1, 2))[3] == 0.0


def test_opinion_is_never_surer_than_people_are() -> None:
    assert opinion(known(), 0.9999, 1.0, 3.0) == CAP_LATER
    assert opinion(known(), 0.5, 1.0, 3.0) == 0.0


@pytest.mark.parametrize("odds", [-800.0, -1.0, 0.0, 1.0, 800.0])
def test_sigmoid_holds_everywhere(odds: float) -> None:
    assert sigmoid(odds) == pytest.approx(1 - sigmoid(-odds)) and 0 <= sigmoid(odds) <= 1
