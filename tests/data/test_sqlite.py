from __future__ import annotations

import stat
from pathlib import Path

import pytest
from sqlalchemy import text

from data.database import Database
from data.sqlite import wal_reset_warning


@pytest.mark.parametrize(
    "version", [(3, 51, 3), (3, 51, 4), (3, 52, 0), (4, 0, 0), (3, 50, 7), (3, 50, 9), (3, 44, 6), (3, 44, 7)]
)
def test_fixed_versions_are_not_warned_of(version: tuple[int, int, int]) -> None:
    assert wal_reset_warning(version) is None


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 44, 5), (3, 45, 0), (3, 49, 9), (3, 50, 6), (3, 51, 2)])
def test_versions_with_the_bug_are_named(version: tuple[int, int, int]) -> None:
    warning = wal_reset_warning(version)
    assert warning is not None
    assert ".".join(map(str, version)) in warning


def test_the_writer_logs_ahead_and_syncs_every_commit(home: Path) -> None:
    with Database.open("suite", home) as database, database.write() as session:
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "query_only": 0}
        assert {name: session.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted


def test_the_file_and_its_companions_are_for_the_owner_alone(home: Path) -> None:
    with Database.open("suite", home) as database:
        with database.write() as session:
            session.execute(text("CREATE TABLE t (n)"))
        files = list((home / "databases").iterdir())
        assert {path.suffix for path in files} == {".db", ".db-wal", ".db-shm"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_changes_of_the_schema_are_rolled_back_with_their_transaction(home: Path) -> None:
    with Database.open("suite", home) as database:
        with pytest.raises(ZeroDivisionError), database.write() as session:
            session.execute(text("CREATE TABLE t (n)"))
            raise ZeroDivisionError
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM sqlite_master WHERE name = 't'")) == 0


def test_what_was_deleted_is_in_no_file_after_a_scrub(home: Path) -> None:
    planted = "xylophonequartz" * 500
    with Database.open("suite", home) as database:
        with database.write() as session:
            session.execute(text("CREATE TABLE t (n INTEGER PRIMARY KEY, word TEXT)"))
        for number in range(20):
            with database.write() as session:
                word = f"{number}{planted if number % 2 else 'kept'}"
                session.execute(text("INSERT INTO t (word) VALUES (:word)"), {"word": word})
        with database.write() as session:
            session.execute(text("DELETE FROM t WHERE word LIKE '%quartz%'"))
        database.scrub()
        contents = [path.read_bytes() for path in (home / "databases").iterdir()]
        assert contents and not any(b"xylophonequartz" in content for content in contents)
        with database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM t")) == 10
