from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from data.database import Database
from data.guesses import FREE, LONGEST_WAIT, LockedOut, forget, reserve, wait_after
from data.tables import Guess

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def attempt(suite: Database, name: str, at: datetime) -> bool:
    with suite.write() as session:
        return reserve(session, name, at)


def test_the_wait_grows_and_is_bounded() -> None:
    waits = [wait_after(failures) for failures in range(40)]
    assert waits[: FREE + 3] == [timedelta()] * FREE + [timedelta(seconds=s) for s in (30, 60, 120)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT


def test_a_few_attempts_are_free_then_each_locks_for_longer(suite: Database) -> None:
    now = NOON
    assert [attempt(suite, "ada", now) for _ in range(FREE)] == [False] * (FREE - 1) + [True]
    for seconds in (30, 60, 120):
        with pytest.raises(LockedOut, match=r"wait \d+ (seconds|minutes), then try again"):
            attempt(suite, "ada", now + timedelta(seconds=seconds - 1))
        now += timedelta(seconds=seconds)
        assert attempt(suite, "ada", now)


def test_an_attempt_while_locked_does_not_lengthen_the_lock(suite: Database) -> None:
    for _ in range(FREE):
        attempt(suite, "ada", NOON)
    for second in range(29):
        with pytest.raises(LockedOut):
            attempt(suite, "ada", NOON + timedelta(seconds=second))
    attempt(suite, "ada", NOON + timedelta(seconds=30))


def test_names_are_locked_one_by_one(suite: Database) -> None:
    for _ in range(FREE):
        attempt(suite, "ada", NOON)
    assert not attempt(suite, "bob", NOON)


def test_a_right_password_starts_afresh(suite: Database) -> None:
    for _ in range(FREE - 1):
        attempt(suite, "ada", NOON)
    with suite.write() as session:
        forget(session, "ada")
    assert not attempt(suite, "ada", NOON)


def test_old_guesses_are_forgotten(suite: Database) -> None:
    for _ in range(FREE - 1):
        attempt(suite, "ada", NOON)
    assert not attempt(suite, "ada", NOON + timedelta(hours=24, seconds=1))
    attempt(suite, "bob", NOON + timedelta(hours=72))
    with suite.read() as session:
        assert len(session.scalars(select(Guess)).all()) == 1


def test_names_are_not_stored_since_they_may_be_mistyped_passwords(suite: Database) -> None:
    attempt(suite, "my secret password", NOON)
    with suite.read() as session:
        (guess,) = session.scalars(select(Guess)).all()
    assert "secret" not in guess.key
