"""Anki's days, states and ease as memory, and back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domains.vocabulary.memory.scheduling import Memory
from domains.vocabulary.packages import scheduling
from domains.vocabulary.packages.anki import Card, Review
from domains.vocabulary.packages.scheduling import Clock
from tests.domains.vocabulary.packages.making import CRT, DAY

CLOCK = Clock(CRT)


def card(**columns: Any) -> Card:
    base: dict[str, Any] = dict.fromkeys(Card.__dataclass_fields__, 0) | {"id": 1, "data": ""}
    return Card(**base | columns)


def review(day: float, ease: int = 3, kind: int = 1, factor: int = 2500) -> Review:
    return Review(int((CRT + day * DAY) * 1000), 1, ease, 5, 1, factor, 4000, kind)


def memory(made: Card, log: list[Review] | None = None, options: dict[str, Any] | None = None) -> Memory:
    found = scheduling.memory(made, log or [], CLOCK, options or {})
    assert found is not None
    return found


def test_a_new_card_has_no_memory() -> None:
    assert scheduling.memory(card(type=0, due=7), [], CLOCK, {}) is None


def test_a_card_in_review_is_due_when_its_day_begins() -> None:
    found = memory(card(type=2, queue=2, due=40, ivl=12, factor=2500, reps=6, lapses=1))
    assert found.due == datetime.fromtimestamp(CRT + 40 * DAY, UTC)
    assert found.last_review == found.due - timedelta(days=12)
    assert (found.state, found.step, found.reps, found.lapses) == (2, None, 6, 1)


def test_fsrs_state_is_taken_as_it_is() -> None:
    found = memory(card(type=2, due=40, ivl=12, data='{"s":15.1367,"d":6.751,"lrt":1780000000}'))
    assert (found.stability, found.difficulty) == (15.1367, 6.751)
    assert found.last_review == datetime.fromtimestamp(1_780_000_000, UTC)


def test_without_a_log_sm2_says_what_it_means() -> None:
    easy, hard = (memory(card(type=2, due=40, ivl=30, factor=factor)) for factor in (3000, 1300))
    assert easy.stability == hard.stability == 30
    assert easy.difficulty is not None and hard.difficulty is not None
    assert 1 <= easy.difficulty < hard.difficulty <= 10


def test_a_log_says_what_fsrs_makes_of_it() -> None:
    found = memory(card(type=2, due=40, ivl=30), [review(1, kind=0), review(4), review(12)])
    assert found.stability is not None and found.stability > 8
    assert found.last_review == datetime.fromtimestamp(CRT + 12 * DAY, UTC)


@pytest.mark.parametrize(("left", "step"), [(1003, 0), (1002, 1), (1001, 2)])
def test_learning_steps_are_counted_from_the_end(left: int, step: int) -> None:
    options = {"new": {"delays": [1, 10, 60]}}
    found = memory(card(type=1, queue=1, due=1_790_000_600, left=left), options=options)
    assert (found.state, found.step, found.due) == (1, step, datetime.fromtimestamp(1_790_000_600, UTC))


def test_a_card_that_visits_a_filtered_deck_is_due_where_it_belongs() -> None:
    found = memory(card(type=2, due=-100_000, odue=34, odid=9, ivl=3, factor=2500))
    assert found.due == datetime.fromtimestamp(CRT + 34 * DAY, UTC)


def test_what_does_not_count() -> None:
    log = [review(1, kind=0), review(2, ease=0, kind=4, factor=0), review(3, kind=0), review(4, kind=3, factor=0)]
    log += [review(5), review(6, ease=0, kind=4)]
    assert scheduling.counted(log, card(type=2)) == [log[2], log[4]]
    assert scheduling.counted(log, card(type=0)) == []


@pytest.mark.parametrize("due", [2**62, -(2**62), 10**15])
def test_absurd_times_are_brought_to_sense(due: int) -> None:
    assert 1980 <= memory(card(type=2, due=due, ivl=2**40, factor=2500)).due.year <= 3000


def test_absurd_reviews_are_told_apart() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert not scheduling.believable(Review(5, 1, 3, 0, 0, 0, 0, 1), now)
    assert not scheduling.believable(Review(4_000_000_000_000, 1, 3, 0, 0, 0, 0, 1), now)
    assert scheduling.believable(Review(1_700_000_000_000, 1, 3, 0, 0, 0, 0, 1), now)


def test_memory_goes_back_to_the_same_day() -> None:
    due = datetime.fromtimestamp(CRT + 40 * DAY + 5000, UTC)
    held = Memory(2, None, 12.5, 6.2, due, due - timedelta(days=12), 6, 1)
    out = scheduling.written(held, CLOCK, {"data": '{"pos":9}'}, 1)
    assert (out["type"], out["queue"], out["due"], out["ivl"], out["reps"], out["lapses"]) == (2, 2, 40, 12, 6, 1)
    assert out["data"] == f'{{"pos":9,"s":12.5,"d":6.2,"lrt":{int(held.last_review.timestamp())}}}'
