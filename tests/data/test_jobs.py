from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import update

from data.actor import SYSTEM
from data.database import Database
from data.jobs import Jobs
from data.tables import Job
from data.types import utcnow

START = """
import sys
from pathlib import Path
from data.actor import SYSTEM
from data.database import Database
from data.jobs import Jobs
with Database.open("suite", Path(sys.argv[1])) as database:
    Jobs(database).started("theirs", "chest.read", "chest", SYSTEM)
    print("started", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def jobs(suite: Database) -> Jobs:
    return Jobs(suite)


def test_a_job_is_followed_from_start_to_end(jobs: Jobs) -> None:
    jobs.started("1", "chest.read", "chest", SYSTEM)
    jobs.progress("1", 0.25, "decoding")
    (row,) = jobs.recent(10)
    assert (row.id, row.kind, row.domain, row.by) == ("1", "chest.read", "chest", "Chiron")
    assert (row.state, row.fraction, row.message, row.ended_at) == ("running", 0.25, "decoding", None)
    jobs.ended("1", "done", "")
    (row,) = jobs.recent(10)
    assert (row.state, row.fraction) == ("done", 1.0)
    assert row.ended_at is not None
    assert row.started_at <= row.ended_at


def test_a_late_report_does_not_reopen_a_job(jobs: Jobs) -> None:
    jobs.started("1", "k", "d", SYSTEM)
    jobs.ended("1", "failed", "broken")
    jobs.progress("1", 0.9, "still here")
    jobs.progress("unknown", 0.9, "who")
    jobs.ended("unknown", "done", "")
    (row,) = jobs.recent(10)
    assert (row.state, row.message, row.fraction) == ("failed", "broken", 0.0)


@pytest.mark.parametrize(("said", "kept"), [(-1.0, 0.0), (2.0, 1.0), (0.5, 0.5)])
def test_fractions_are_kept_between_0_and_1(jobs: Jobs, said: float, kept: float) -> None:
    jobs.started("1", "k", "d", SYSTEM)
    jobs.progress("1", said, "")
    assert jobs.recent(1)[0].fraction == kept


def test_the_newest_come_first(jobs: Jobs) -> None:
    for number in range(5):
        jobs.started(str(number), "k", "d", SYSTEM)
    assert [row.id for row in jobs.recent(3)] == ["4", "3", "2"]


def test_a_job_is_lost_when_its_process_died_and_not_before(jobs: Jobs, suite: Database) -> None:
    jobs.started("ours", "k", "d", SYSTEM)
    command = [sys.executable, "-c", START, str(suite.home)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert child.stdout is not None
    assert child.stdout.readline() == "started\n"
    assert jobs.abandon_running() == 0
    child.kill()
    child.communicate()
    assert jobs.abandon_running() == 1
    states = {row.id: row.state for row in jobs.recent(10)}
    assert states == {"ours": "running", "theirs": "lost"}
    (lost,) = [row for row in jobs.recent(10) if row.id == "theirs"]
    assert lost.ended_at is not None
    assert "start it again" in lost.message


def test_another_process_with_the_same_number_is_not_the_same(jobs: Jobs, suite: Database) -> None:
    jobs.started("1", "k", "d", SYSTEM)
    with suite.write() as session:
        session.execute(update(Job).values(process_started=Job.process_started - 60))
    assert jobs.abandon_running() == 1


def test_a_job_of_another_machine_is_lost_after_a_silence(jobs: Jobs, suite: Database) -> None:
    jobs.started("1", "k", "d", SYSTEM)
    with suite.write() as session:
        session.execute(update(Job).values(host="elsewhere", pid=1))
    assert jobs.abandon_running() == 0
    with suite.write() as session:
        session.execute(update(Job).values(changed_at=utcnow() - timedelta(hours=2)))
    assert jobs.abandon_running() == 1
