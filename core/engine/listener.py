"""Who is told what becomes of the tasks, so that every one of them leaves a trace."""

import logging
from collections.abc import Callable
from typing import Protocol

from core.engine.task import Task

log = logging.getLogger(__name__)


class JobListener(Protocol):
    """Is called from the engine's threads: `queued`, then `progress` any number of times, then `ended` exactly once."""

    def queued(self, task: Task) -> None:
        """A task waits for a worker."""

    def progress(self, task_id: str, fraction: float, message: str) -> None:
        """A task told how far it is (0 to 1)."""

    def ended(self, task_id: str, state: str, message: str) -> None:
        """A task is over: done, failed or cancelled; the message is empty or one sentence."""


class Fenced:
    """A listener whose failures are logged and go no further: a full job table must not stop the work."""

    def __init__(self, listener: JobListener | None) -> None:
        self._listener = listener

    def queued(self, task: Task) -> None:
        """Pass it on."""
        if (listener := self._listener) is not None:
            _fence(lambda: listener.queued(task))

    def progress(self, task_id: str, fraction: float, message: str) -> None:
        """Pass it on."""
        if (listener := self._listener) is not None:
            _fence(lambda: listener.progress(task_id, fraction, message))

    def ended(self, task_id: str, state: str, message: str) -> None:
        """Pass it on."""
        if (listener := self._listener) is not None:
            _fence(lambda: listener.ended(task_id, state, message))


def _fence(call: Callable[[], None]) -> None:
    try:
        call()
    except Exception:
        log.exception("The listener of the engine failed.")
