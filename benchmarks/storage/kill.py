"""A process that writes is killed with SIGKILL again and again: is every acknowledged row there, the chain intact?

    python -m benchmarks.storage.kill [--kills 500] [--seed N]

Each child opens the database as the suite does, and writes rows, each with its audit row in the same transaction; it
acknowledges a row over a pipe once its commit has returned. The parent kills it at a random moment of its writing, and
every fifth time while it still opens what the child before it left behind. A kill takes the process and leaves the
machine: that the disk keeps at a power failure what it was told to keep is SQLite's own promise (`synchronous=FULL`).
"""

from __future__ import annotations

import argparse
import os
import random
import select
import signal
import struct
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from data.actor import SYSTEM
from data.audit import append, verify
from data.database import Database

NAME = "killed"
ACKNOWLEDGED = struct.Struct("=q")
WRITING_SECONDS = 0.1
OPENING_SECONDS = 0.02
CHECK_EVERY = 25
TABLE = "CREATE TABLE IF NOT EXISTS written (number INTEGER PRIMARY KEY, content TEXT NOT NULL)"


@dataclass
class Outcome:
    """What the kills left behind.

    Attributes:
        kills: How many children were killed.
        acknowledged: Rows whose commit had returned.
        lost: Acknowledged rows that are not there.
        halves: Rows without their audit row, or audit rows without their row.
        problems: What was wrong with the chain or with the file itself, at any of the checks.
        seconds: How long it took.
    """

    kills: int = 0
    acknowledged: set[int] = field(default_factory=set)
    lost: int = 0
    halves: int = 0
    problems: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether nothing was lost."""
        return bool(self.acknowledged) and not (self.lost or self.halves or self.problems)


def write_for_good(home: Path, pipe: int) -> None:
    """The child: write and acknowledge until killed."""
    with Database.open(NAME, home) as database:
        with database.read() as session:
            number = session.scalar(text("SELECT coalesce(max(number), 0) FROM written")) or 0
        while True:
            number += 1
            with database.write() as session:
                session.execute(text("INSERT INTO written VALUES (:n, :c)"), {"n": number, "c": f"row {number}" * 20})
                append(session, SYSTEM, "row.write", f"row/{number}")
            os.write(pipe, ACKNOWLEDGED.pack(number))


def fork_writer(home: Path) -> tuple[int, int]:
    """Start a child; returns its process id and the pipe of its acknowledgements."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.close(reading)
        write_for_good(home, writing)
    finally:
        os._exit(1)


def kill_one(home: Path, draw: random.Random) -> list[int]:
    """Start a child, kill it at a random moment and return what it had acknowledged."""
    child, pipe = fork_writer(home)
    opening = draw.random() < 0.2
    if not opening:
        select.select([pipe], [], [], 30)
    time.sleep(draw.uniform(0, OPENING_SECONDS if opening else WRITING_SECONDS))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        raise RuntimeError("The writing process ended by itself before it was killed: its error is printed above.")
    return read_all(pipe)


def read_all(pipe: int) -> list[int]:
    """All acknowledgements in a pipe whose writer is gone."""
    with os.fdopen(pipe, "rb") as source:
        content = source.read()
    whole = len(content) - len(content) % ACKNOWLEDGED.size
    return [number for (number,) in ACKNOWLEDGED.iter_unpack(content[:whole])]


def examine(home: Path, outcome: Outcome) -> None:
    """Compare what is there with what was acknowledged."""
    with Database.open(NAME, home) as database:
        outcome.problems += verify(database).problems
        with database.read() as session:
            outcome.problems += [line for line in session.scalars(text("PRAGMA integrity_check")) if line != "ok"]
            there = set(session.scalars(text("SELECT number FROM written")))
            recorded = set(session.scalars(text("SELECT subject FROM chiron_audit WHERE action = 'row.write'")))
    outcome.lost = len(outcome.acknowledged - there)
    outcome.halves = len({f"row/{number}" for number in there} ^ recorded)


def prepare(home: Path) -> None:
    """An empty table; an empty chain comes with every database."""
    with Database.open(NAME, home) as database, database.reshape() as session:
        session.execute(text(TABLE))


def run(home: Path, kills: int, seed: int) -> Outcome:
    """Kill so many writers, one after the other."""
    outcome, draw, started = Outcome(), random.Random(seed), time.perf_counter()  # noqa: S311
    prepare(home)
    for _ in range(kills):
        outcome.acknowledged.update(kill_one(home, draw))
        outcome.kills += 1
        if outcome.kills % CHECK_EVERY == 0:
            examine(home, outcome)
    examine(home, outcome)
    outcome.seconds = time.perf_counter() - started
    return outcome


def print_table(outcome: Outcome) -> None:
    """Print what was found."""
    chain = "intact" if not outcome.problems else "; ".join(outcome.problems)
    print(f"{'kill -9':>8}{'acknowledged rows':>20}{'lost':>6}{'half written':>14}{'seconds':>9}  chain and file")
    print(
        f"{outcome.kills:>8}{len(outcome.acknowledged):>20}{outcome.lost:>6}{outcome.halves:>14}"
        f"{outcome.seconds:>9.0f}  {chain}"
    )


def main() -> int:
    """Print the table; the exit code is 1 when anything was lost."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.storage.kill", description=__doc__)
    parser.add_argument("--kills", type=int, default=500, help="how many times a writing process is killed")
    parser.add_argument("--seed", type=int, default=0, help="of the random moments")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="chiron-kill-") as folder:
        outcome = run(Path(folder), arguments.kills, arguments.seed)
    print_table(outcome)
    return int(not outcome.ok)


if __name__ == "__main__":
    sys.exit(main())
