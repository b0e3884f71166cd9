"""Writes what the engine does into the job table, so that nobody waits for a job that died."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from data.accounts import SYSTEM

if TYPE_CHECKING:
    from core.engine.task import Task
    from data.jobs import Jobs

PAUSE = 0.5


class JobLog:
    """The engine's `JobListener` over the job table.

    Progress is written at most every `PAUSE` seconds: a row says roughly how far its job is, the handle exactly.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._written: dict[str, float] = {}
        self._lock = threading.Lock()

    def queued(self, task: Task) -> None:
        """A task waits for a worker."""
        self._jobs.started(task.id, task.kind, task.domain, SYSTEM)

    def progress(self, task_id: str, fraction: float, message: str) -> None:
        """A task told how far it is (0 to 1)."""
        now = time.monotonic()
        with self._lock:
            if now - self._written.get(task_id, float("-inf")) < PAUSE:
                return
            self._written[task_id] = now
        self._jobs.progress(task_id, fraction, message)

    def ended(self, task_id: str, state: str, message: str) -> None:
        """A task is over: done, failed or cancelled."""
        with self._lock:
            self._written.pop(task_id, None)
        self._jobs.ended(task_id, state, message)
