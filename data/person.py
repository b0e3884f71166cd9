"""Somebody who has an account: their name, what an administrator sees of them, and what can be wrong with it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from data.actor import Actor, Role
from data.tables import Account

LONGEST_NAME = 64


class BadCredentials(ValueError):
    """The name and the password do not belong together; it is not said which is wrong."""


class NameTaken(ValueError):
    """There is an account of that name already."""


class NoSuchAccount(LookupError):
    """There is no account of that id or name."""


class LastAdministrator(ValueError):
    """The change would leave nobody who can administer the suite."""


@dataclass(frozen=True)
class Person:
    """An account as the administrator sees it."""

    id: str
    name: str
    role: Role
    disabled: bool
    created_at: datetime
    password_at: datetime

    @property
    def actor(self) -> Actor:
        """The person as one who acts."""
        return Actor(self.id, self.name, self.role)


def proper(name: str) -> str:
    """A name as it is kept: in one spelling, without spaces around it.

    Raises:
        ValueError: it is empty, too long or holds control characters.
    """
    kept = unicodedata.normalize("NFKC", name).strip()
    if not 1 <= len(kept) <= LONGEST_NAME or not kept.isprintable():
        raise ValueError(f"A name has 1 to {LONGEST_NAME} printable characters: choose another.")
    return kept


def key_of(name: str) -> str:
    """A name as it is compared: upper and lower case are one."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def person(row: Account) -> Person:
    """What an administrator sees of an account."""
    return Person(row.id, row.name, Role(row.role), row.disabled, row.created_at, row.password_at)
