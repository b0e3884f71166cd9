from __future__ import annotations

import math
import os
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data import audit
from data.actor import SYSTEM, Actor, Role
from data.anchor import Anchor
from data.audit import append, rows, verify
from data.chain import GENESIS, AuditRow, digest
from data.database import Database
from data.types import utcnow

ADA = Actor("a1", "Ada", Role.CLINICIAN)
LENGTH = 8


@pytest.fixture
def chained(database: Database) -> Database:
    """A database with eight audit rows."""
    for number in range(1, LENGTH + 1):
        record(database, number)
    return database


@pytest.fixture
def file(home: Path) -> Iterator[Path]:
    """A closed SQLite file with eight audit rows, its guards removed: what somebody with the file in hand may do."""
    with Database.open("suite", home) as database:
        for number in range(1, LENGTH + 1):
            record(database, number)
        path = database.file
    assert path is not None
    for guard in ("no_update", "no_delete", "only_append"):
        tamper(path, f"DROP TRIGGER chiron_audit_{guard}")
    yield path


def record(database: Database, number: int) -> None:
    with database.write() as session:
        append(session, ADA, "case.open", f"case/{number}", {"n": number})


def tamper(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def checked(home: Path) -> audit.Verification:
    with Database.open("suite", home) as database:
        return verify(database)


def test_a_row_says_who_did_what_to_what_and_when(database: Database) -> None:
    before = utcnow()
    with database.write() as session:
        append(session, ADA, "case.open", "case/7", {"b": [1, 2.5, None], "a": "é"})
    (entry,) = rows(database, limit=10)
    assert (entry.seq, entry.actor_id, entry.actor, entry.role) == (1, "a1", "Ada", "clinician")
    assert (entry.action, entry.subject, entry.detail) == ("case.open", "case/7", {"a": "é", "b": [1, 2.5, None]})
    assert before <= entry.at <= utcnow()
    assert entry.at.tzinfo is UTC


def test_rows_come_newest_first_page_by_page_and_by_filter(chained: Database) -> None:
    with chained.write() as session:
        append(session, SYSTEM, "case.close", "case/3")
    assert [entry.seq for entry in rows(chained, limit=3)] == [9, 8, 7]
    assert [entry.seq for entry in rows(chained, limit=3, offset=7)] == [2, 1]
    assert [entry.seq for entry in rows(chained, limit=9, subject="case/3")] == [9, 3]
    assert [entry.seq for entry in rows(chained, limit=9, actor="system")] == [9]
    assert rows(chained, limit=9, actor="a1", subject="case/9") == []
    assert (audit.count(chained), audit.count(chained, actor="a1"), audit.count(chained, subject="case/3")) == (9, 8, 2)


def test_an_untouched_chain_is_whole(chained: Database) -> None:
    found = verify(chained)
    assert (found.ok, found.length, found.problems, found.database) == (True, LENGTH, (), "suite")


def test_an_empty_chain_is_whole(database: Database) -> None:
    assert verify(database) == audit.Verification("suite", 0, ())


def test_several_rows_in_one_transaction_and_a_savepoint_rolled_back(chained: Database) -> None:
    with chained.write() as session:
        append(session, ADA, "a", "1")
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            append(session, ADA, "b", "2")
            raise ZeroDivisionError
        append(session, ADA, "c", "3")
    assert [entry.action for entry in rows(chained, limit=2)] == ["c", "a"]
    assert verify(chained).ok


def test_text_that_a_database_cannot_keep_is_escaped(chained: Database) -> None:
    odd = Actor("id\x00", "na\ud800me", Role.LEARNER)
    with chained.write() as session:
        append(session, odd, "act\x00", "sub\udfffject", {"k\x00": "v\ud800"})
    (entry,) = rows(chained, limit=1)
    assert (entry.actor_id, entry.actor) == ("id\\x00", "na\\ud800me")
    assert entry.detail == {"k\x00": "v\ud800"}
    assert verify(chained).ok


@pytest.mark.parametrize("detail", [{"x": object()}, {"x": math.nan}, {"x": b"bytes"}])
def test_a_detail_without_a_json_form_is_refused(chained: Database, detail: dict[str, object]) -> None:
    with pytest.raises((TypeError, ValueError)), chained.write() as session:
        append(session, ADA, "a", "b", detail)
    assert verify(chained).length == LENGTH


def test_a_read_session_takes_no_audit_row(chained: Database) -> None:
    with chained.read() as session, pytest.raises(RuntimeError, match=r"Database\.write"):
        append(session, ADA, "a", "b")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chiron_audit SET subject = 'case/9' WHERE seq = 3",
        "DELETE FROM chiron_audit WHERE seq = 8",
    ],
)
def test_the_database_itself_refuses_changes(chained: Database, statement: str) -> None:
    with pytest.raises(DBAPIError, match="an audit row cannot be"), chained.write() as session:
        session.execute(text(statement))
    assert verify(chained).ok


def test_sqlite_refuses_replacing_and_squeezing_in(suite: Database) -> None:
    columns = "seq, at, actor_id, actor_name, actor_role, action, subject, detail, previous, hash"
    for verb, seq in (("INSERT OR REPLACE", "1"), ("INSERT", "0")):
        copied = f"{verb} INTO chiron_audit SELECT {seq}, {columns.partition(', ')[2]} FROM chiron_audit"  # noqa: S608
        with pytest.raises(DBAPIError, match="an audit row cannot be"), suite.write() as session:
            session.execute(text(copied))


def test_postgresql_refuses_to_empty_the_table(home: Path, postgres_url: str) -> None:
    with Database.open("suite", home, postgres_url) as database:
        with pytest.raises(DBAPIError, match="cannot be changed or removed"), database.write() as session:
            session.execute(text("TRUNCATE chiron_audit"))


CHANGES = {
    "actor_id": "'someone'",
    "actor_name": "'Bob'",
    "actor_role": "'learner'",
    "action": "'case.close'",
    "subject": "'case/5'",
    "detail": "'{\"n\":5}'",
    "at": "'2020-01-01 00:00:00.000000'",
    "previous": f"'{GENESIS}'",
    "hash": f"'{GENESIS}'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_an_edited_column_is_found(home: Path, file: Path, column: str) -> None:
    tamper(file, f"UPDATE chiron_audit SET {column} = {CHANGES[column]} WHERE seq = 4")  # noqa: S608
    found = checked(home)
    assert not found.ok
    assert found.problems[0].startswith("Row 4 was altered")


def loosen(path: Path) -> None:
    """A table of the same name that keeps anything in any column."""
    tamper(path, "CREATE TABLE loose AS SELECT * FROM chiron_audit", "DROP TABLE chiron_audit")
    tamper(path, "ALTER TABLE loose RENAME TO chiron_audit")


@pytest.mark.parametrize("column", ["at", "detail", "seq"])
@pytest.mark.parametrize("value", ["'yesterday'", "NULL", "x'00ff'", "-12", "0", "1e300"])
def test_an_edit_that_cannot_even_be_read_is_found(home: Path, file: Path, column: str, value: str) -> None:
    loosen(file)
    assert checked(home).ok
    tamper(file, f"UPDATE chiron_audit SET {column} = {value} WHERE seq = 4")  # noqa: S608
    found = checked(home)
    assert not found.ok
    if column != "seq":
        assert "row after row 3" in found.problems[0] or "Row 4" in found.problems[0]


@pytest.mark.parametrize("seq", [0, -1, -(2**40)])
def test_a_row_put_in_before_the_first_is_found(home: Path, file: Path, seq: int) -> None:
    forge(file, seq, GENESIS)
    assert checked(home).problems == (f"Row 1 is missing: row {seq} comes after row 0.",)


@pytest.mark.parametrize(("gone", "first"), [(1, 1), (4, 4), (7, 7)])
def test_a_deleted_row_is_found(home: Path, file: Path, gone: int, first: int) -> None:
    tamper(file, f"DELETE FROM chiron_audit WHERE seq = {gone}")  # noqa: S608
    assert checked(home).problems[0].startswith(f"Row {first} is missing")


@pytest.mark.parametrize("kept", [0, 1, LENGTH - 1])
def test_a_cut_tail_is_found(home: Path, file: Path, kept: int) -> None:
    tamper(file, f"DELETE FROM chiron_audit WHERE seq > {kept}")  # noqa: S608
    found = checked(home)
    assert found.problems == (f"Row {kept + 1} is missing: the chain was cut; it ended with row {LENGTH}.",)


def test_a_cut_tail_stays_found_after_new_rows_were_written_over_it(home: Path, file: Path) -> None:
    tamper(file, "DELETE FROM chiron_audit WHERE seq > 5")
    with Database.open("suite", home) as database:
        for number in range(20):
            record(database, number)
        found = verify(database)
    assert not found.ok
    assert "the anchor held row 8 when row 6 was written after row 5" in found.problems[0]


def test_swapped_rows_are_found(home: Path, file: Path) -> None:
    tamper(
        file,
        "UPDATE chiron_audit SET seq = 100 WHERE seq = 3",
        "UPDATE chiron_audit SET seq = 3 WHERE seq = 6",
        "UPDATE chiron_audit SET seq = 6 WHERE seq = 100",
    )
    assert checked(home).problems[0].startswith("Row 3 was altered")


def forge(path: Path, seq: int, previous: str) -> str:
    """Put in a row whose own hash is right."""
    row = AuditRow(seq=seq, at=utcnow(), actor_id="a1", actor_name="Ada", actor_role="clinician")
    row.action, row.subject, row.detail, row.previous = "case.sign", "case/1", "{}", previous
    row.hash = digest(row)
    values = (seq, row.at.replace(tzinfo=None).isoformat(" "), "a1", "Ada", "clinician", row.action, row.subject, "{}")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DELETE FROM chiron_audit WHERE seq = ?", (seq,))
        connection.execute(
            "INSERT INTO chiron_audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, previous, row.hash)
        )
    return row.hash


def hash_of(path: Path, seq: int) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT hash FROM chiron_audit WHERE seq = ?", (seq,)).fetchone()[0])


def test_a_replaced_row_with_a_right_hash_is_found_at_the_next_one(home: Path, file: Path) -> None:
    forge(file, 4, hash_of(file, 3))
    assert checked(home).problems[0].startswith("Row 5 does not follow from the row before it")


def test_a_chain_that_was_rewritten_to_its_end_is_found(home: Path, file: Path) -> None:
    previous = hash_of(file, 3)
    for seq in range(4, LENGTH + 1):
        previous = forge(file, seq, previous)
    assert checked(home).problems == (f"Row {LENGTH} is not the one that was anchored: the chain was rewritten.",)


def test_a_row_put_in_past_the_end_is_found(home: Path, file: Path) -> None:
    forge(file, LENGTH + 1, hash_of(file, LENGTH))
    assert checked(home).problems == (f"Row {LENGTH + 1} was put in past the anchored end of the chain.",)


def test_a_dropped_table_is_found(home: Path, file: Path) -> None:
    with Database.open("suite", home) as database:
        tamper(file, "DROP TABLE chiron_audit")
        (problem,) = verify(database).problems
        assert "no such table" in problem
    assert checked(home).problems[0].startswith("Row 1 is missing")


def test_a_deleted_file_is_found(home: Path, file: Path) -> None:
    file.unlink()
    assert checked(home).problems[0].startswith("Row 1 is missing")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "The anchor is missing"),
        (lambda path: path.write_bytes(b"?" * 1024), "is damaged"),
    ],
)
def test_a_lost_anchor_is_said(home: Path, file: Path, spoil: Callable[[Path], None], said: str) -> None:
    spoil(Anchor(home / "anchors", "suite").path)
    found = checked(home)
    assert not found.ok
    assert said in found.problems[0]


def test_tampering_in_postgresql_is_found(home: Path, postgres_url: str) -> None:
    with Database.open("suite", home, postgres_url) as database:
        for number in range(1, LENGTH + 1):
            record(database, number)
        with database.write() as session:
            session.execute(text("ALTER TABLE chiron_audit DISABLE TRIGGER ALL"))
            session.execute(text("UPDATE chiron_audit SET subject = 'case/9' WHERE seq = 3"))
            session.execute(text("DELETE FROM chiron_audit WHERE seq = 8"))
        found = verify(database)
        assert found.problems[0].startswith("Row 3 was altered")
        assert found.problems[1].startswith("Row 8 is missing: the chain was cut")


@pytest.mark.parametrize("method", ["intend", "commit", "confirm"])
def test_a_crash_at_any_step_of_a_commit_is_no_false_alarm(
    home: Path, url: str | None, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database.open("suite", home, url) as database:
        record(database, 1)
    child = os.fork()
    if child == 0:
        die_before(method, monkeypatch)
        try:
            with Database.open("suite", home, url) as database:
                record(database, 2)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with Database.open("suite", home, url) as database:
        found = verify(database)
        assert (found.ok, found.length) == (True, 2 if method == "confirm" else 1), found.problems
        record(database, 3)
        assert verify(database).ok


def die_before(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if method == "commit":
        from sqlalchemy.engine.default import DefaultDialect

        monkeypatch.setattr(DefaultDialect, "do_commit", die)
    else:
        monkeypatch.setattr(Anchor, method, die)


def test_a_check_beside_writes_raises_no_false_alarm(chained: Database) -> None:
    import threading

    done = threading.Event()

    def keep_writing() -> None:
        number = 0
        while not done.is_set():
            record(chained, number := number + 1)

    writer = threading.Thread(target=keep_writing)
    writer.start()
    try:
        found = [verify(chained) for _ in range(15)]
    finally:
        done.set()
        writer.join()
    assert all(check.ok for check in found), [check.problems for check in found]
    assert found[-1].length > found[0].length
