from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from data.database import Database, DatabaseUnusable
from data.postgres import key, parse

WRITE = """
import sys, time
from pathlib import Path
from sqlalchemy import text
from data.database import Database
with Database.open("suite", Path(sys.argv[1]), sys.argv[2]) as database, database.write() as session:
    print("writing", flush=True)
    time.sleep(float(sys.argv[3]))
    session.execute(text("INSERT INTO t VALUES (2)"))
"""


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_the_usual_addresses_are_understood(scheme: str) -> None:
    assert parse(f"{scheme}://u:p@h/d").drivername == "postgresql+psycopg"


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite:///x", "nonsense", "postgresql+asyncpg://h/d"])
def test_other_addresses_are_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(ValueError, match="postgresql://user:password@host/database"):
        parse(url)


def test_lock_keys_differ_and_fit(postgres_url: str) -> None:
    keys = {key(name) for name in ("suite", "chest", "notes")}
    assert len(keys) == 3
    assert all(-(2**63) <= k < 2**63 for k in keys)


def test_an_unreachable_server_is_one_sentence_without_the_password(home: Path) -> None:
    with pytest.raises(DatabaseUnusable) as error:
        Database.open("suite", home, "postgresql://u:hidden@127.0.0.1:1/d?connect_timeout=2")
    assert "cannot be opened" in str(error.value)
    assert "hidden" not in str(error.value)


def test_each_name_is_a_schema_of_its_own(home: Path, postgres_url: str) -> None:
    with Database.open("suite", home, postgres_url) as suite, Database.open("chest", home, postgres_url) as chest:
        for database, number in ((suite, 1), (chest, 2)):
            with database.write() as session:
                session.execute(text("CREATE TABLE t (n int)"))
                session.execute(text("INSERT INTO t VALUES (:n)"), {"n": number})
        with suite.read() as session:
            assert session.scalar(text("SELECT n FROM t")) == 1
            assert session.scalar(text("SELECT n FROM chest.t")) == 2
        assert suite.warnings() == ()


def test_a_writer_with_another_home_waits_too(tmp_path: Path, postgres_url: str) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with Database.open("suite", one, postgres_url) as database:
        with database.write() as session:
            session.execute(text("CREATE TABLE t (n int)"))
        child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", WRITE, str(other), postgres_url, "0.5"], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "writing\n"
        started = time.monotonic()
        with database.write() as session:
            assert session.scalar(text("SELECT max(n) FROM t")) == 2
        assert time.monotonic() - started > 0.2
        child.communicate()


def test_commits_are_synchronous_whatever_the_server_says(home: Path, postgres_url: str) -> None:
    with Database.open("suite", home, postgres_url) as database, database.write() as session:
        assert session.scalar(text("SHOW synchronous_commit")) == "on"
