"""Who is signed in: sessions kept on the server. A token is a secret of its holder; only its digest is stored."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from data.actor import Actor, Role
from data.audit import append
from data.database import Database
from data.tables import Account, SignIn
from data.types import utcnow

LIFE = timedelta(hours=12)
IDLE = timedelta(minutes=60)
TOUCH = timedelta(minutes=1)


class SignIns:
    """The open sessions in the database `suite`.

    A session ends after `LIFE`, after `IDLE` without use, when it is closed, and when its account is disabled or gets a
    new password. The role is read from the account each time, so a change of role holds at once.
    """

    def __init__(self, database: Database, now: Callable[[], datetime] = utcnow) -> None:
        self._database = database
        self._now = now

    def open(self, actor: Actor) -> str:
        """Sign somebody in who has proved who they are; the token is known to nobody else.

        Raises:
            LookupError: there is no such account, or it is disabled.
        """
        token, now = secrets.token_urlsafe(32), self._now()
        with self._database.write() as session:
            account = session.get(Account, actor.id)
            if account is None or account.disabled:
                raise LookupError(f"{actor.name} has no account that may sign in: ask an administrator.")
            session.execute(delete(SignIn).where(or_(SignIn.expires_at <= now, SignIn.seen_at <= now - IDLE)))
            row = SignIn(digest=_digest(token), account_id=actor.id, opened_at=now, seen_at=now, expires_at=now + LIFE)
            session.add(row)
            append(session, _actor(account), "sign-in.open", f"account/{actor.id}")
        return token

    def actor_of(self, token: str) -> Actor | None:
        """Who holds this token; None when it is unknown, expired, idle for too long or closed."""
        now = self._now()
        with self._database.read() as session:
            found = _find(session, token)
        if found is None or not _valid(*found, now):
            return None
        if now - found[0].seen_at >= TOUCH:
            self._touch(token, now)
        return _actor(found[1])

    def _touch(self, token: str, now: datetime) -> None:
        with self._database.write() as session:
            row = session.get(SignIn, _digest(token))
            if row is not None:
                row.seen_at = now

    def close(self, token: str) -> None:
        """Sign out; harmless for a token that is not open."""
        with self._database.write() as session:
            found = _find(session, token)
            if found is None:
                return
            session.delete(found[0])
            append(session, _actor(found[1]), "sign-in.close", f"account/{found[1].id}")


def _find(session: Session, token: str) -> tuple[SignIn, Account] | None:
    query = (
        select(SignIn, Account).join(Account, Account.id == SignIn.account_id).where(SignIn.digest == _digest(token))
    )
    found = session.execute(query).one_or_none()
    return (found[0], found[1]) if found else None


def _valid(row: SignIn, account: Account, now: datetime) -> bool:
    return not account.disabled and now < row.expires_at and now - row.seen_at < IDLE


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "backslashreplace")).hexdigest()


def _actor(account: Account) -> Actor:
    return Actor(account.id, account.name, Role(account.role))
