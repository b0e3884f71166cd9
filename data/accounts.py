"""Accounts: who may sign in, with which password and in which role. Every change is audited."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from data import passwords
from data.actor import SYSTEM, Actor, NotAllowed, Role, require
from data.audit import append
from data.database import Database
from data.guesses import LockedOut, forget, reserve
from data.passwords import WeakPassword
from data.person import (
    LONGEST_NAME,
    BadCredentials,
    LastAdministrator,
    NameTaken,
    NoSuchAccount,
    Person,
    key_of,
    person,
    proper,
)
from data.tables import Account, SignIn
from data.types import utcnow

__all__ = [
    "SYSTEM",
    "Accounts",
    "Actor",
    "BadCredentials",
    "LastAdministrator",
    "LockedOut",
    "NameTaken",
    "NoSuchAccount",
    "NotAllowed",
    "Person",
    "Role",
    "WeakPassword",
    "require",
]


class Accounts:
    """The accounts in the database `suite`.

    Args:
        database: The suite's database, upgraded.
        now: The clock.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self._now = now

    def create(self, name: str, password: str, role: Role, by: Actor) -> Actor:
        """Make an account.

        Raises:
            NotAllowed: only an administrator may.
            NameTaken: there is one of that name already, upper or lower case.
            WeakPassword: the password is too easy to guess.
            ValueError: the name is empty, too long or holds control characters.
        """
        require(by, Role.ADMINISTRATOR)
        name = proper(name)
        passwords.check(password, name)
        stored, now = passwords.hashed(password), self._now()
        row = Account(id=uuid.uuid4().hex, name=name, key=key_of(name), password=stored, role=Role(role).value)
        row.disabled, row.created_at, row.password_at = False, now, now
        with self._database.write() as session:
            if _by_key(session, row.key):
                raise NameTaken(f"There is an account '{name}' already: choose another name.")
            session.add(row)
            append(session, by, "account.create", f"account/{row.id}", {"name": name, "role": row.role})
        return Actor(row.id, name, Role(role))

    def authenticate(self, name: str, password: str) -> Actor:
        """Who has this name and this password.

        Raises:
            BadCredentials: nobody, or the account is disabled.
            LockedOut: too many wrong passwords for this name.
        """
        key = key_of(name)
        with self._database.write() as session:
            locks = reserve(session, key, self._now())
            account = _by_key(session, key)
        fits, renewed = passwords.matches(password, account.password if account else None)
        if account is None or not fits or account.disabled:
            self._refuse(account, locks)
            raise BadCredentials(
                "The name or the password is wrong: try again, or ask an administrator for a new password."
            )
        self._accept(account, key, renewed)
        return person(account).actor

    def _refuse(self, account: Account | None, locks: bool) -> None:
        subject = f"account/{account.id}" if account else "account/unknown"
        with self._database.write() as session:
            append(session, SYSTEM, "sign-in.refuse", subject, {"locked": locks})

    def _accept(self, account: Account, key: str, renewed: str | None) -> None:
        with self._database.write() as session:
            forget(session, key)
            if renewed:
                _get(session, account.id).password = renewed

    def people(self) -> list[Person]:
        """All accounts, by name."""
        with self._database.read() as session:
            return [person(row) for row in session.scalars(select(Account).order_by(Account.key))]

    def find(self, name: str) -> Person:
        """The account of that name, upper or lower case.

        Raises:
            NoSuchAccount: there is none.
        """
        with self._database.read() as session:
            row = _by_key(session, key_of(name))
        if row is None:
            raise NoSuchAccount(f"There is no account '{name}': see the list of accounts.")
        return person(row)

    def any_administrator(self) -> bool:
        """Whether anybody can administer the suite; false on a new installation."""
        with self._database.read() as session:
            return bool(_administrators(session))

    def set_role(self, account_id: str, role: Role, by: Actor) -> None:
        """Give somebody another role; it holds from their next click.

        Raises:
            NotAllowed: only an administrator may.
            NoSuchAccount: there is no such account.
            LastAdministrator: nobody else could administer the suite.
        """
        require(by, Role.ADMINISTRATOR)
        with self._database.write() as session:
            row = _get(session, account_id)
            if role is not Role.ADMINISTRATOR:
                _keep_one(session, row)
            before, row.role = row.role, Role(role).value
            append(session, by, "account.role", f"account/{row.id}", {"from": before, "to": row.role})

    def set_password(self, account_id: str, password: str, by: Actor) -> None:
        """Set a new password, close the account's sessions and forget wrong guesses.

        Raises:
            NotAllowed: only the account's owner or an administrator may.
            NoSuchAccount: there is no such account.
            WeakPassword: the password is too easy to guess.
        """
        if by.id != account_id:
            require(by, Role.ADMINISTRATOR)
        with self._database.read() as session:
            name = _get(session, account_id).name
        passwords.check(password, name)
        stored = passwords.hashed(password)
        with self._database.write() as session:
            row = _get(session, account_id)
            row.password, row.password_at = stored, self._now()
            forget(session, row.key)
            closed = _close_all(session, row.id)
            append(session, by, "account.password", f"account/{row.id}", {"sign_ins_closed": closed})

    def disable(self, account_id: str, by: Actor) -> None:
        """Let somebody in no longer, and close their sessions.

        Raises:
            NotAllowed: only an administrator may.
            NoSuchAccount: there is no such account.
            LastAdministrator: nobody else could administer the suite.
        """
        require(by, Role.ADMINISTRATOR)
        with self._database.write() as session:
            row = _get(session, account_id)
            _keep_one(session, row)
            row.disabled = True
            closed = _close_all(session, row.id)
            append(session, by, "account.disable", f"account/{row.id}", {"sign_ins_closed": closed})

    def enable(self, account_id: str, by: Actor) -> None:
        """Let somebody in again.

        Raises:
            NotAllowed: only an administrator may.
            NoSuchAccount: there is no such account.
        """
        require(by, Role.ADMINISTRATOR)
        with self._database.write() as session:
            row = _get(session, account_id)
            row.disabled = False
            append(session, by, "account.enable", f"account/{row.id}")


def _by_key(session: Session, key: str) -> Account | None:
    if len(key) > 3 * LONGEST_NAME or not key.isprintable():
        return None
    return session.scalars(select(Account).where(Account.key == key)).one_or_none()


def _get(session: Session, account_id: str) -> Account:
    row = session.get(Account, account_id)
    if row is None:
        raise NoSuchAccount("There is no such account: see the list of accounts.")
    return row


def _administrators(session: Session, but: str = "") -> int:
    query = select(func.count()).where(
        Account.role == Role.ADMINISTRATOR.value, Account.disabled.is_(False), Account.id != but
    )
    return session.scalar(query) or 0


def _keep_one(session: Session, row: Account) -> None:
    alone = row.role == Role.ADMINISTRATOR.value and not row.disabled and not _administrators(session, but=row.id)
    if alone:
        raise LastAdministrator(f"{row.name} is the last administrator: make somebody else administrator first.")


def _close_all(session: Session, account_id: str) -> int:
    closed = session.execute(delete(SignIn).where(SignIn.account_id == account_id).returning(SignIn.digest))
    return len(closed.all())
