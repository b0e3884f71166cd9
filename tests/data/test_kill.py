from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.storage.commits import measure
from benchmarks.storage.kill import NAME, Outcome, examine, kill_one, prepare, print_table, run
from data.actor import SYSTEM
from data.audit import append
from data.database import Database

ROOT = Path(__file__).parents[2]


def test_killed_writers_lose_no_acknowledged_row(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(home, kills=15, seed=1)
    assert outcome.ok, outcome
    assert outcome.kills == 15
    assert len(outcome.acknowledged) > 10
    print_table(outcome)
    assert capsys.readouterr().out.rstrip().endswith("intact")


@pytest.fixture
def written(home: Path) -> Outcome:
    outcome = Outcome()
    prepare(home)
    while len(outcome.acknowledged) < 3:
        outcome.acknowledged.update(kill_one(home, random.Random(len(outcome.acknowledged))))  # noqa: S311
    return outcome


def spoil(home: Path, *statements: str) -> None:
    with Database.open(NAME, home) as database, database.write() as session:
        for statement in statements:
            session.execute(text(statement))


def test_a_lost_row_would_be_seen(home: Path, written: Outcome) -> None:
    examine(home, written)
    assert written.ok
    spoil(home, "DELETE FROM written WHERE number = 2")
    examine(home, written)
    assert (written.lost, written.halves, written.ok) == (1, 1, False)


def test_a_row_without_its_audit_row_would_be_seen(home: Path, written: Outcome) -> None:
    with Database.open(NAME, home) as database, database.write() as session:
        append(session, SYSTEM, "row.write", "row/1000000")
    examine(home, written)
    assert (written.lost, written.halves, written.ok) == (0, 1, False)


def test_a_broken_chain_would_be_seen(home: Path, written: Outcome, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(home, "DROP TRIGGER chiron_audit_no_update", "UPDATE chiron_audit SET detail = '[]' WHERE seq = 2")
    examine(home, written)
    assert not written.ok
    print_table(written)
    assert "Row 2 was altered" in capsys.readouterr().out


def test_the_command_prints_a_table_and_succeeds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.storage.kill", "--kills", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    head, row = done.stdout.splitlines()
    assert "acknowledged rows" in head
    assert row.split()[0] == "2"


def test_commits_are_measured_side_by_side(home: Path) -> None:
    rates = measure(home, seconds=0.3)
    assert list(rates) == ["sqlite3, FULL", "Database.write", "Database.write + audit row"]
    assert all(rate > 0 for values in rates.values() for rate in values)
    with Database.open("commits", home) as database, database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM written")) > session.scalar(
            text("SELECT count(*) FROM chiron_audit")
        )
