from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from data.actor import SYSTEM
from data.audit import append, verify
from data.database import VARIABLE, Database, DatabaseUnusable

WRITER = """
import sys
from pathlib import Path
from sqlalchemy import text
from data.actor import SYSTEM
from data.audit import append
from data.database import Database
home, url, mark = Path(sys.argv[1]), sys.argv[2] or None, sys.argv[3]
with Database.open("suite", home, url) as database:
    for n in range(40):
        with database.write() as session:
            last = session.scalar(text("SELECT max(n) FROM t")) or 0
            session.execute(text("INSERT INTO t VALUES (:n, :m)"), {"n": last + 1, "m": mark})
            append(session, SYSTEM, "row.write", f"row/{last + 1}")
"""


def make_table(database: Database) -> None:
    with database.reshape() as session:
        session.execute(text("CREATE TABLE t (n integer PRIMARY KEY, m text)"))


def add(database: Database, number: int) -> None:
    with database.write() as session:
        session.execute(text("INSERT INTO t VALUES (:n, 'here')"), {"n": number})
        append(session, SYSTEM, "row.write", f"row/{number}")


def numbers(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(text("SELECT n FROM t ORDER BY n")))


def test_what_was_written_is_there_when_it_is_opened_again(home: Path, url: str | None) -> None:
    with Database.open("suite", home, url) as database:
        make_table(database)
        add(database, 1)
    with Database.open("suite", home, url) as database:
        assert numbers(database) == [1]


def test_an_exception_undoes_everything(database: Database) -> None:
    make_table(database)
    with pytest.raises(ZeroDivisionError), database.write() as session:
        session.execute(text("INSERT INTO t VALUES (1, 'gone')"))
        append(session, SYSTEM, "row.write", "row/1")
        raise ZeroDivisionError
    assert numbers(database) == []
    assert verify(database).length == 0
    assert verify(database).ok


def test_read_sessions_cannot_write(database: Database) -> None:
    make_table(database)
    for statement in ("INSERT INTO t VALUES (1, 'x')", "DELETE FROM t", "DROP TABLE t", "CREATE TABLE u (n int)"):
        with pytest.raises(DBAPIError, match=r"read-?only"), database.read() as session:
            session.execute(text(statement))
    assert numbers(database) == []


def test_a_read_session_sees_one_moment(database: Database) -> None:
    make_table(database)
    add(database, 1)
    with database.read() as session:
        before = session.scalar(text("SELECT count(*) FROM t"))
        writer = threading.Thread(target=add, args=(database, 2))
        writer.start()
        writer.join()
        assert session.scalar(text("SELECT count(*) FROM t")) == before == 1
    assert numbers(database) == [1, 2]


def test_threads_take_turns(database: Database) -> None:
    make_table(database)

    def count_up() -> None:
        for _ in range(10):
            with database.write() as session:
                last = session.scalar(text("SELECT max(n) FROM t")) or 0
                session.execute(text("INSERT INTO t VALUES (:n, '')"), {"n": last + 1})
                append(session, SYSTEM, "row.write", f"row/{last + 1}")

    threads = [threading.Thread(target=count_up) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(database) == list(range(1, 61))
    assert verify(database).ok


def test_processes_take_turns_and_share_one_chain(home: Path, url: str | None) -> None:
    with Database.open("suite", home, url) as database:
        make_table(database)
        commands = [[sys.executable, "-c", WRITER, str(home), url or "", mark] for mark in "ab"]
        children = [subprocess.Popen(command) for command in commands]  # noqa: S603
        assert [child.wait() for child in children] == [0, 0]
        assert numbers(database) == list(range(1, 81))
        found = verify(database)
        assert (found.ok, found.length) == (True, 80), found.problems


def test_a_write_within_a_write_is_an_error_and_no_deadlock(database: Database) -> None:
    make_table(database)
    with pytest.raises(RuntimeError, match="already writing"), database.write(), database.write():
        pass
    add(database, 1)
    assert numbers(database) == [1]


def test_the_address_may_come_from_the_environment(
    home: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, postgres_url)
    with Database.open("suite", home) as database:
        assert database.file is None


@pytest.mark.parametrize("name", ["", "A", "1a", "../x", "a/b", "pg_catalog", "public", "a" * 49, "a b", 'a"b'])
def test_names_that_cannot_be_files_or_schemas_are_refused(home: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a database"):
        Database.open(name, home)
    assert not (home / "databases").exists()


def test_a_file_that_is_no_database_is_one_clear_sentence(home: Path) -> None:
    (home / "databases").mkdir()
    (home / "databases" / "suite.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DatabaseUnusable, match=r"suite\.db cannot be opened: file is not a database"):
        Database.open("suite", home)


def test_a_fork_may_not_use_its_parents_database(database: Database) -> None:
    make_table(database)
    child = os.fork()
    if child == 0:
        try:
            with database.write():
                os._exit(1)
        except RuntimeError as error:
            os._exit(0 if "open it again" in str(error) else 2)
        finally:
            os._exit(3)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    add(database, 1)
    assert numbers(database) == [1]


def test_rebuilding_a_table_does_not_delete_what_refers_to_it(suite: Database) -> None:
    with suite.reshape() as session:
        session.execute(text("CREATE TABLE parent (n integer PRIMARY KEY)"))
        session.execute(text("CREATE TABLE child (n integer REFERENCES parent ON DELETE CASCADE)"))
        session.execute(text("INSERT INTO parent VALUES (1)"))
        session.execute(text("INSERT INTO child VALUES (1)"))
    with suite.reshape() as session:
        session.execute(text("CREATE TABLE fresh (n integer PRIMARY KEY, more text)"))
        session.execute(text("INSERT INTO fresh (n) SELECT n FROM parent"))
        session.execute(text("DROP TABLE parent"))
        session.execute(text("ALTER TABLE fresh RENAME TO parent"))
    with suite.read() as session:
        assert session.scalar(text("SELECT count(*) FROM child")) == 1


def test_a_change_that_leaves_a_row_without_its_parent_is_undone(home: Path) -> None:
    with Database.open("suite", home) as database:
        with database.reshape() as session:
            session.execute(text("CREATE TABLE parent (n integer PRIMARY KEY)"))
            session.execute(text("CREATE TABLE child (n integer REFERENCES parent)"))
            session.execute(text("INSERT INTO parent VALUES (1)"))
            session.execute(text("INSERT INTO child VALUES (1)"))
        with pytest.raises(ValueError, match="table child refers to a row of parent"), database.reshape() as session:
            session.execute(text("DELETE FROM parent"))
        with pytest.raises(DBAPIError, match="FOREIGN KEY"), database.write() as session:
            session.execute(text("DELETE FROM parent"))


def test_importing_it_stays_light() -> None:
    heavy = "{'alembic', 'psycopg', 'pwdlib', 'torch', 'streamlit', 'core', 'ui'}"
    probe = f"import sys, data.database, data.migrate, data.accounts; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "set()"
