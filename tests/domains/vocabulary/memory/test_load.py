import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.vocabulary.memory.load import a_day, left, new_left, plan


@pytest.mark.parametrize(("due", "limit"), [(0, 200), (200, 200), (1, 1), (0, 0)])
def test_there_is_nothing_to_plan_within_a_days_limit(due: int, limit: int) -> None:
    assert plan(due, limit) is None


def test_suggests_the_fewest_days_that_keep_the_limit() -> None:
    found = plan(200, 35)
    assert found is not None and found.suggested == 6
    assert found.choices == {3: 67, 4: 50, 6: 34, 8: 25}
    assert found.sentence == "200 cards are due: spread them over 6 days, about 34 a day?"


def test_what_comes_due_meanwhile_is_on_top() -> None:
    found = plan(200, 60, arriving=20)
    assert found is not None and found.choices[found.suggested] == 200 // 6 + 1 + 20 and found.suggested == 6


@given(st.integers(0, 100_000), st.integers(0, 1000), st.floats(0, 500))
def test_every_choice_clears_the_backlog(due: int, limit: int, arriving: float) -> None:
    found = plan(due, limit, arriving)
    assert (found is None) == (due <= limit)
    if found is not None:
        assert found.suggested in found.choices and 1 <= len(found.choices) <= 4
        assert list(found.choices) == sorted(found.choices)
        assert all(days * (per_day - arriving) >= due - 1e-6 for days, per_day in found.choices.items())


def test_refuses_days_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="1 to 365"):
        a_day(100, 0)
    with pytest.raises(ValueError, match="1 to 365"):
        a_day(100, 366)


def test_tells_what_is_left_of_today() -> None:
    assert (left(200, 50), left(200, 250), left(200, 10, per_day=34)) == (150, 0, 24)
    assert (new_left(10, 4, 100, 80), new_left(10, 4, 100, 101), new_left(10, 12, 100, 0)) == (6, 0, 0)
