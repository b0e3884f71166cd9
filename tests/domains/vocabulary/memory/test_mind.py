import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.vocabulary.memory.correction import Correction
from domains.vocabulary.memory.log import Review
from domains.vocabulary.memory.mind import Mind, replay
from domains.vocabulary.memory.scheduling import DEFAULT, Memory, Scheduling

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
OTHER = (*DEFAULT[:20], 0.3)
SCHEDULINGS: Mapping[int, Scheduling] = {0: Scheduling(), 1: Scheduling(OTHER, version=1)}
GAPS = st.one_of(st.integers(-60, 900), st.integers(0, 30 * 86400))
ROWS = st.tuples(
    st.integers(1, 4), st.sampled_from(["", "sound", "picture"]), st.integers(1, 4), GAPS, st.integers(0, 1)
)
LOGS = st.lists(ROWS, min_size=1, max_size=40)


def log_of(rows: list[tuple[int, str, int, int, int]]) -> list[Review]:
    reviews, at = [], START
    for number, (card, modality, rating, gap, version) in enumerate(rows):
        at += timedelta(seconds=gap)
        reviews.append(Review(card, modality, rating, at, 4000, number * 977, version))
    return reviews


@settings(max_examples=80, deadline=None)
@given(LOGS, ROWS)
def test_taking_back_is_the_true_inverse(rows: list[tuple[int, str, int, int, int]], last: tuple[int, ...]) -> None:
    *log, review = log_of([*rows, last])  # type: ignore[list-item]
    mind = replay(log, SCHEDULINGS)
    kept = deepcopy(mind)
    before = mind.learn(review, SCHEDULINGS)
    assert mind != kept
    mind.take_back(review, before)
    assert mind == kept


@settings(max_examples=40, deadline=None)
@given(LOGS)
def test_all_of_it_can_be_taken_back(rows: list[tuple[int, str, int, int, int]]) -> None:
    mind, done = Mind(), []
    for review in log_of(rows):
        done.append((review, mind.learn(review, SCHEDULINGS)))
    for review, before in reversed(done):
        mind.take_back(review, before)
    assert mind == Mind()


@settings(max_examples=40, deadline=None)
@given(LOGS)
def test_stored_and_loaded_it_goes_on_as_the_replay_does(rows: list[tuple[int, str, int, int, int]]) -> None:
    log = log_of(rows)
    half = replay(log[: len(log) // 2], SCHEDULINGS)
    correction = Correction.from_json(json.loads(json.dumps(half.correction.to_json())))
    loaded = Mind.partial(half.whole, half.parts, correction)
    for review in log[len(log) // 2 :]:
        loaded.learn(review, SCHEDULINGS)
    assert loaded == replay(log, SCHEDULINGS)


def test_a_partial_mind_expects_what_the_whole_one_does() -> None:
    mind = replay(log_of([(card, "sound", 3, 4000, 0) for card in (1, 2, 1, 2, 1)]), SCHEDULINGS)
    some = Mind.partial({1: mind.whole[1]}, {(1, "sound"): mind.parts[1, "sound"]}, mind.correction)
    at = START + timedelta(days=9)
    assert some.expected(1, "sound", at) == mind.expected(1, "sound", at)
    assert some.expected(2, "sound", at) is None


def test_each_modality_has_a_memory_of_its_own_beside_the_whole() -> None:
    rows = [(1, "sound", 3, 0, 0), (1, "picture", 1, 60, 0), (1, "sound", 3, 90000, 0)]
    mind = replay(log_of(rows), SCHEDULINGS)
    assert (mind.whole[1].reps, mind.parts[1, "sound"].reps, mind.parts[1, "picture"].reps) == (3, 2, 1)
    alone = SCHEDULINGS[0].review(None, 3, START, 0)
    again = SCHEDULINGS[0].review(alone, 3, START + timedelta(seconds=90060), 2 * 977)
    assert mind.parts[1, "sound"].stability == again.stability != mind.whole[1].stability


def test_a_modality_never_asked_is_judged_by_the_whole() -> None:
    mind = replay(log_of([(1, "sound", 3, 0, 0), (1, "sound", 3, 90000, 0)]), SCHEDULINGS)
    at = START + timedelta(days=5)
    assert mind.expected(1, "picture", at) == mind.expected(1, "", at)


def test_changes_over_to_new_parameters_where_the_log_says_so() -> None:
    rows = [(1, "", 3, 0, 0), (1, "", 3, 90000, 0), (1, "", 3, 800000, 1)]
    first = replay(log_of(rows[:2]), SCHEDULINGS).whole[1]
    last = log_of(rows)[2]
    expected = SCHEDULINGS[1].review(first, 3, last.at, last.seed).stability
    assert replay(log_of(rows), SCHEDULINGS).whole[1].stability == expected
    assert expected != SCHEDULINGS[0].review(first, 3, last.at, last.seed).stability


def test_refuses_a_version_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="version 7"):
        Mind().learn(Review(1, "", 3, START, parameters=7), SCHEDULINGS)


def test_learns_from_the_learners_misses() -> None:
    rows = [(card, "", 1 if day else 3, 86400 // 4, 0) for day in range(10) for card in range(1, 5)]
    mind = replay(log_of(rows), SCHEDULINGS)
    at = mind.whole[1].last_review + timedelta(days=1)
    corrected, plain = mind.expected(1, "", at), SCHEDULINGS[0].recall(mind.whole[1], at)
    assert corrected is not None and corrected < plain - 0.05


def placed() -> Memory:
    return Memory(2, None, 30.0, 5.0, START + timedelta(days=40), START, 4, 1)


def test_a_placed_memory_takes_the_place_of_ours() -> None:
    log = [Review(1, "reading", 3, START, placed=placed())]
    mind = replay(log, SCHEDULINGS)
    assert mind.whole[1] == placed() and mind.parts[1, "reading"].reps == 1
    mind.learn(Review(1, "reading", 3, START + timedelta(days=40)), SCHEDULINGS)
    assert mind.whole[1].reps == 5


def test_a_placing_alone_is_no_answer() -> None:
    mind, review = Mind(), Review(1, "reading", 0, START, placed=placed())
    before = mind.learn(review, SCHEDULINGS)
    assert mind == Mind.partial({1: placed()}, {}, Correction())
    mind.take_back(review, before)
    assert mind == Mind()
    with pytest.raises(ValueError, match="must bring"):
        mind.learn(Review(1, "", 0, START), SCHEDULINGS)


def test_goes_on_from_a_placed_memory_without_answers() -> None:
    bare = Memory(2, None, 3.0, 5.0, START + timedelta(days=3), START, 0, 0)
    mind = Mind.partial({1: bare}, {}, Correction())
    mind.learn(Review(1, "", 1, START + timedelta(days=3)), SCHEDULINGS)
    mind.learn(Review(1, "", 3, START + timedelta(days=3, minutes=10)), SCHEDULINGS)
    assert mind.whole[1].reps == 2 and mind.whole[1].lapses == 1


def test_a_card_without_stability_is_learned_anew() -> None:
    odd = Memory(1, 0, None, None, START, START, 1, 0)
    mind = Mind.partial({1: odd}, {}, Correction())
    assert mind.expected(1, "", START) is None
    mind.learn(Review(1, "", 3, START), SCHEDULINGS)
    assert mind.whole[1].stability == DEFAULT[2]
