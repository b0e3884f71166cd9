from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import fsrs
import pytest
from fsrs.scheduler import LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS
from hypothesis import given, settings
from hypothesis import strategies as st

from domains.vocabulary.memory.scheduling import DEFAULT, Memory, Scheduling
from domains.vocabulary.memory.steps import fuzzed, uniform

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
RATINGS = st.integers(1, 4)
GAPS = st.one_of(st.integers(-3600, 90_000), st.integers(0, 400 * 86400), st.integers(0, 9 * 86400))
LOGS = st.lists(st.tuples(RATINGS, GAPS), min_size=1, max_size=12)
PARAMETERS = st.tuples(
    *(st.floats(low, high) for low, high in zip(LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True))
)
STEPS = st.lists(st.integers(1, 2000).map(lambda minutes: timedelta(minutes=minutes)), max_size=3)


def same(memory: Memory, card: fsrs.Card) -> bool:
    ours = (memory.state, memory.step, memory.stability, memory.difficulty, memory.due, memory.last_review)
    return ours == (card.state, card.step, card.stability, card.difficulty, card.due, card.last_review)


def walk(ours: Scheduling, peer: fsrs.Scheduler, log: list[tuple[int, int]], seed: int = 0) -> None:
    memory, card, at = None, fsrs.Card(), START
    for rating, gap in log:
        at += timedelta(seconds=gap)
        if memory is not None:
            assert ours.recall(memory, at) == peer.get_card_retrievability(card, at)
        memory = ours.review(memory, rating, at, seed)
        card, _ = peer.review_card(card, fsrs.Rating(rating), at)
        assert same(memory, card)


@settings(max_examples=150, deadline=None)
@given(LOGS, st.floats(0.7, 0.97))
def test_equals_the_package_bit_for_bit(log: list[tuple[int, int]], retention: float) -> None:
    walk(Scheduling(retention=retention, fuzz=False), fsrs.Scheduler(DEFAULT, retention, enable_fuzzing=False), log)


@settings(max_examples=100, deadline=None)
@given(LOGS, PARAMETERS, STEPS, STEPS, st.integers(1, 500))
def test_equals_it_with_other_parameters_and_steps(
    log: list[tuple[int, int]], parameters: tuple[float, ...], learn: Any, relearn: Any, longest: int
) -> None:
    ours = Scheduling(parameters, 0.9, False, learning=learn, relearning=relearn, longest=longest)
    walk(ours, fsrs.Scheduler(parameters, 0.9, learn, relearn, longest, False), log)


@settings(max_examples=100, deadline=None)
@given(LOGS, st.integers(0, 2**63 - 1))
def test_fuzz_is_the_packages_with_chance_from_the_seed(log: list[tuple[int, int]], seed: int) -> None:
    with patch("fsrs.scheduler.random", lambda: uniform(seed)):
        walk(Scheduling(), fsrs.Scheduler(), log, seed)


def test_steps_that_were_cut_meanwhile_end() -> None:
    long, short = Scheduling(learning=[timedelta(minutes=1)] * 3), Scheduling(learning=[timedelta(minutes=1)])
    third = long.review(long.review(None, 3, START, 0), 3, START, 0)
    assert third.step == 2 and short.review(third, 3, START, 0).state == 2
    assert short.review(third, 1, START, 0).step == 0


def test_fuzz_spreads_and_repeats() -> None:
    days = [fuzzed(100, seed, 36500) for seed in range(500)]
    assert days == [fuzzed(100, seed, 36500) for seed in range(500)]
    assert 90 <= min(days) < 95 and 105 < max(days) <= 110
    assert fuzzed(2, 7, 36500) == 2 and fuzzed(30, 7, 10) == 10


def test_seeds_next_to_each_other_differ() -> None:
    drawn = [uniform(seed) for seed in range(1000)]
    assert len(set(drawn)) == 1000 and 0 <= min(drawn) and max(drawn) < 1
    assert abs(sum(drawn) / 1000 - 0.5) < 0.05


def test_counts_answers_and_lapses() -> None:
    schedule, memory, at = Scheduling(fuzz=False), None, START
    for rating in (3, 3, 1, 1, 3, 1):
        memory = schedule.review(memory, rating, at, 0)
        at = memory.due
    assert memory is not None and (memory.reps, memory.lapses, memory.state) == (6, 2, 3)


def test_preview_tells_what_each_rating_would_do() -> None:
    schedule = Scheduling()
    known = schedule.review(None, 4, START, 3)
    found = schedule.preview(known, known.due, 5)
    assert found == {rating: schedule.review(known, rating, known.due, 5) for rating in (1, 2, 3, 4)}
    assert found[1].due < found[2].due <= found[3].due < found[4].due


def test_recall_begins_to_fade_within_the_day() -> None:
    schedule = Scheduling()
    memory = schedule.review(None, 1, START, 0)
    later = START + timedelta(hours=6)
    assert schedule.recall(memory, later) == 1 > schedule.fading(memory, later)
    assert schedule.fading(memory, START + timedelta(days=2)) == schedule.recall(memory, START + timedelta(days=2))


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_refuses_an_unknown_rating(rating: int) -> None:
    with pytest.raises(ValueError, match="1 \\(Again\\)"):
        Scheduling().review(None, rating, START, 0)


def test_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="UTC"):
        Scheduling().review(None, 3, datetime(2026, 1, 1), 0)


@pytest.mark.parametrize("parameters", [DEFAULT[:19], (*DEFAULT[:-1], 0.9), (*DEFAULT[:-1], float("nan"))])
def test_refuses_parameters_that_are_none(parameters: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="FSRS"):
        Scheduling(parameters)


@pytest.mark.parametrize("retention", [0.0, 1.0, 1.2])
def test_refuses_a_retention_that_is_none(retention: float) -> None:
    with pytest.raises(ValueError, match="retention"):
        Scheduling(retention=retention)
