"""Passwords: what is good enough, and Argon2 hashes of them."""

from __future__ import annotations

import threading
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pwdlib import PasswordHash

MINIMUM = 12
MAXIMUM = 1024
DIFFERENT = 5
AT_ONCE = threading.BoundedSemaphore(4)


class WeakPassword(ValueError):
    """The password is too easy to guess; the sentence says what it lacks."""


def check(password: str, name: str) -> None:
    """Refuse a password that is short, monotonous or holds the account's name.

    Raises:
        WeakPassword: it is one of these.
    """
    if not MINIMUM <= len(password) <= MAXIMUM:
        raise WeakPassword(f"The password needs at least {MINIMUM} characters (and at most {MAXIMUM}): choose another.")
    if len(set(password)) < DIFFERENT:
        raise WeakPassword(f"The password needs at least {DIFFERENT} different characters: choose another.")
    if len(name) > 2 and name.casefold() in password.casefold():
        raise WeakPassword("The password must not hold the account's name: choose another.")


def hashed(password: str) -> str:
    """An Argon2id hash with its own salt and parameters."""
    with AT_ONCE:
        return _hasher().hash(_normal(password))


def matches(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Whether the password fits, and a new hash where the stored one has outdated parameters.

    Without a stored hash the same work is done on one that fits nothing, so that an unknown name takes as long.
    """
    if len(password) > MAXIMUM:
        password = ""
    with AT_ONCE:
        fits, renewed = _hasher().verify_and_update(_normal(password), stored or _nobody())
    return (fits, renewed) if stored else (False, None)


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password).encode("utf-8", "backslashreplace").decode("utf-8")


@cache
def _hasher() -> PasswordHash:
    from pwdlib import PasswordHash

    return PasswordHash.recommended()


@cache
def _nobody() -> str:
    import secrets

    return _hasher().hash(secrets.token_urlsafe(32))
