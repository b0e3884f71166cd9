"""What ran and how it ended, so that nobody waits for a job that died."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import select

from data.actor import Actor
from data.database import Database
from data.tables import Job
from data.types import utcnow

RUNNING = "running"
LOST = "lost"
CLOCK_SLACK_SECONDS = 2.0
FOREIGN_SILENCE = timedelta(hours=1)


@dataclass(frozen=True)
class JobRow:
    """A job as people read it; `fraction` runs from 0 to 1."""

    id: str
    kind: str
    domain: str
    by: str
    state: str
    fraction: float
    message: str
    started_at: datetime
    ended_at: datetime | None


class Jobs:
    """The jobs in the database `suite`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def started(self, id: str, kind: str, domain: str, by: Actor) -> None:
        """A job was taken on, to be watched over by this process."""
        now = utcnow()
        row = Job(
            id=id, kind=kind, domain=domain, by_id=by.id, by_name=by.name, state=RUNNING, fraction=0.0, message=""
        )
        row.started_at = row.changed_at = now
        row.host, row.pid, row.process_started = platform.node(), os.getpid(), _own_start(os.getpid())
        with self._database.write() as session:
            session.merge(row)

    def progress(self, id: str, fraction: float, message: str) -> None:
        """How far a job is; a job that is over, or unknown, is left alone."""
        with self._database.write() as session:
            row = session.get(Job, id)
            if row is not None and row.state == RUNNING:
                row.fraction, row.message, row.changed_at = min(max(fraction, 0.0), 1.0), message, utcnow()

    def ended(self, id: str, state: str, message: str) -> None:
        """A job is over: done, failed or cancelled."""
        with self._database.write() as session:
            row = session.get(Job, id)
            if row is not None:
                row.state, row.message, row.changed_at = state, message, utcnow()
                row.ended_at = row.changed_at
                row.fraction = 1.0 if state == "done" else row.fraction

    def recent(self, limit: int) -> list[JobRow]:
        """The last jobs, newest first."""
        query = select(Job).order_by(Job.started_at.desc(), Job.id).limit(limit)
        with self._database.read() as session:
            return [_row(job) for job in session.scalars(query)]

    def abandon_running(self) -> int:
        """Mark the jobs as lost whose process died; returns how many."""
        with self._database.write() as session:
            lost = [job for job in session.scalars(select(Job).where(Job.state == RUNNING)) if not _watched(job)]
            for job in lost:
                job.state, job.ended_at = LOST, utcnow()
                job.message = "The process that ran this job ended before the job did: start it again."
        return len(lost)


def _watched(job: Job) -> bool:
    """Whether somebody still watches over a job; a process of another machine counts as alive for a while."""
    if job.host != platform.node():
        return utcnow() - job.changed_at < FOREIGN_SILENCE
    start = _start(job.pid)
    return start is not None and abs(start - job.process_started) < CLOCK_SLACK_SECONDS


def _start(pid: int) -> float | None:
    """When a process started (seconds since the epoch); None where it is no more."""
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None


@cache
def _own_start(pid: int) -> float:
    return _start(pid) or 0.0


def _row(job: Job) -> JobRow:
    return JobRow(
        id=job.id,
        kind=job.kind,
        domain=job.domain,
        by=job.by_name,
        state=job.state,
        fraction=job.fraction,
        message=job.message,
        started_at=job.started_at,
        ended_at=job.ended_at,
    )
