"""Lock-out on guessing: after a few wrong passwords for a name, each further one costs a longer wait.

An attempt is counted before the password is compared and forgotten when it was right, so that attempts made side by
side cannot slip through. Unknown names are counted in the same way, so that the lock does not tell who has an account.
"""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from data.tables import Guess

FREE = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
MEMORY = timedelta(hours=24)


class LockedOut(ValueError):
    """Too many wrong passwords for this name; the sentence says how long to wait."""


def wait_after(failures: int) -> timedelta:
    """How long a name stays locked after so many wrong passwords in a row."""
    if failures < FREE:
        return timedelta()
    doublings: int = 2 ** min(failures - FREE, 20)
    return min(FIRST_WAIT * doublings, LONGEST_WAIT)


def reserve(session: Session, name: str, now: datetime) -> bool:
    """Count one attempt for a name; true where this attempt, if wrong, locks it.

    Raises:
        LockedOut: the name is locked; the attempt does not count.
    """
    session.execute(delete(Guess).where(Guess.last_at < now - MEMORY))
    guess = session.get(Guess, _key(name))
    if guess is None:
        guess = Guess(key=_key(name), failures=0, last_at=now, locked_until=None)
        session.add(guess)
    if guess.locked_until and guess.locked_until > now:
        raise LockedOut(_sentence(guess.locked_until - now))
    guess.failures += 1
    guess.last_at = now
    guess.locked_until = now + wait_after(guess.failures)
    return guess.failures >= FREE


def forget(session: Session, name: str) -> None:
    """Start afresh: the password was right, or an administrator set a new one."""
    session.execute(delete(Guess).where(Guess.key == _key(name)))


def _key(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()


def _sentence(left: timedelta) -> str:
    seconds = math.ceil(left.total_seconds())
    span = f"{seconds} seconds" if seconds < 120 else f"{(seconds + 59) // 60} minutes"
    return f"Too many wrong passwords for this name: wait {span}, then try again."
