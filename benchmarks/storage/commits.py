"""Commits a second: the suite's one writer, with and without an audit row, beside bare `sqlite3` that is as durable.

    python -m benchmarks.storage.commits [--seconds 3]

All three write the same row to a file in the same folder, one transaction each, in write-ahead mode with
`synchronous=FULL`. They take turns in short rounds, so that a disk which is slow for a while is slow for all of them.
The audited commit has three syncs (intended head, commit, confirmed head) where the bare one has one.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from data.actor import SYSTEM
from data.audit import append
from data.database import Database

ROUNDS = 6
TABLE = "CREATE TABLE written (number INTEGER PRIMARY KEY, content TEXT NOT NULL)"
INSERT = "INSERT INTO written (content) VALUES (:content)"
ROW = {"content": "a finding and what became of it " * 4}
Commit = Callable[[], None]


def bare(connection: sqlite3.Connection) -> Commit:
    """One row in one transaction, by the driver alone."""

    def commit() -> None:
        with connection:
            connection.execute(INSERT, ROW)

    return commit


def ours(database: Database, audited: bool) -> Commit:
    """The same through `Database.write`."""

    def commit() -> None:
        with database.write() as session:
            session.execute(text(INSERT), ROW)
            if audited:
                append(session, SYSTEM, "row.write", "row/new")

    return commit


def rate(commit: Commit, seconds: float) -> float:
    """Commits a second over one round."""
    started, done = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        commit()
        done += 1
    return done / (time.perf_counter() - started)


def open_bare(path: Path) -> sqlite3.Connection:
    """A connection as durable as the suite's."""
    connection = sqlite3.connect(path)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", TABLE):
        connection.execute(statement)
    return connection


def measure(home: Path, seconds: float) -> dict[str, list[float]]:
    """The rates of all rounds, by writer."""
    with closing(open_bare(home / "bare.db")) as connection, Database.open("commits", home) as database:
        with database.reshape() as session:
            session.execute(text(TABLE))
        writers = {
            "sqlite3, FULL": bare(connection),
            "Database.write": ours(database, audited=False),
            "Database.write + audit row": ours(database, audited=True),
        }
        rates: dict[str, list[float]] = {name: [] for name in writers}
        for _ in range(ROUNDS):
            for name, commit in writers.items():
                rates[name].append(rate(commit, seconds / ROUNDS))
    return rates


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storage.commits", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each writer")
    with tempfile.TemporaryDirectory(prefix="chiron-commits-") as folder:
        rates = measure(Path(folder), parser.parse_args().seconds)
    medians = {name: statistics.median(values) for name, values in rates.items()}
    first = next(iter(medians.values()))
    print(f"{'writer':<28}{'commits/s (median)':>20}{'of sqlite3':>12}")
    for name, median in medians.items():
        print(f"{name:<28}{median:>20.0f}{median / first:>12.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
