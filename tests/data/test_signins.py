from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from data.accounts import SYSTEM, Accounts, Actor, Role
from data.audit import rows
from data.database import Database
from data.signins import IDLE, LIFE, SignIns
from data.tables import SignIn
from data.types import utcnow


class Clock:
    def __init__(self) -> None:
        self.time = utcnow()

    def __call__(self) -> datetime:
        return self.time

    def pass_(self, span: timedelta) -> None:
        self.time += span


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ada(suite: Database) -> Actor:
    return Accounts(suite).create("Ada", "correct horse battery", Role.CLINICIAN, SYSTEM)


@pytest.fixture
def sign_ins(suite: Database, clock: Clock) -> SignIns:
    return SignIns(suite, now=clock)


def test_a_token_tells_who_holds_it(sign_ins: SignIns, ada: Actor) -> None:
    one, other = sign_ins.open(ada), sign_ins.open(ada)
    assert one != other
    assert len(one) >= 43
    assert sign_ins.actor_of(one) == sign_ins.actor_of(other) == ada


@pytest.mark.parametrize("token", ["", "nonsense", "\x00", "\ud800", "x" * 100_000, "' OR 1=1 --"])
def test_nonsense_belongs_to_nobody(sign_ins: SignIns, ada: Actor, token: str) -> None:
    sign_ins.open(ada)
    assert sign_ins.actor_of(token) is None
    sign_ins.close(token)


def test_tokens_are_not_stored(sign_ins: SignIns, ada: Actor, suite: Database) -> None:
    token = sign_ins.open(ada)
    assert suite.file is not None
    with suite.write() as session:
        stored = session.scalars(select(SignIn)).one().digest
    with suite.read() as session:
        session.execute(text("SELECT 1"))
    content = b"".join(path.read_bytes() for path in suite.file.parent.iterdir())
    assert stored.encode() in content
    assert token.encode() not in content


def test_closing_ends_one_session(sign_ins: SignIns, ada: Actor) -> None:
    one, other = sign_ins.open(ada), sign_ins.open(ada)
    sign_ins.close(one)
    assert sign_ins.actor_of(one) is None
    assert sign_ins.actor_of(other) == ada
    sign_ins.close(one)


def test_an_idle_session_ends(sign_ins: SignIns, ada: Actor, clock: Clock) -> None:
    token = sign_ins.open(ada)
    clock.pass_(IDLE - timedelta(seconds=1))
    assert sign_ins.actor_of(token) == ada
    clock.pass_(IDLE - timedelta(seconds=1))
    assert sign_ins.actor_of(token) == ada
    clock.pass_(IDLE)
    assert sign_ins.actor_of(token) is None


def test_a_session_in_constant_use_ends_too(sign_ins: SignIns, ada: Actor, clock: Clock) -> None:
    token = sign_ins.open(ada)
    for _ in range(23):
        clock.pass_(timedelta(minutes=30))
        assert sign_ins.actor_of(token) == ada
    clock.pass_(timedelta(minutes=30))
    assert sign_ins.actor_of(token) is None
    assert timedelta(hours=12) == LIFE


def test_looking_often_does_not_write_often(sign_ins: SignIns, ada: Actor, suite: Database) -> None:
    token = sign_ins.open(ada)
    with suite.write() as session:
        session.execute(text("CREATE TABLE writes (n)"))
        session.execute(
            text("CREATE TRIGGER count_them AFTER UPDATE ON sign_ins BEGIN INSERT INTO writes VALUES (1); END")
        )
    for _ in range(20):
        assert sign_ins.actor_of(token) == ada
    with suite.read() as session:
        assert session.scalar(text("SELECT count(*) FROM writes")) == 0


def test_dead_sessions_are_swept_out(sign_ins: SignIns, ada: Actor, clock: Clock, suite: Database) -> None:
    for _ in range(3):
        sign_ins.open(ada)
    clock.pass_(IDLE)
    sign_ins.open(ada)
    with suite.read() as session:
        assert len(session.scalars(select(SignIn)).all()) == 1


def test_who_has_no_account_cannot_sign_in(sign_ins: SignIns) -> None:
    with pytest.raises(LookupError, match="ask an administrator"):
        sign_ins.open(SYSTEM)


def test_signing_in_and_out_is_audited(sign_ins: SignIns, ada: Actor, suite: Database) -> None:
    sign_ins.close(sign_ins.open(ada))
    last, before = rows(suite, limit=2)
    assert (before.action, last.action) == ("sign-in.open", "sign-in.close")
    assert {before.actor_id, last.actor_id} == {ada.id}
