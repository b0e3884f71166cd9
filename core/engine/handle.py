"""What the caller of a task holds: its state, its progress, its result, and the way to cancel it."""

import threading
from collections.abc import Callable
from enum import StrEnum

from core.engine.task import Task, TaskCancelled, TaskFailed


class JobState(StrEnum):
    """Where a task stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})


class Handle:
    """One task under way; safe to use from any thread.

    Args:
        task: What runs.
        on_cancel: Told once, after the handle turned to cancelled, with the state that it had before.
    """

    def __init__(self, task: Task, on_cancel: Callable[["Handle", JobState], None]) -> None:
        self.task = task
        self._on_cancel = on_cancel
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._state = JobState.QUEUED
        self._progress = (0.0, "")
        self._result: object = None
        self._failure: TaskFailed | None = None

    @property
    def id(self) -> str:
        """The task's id."""
        return self.task.id

    @property
    def state(self) -> JobState:
        """Where the task stands; compares equal to the plain strings."""
        return self._state

    @property
    def progress(self) -> tuple[float, str]:
        """Fraction done (0 to 1) and what the task says of it."""
        return self._progress

    @property
    def failure(self) -> TaskFailed | None:
        """Why there is no result; None while the task is under way and when it is done."""
        return self._failure

    def done(self) -> bool:
        """Whether it is over, well or badly."""
        return self._over.is_set()

    def result(self, timeout: float | None = None) -> object:
        """Wait for the task and return what its function returned.

        Raises:
            TaskFailed: it failed, or (its subclasses) was cancelled, passed its time limit or lost its worker.
            TimeoutError: it is not over after `timeout` seconds; it goes on.
        """
        if not self._over.wait(timeout):
            raise TimeoutError(f"The task '{self.task.kind}' is still {self._state}; ask again later.")
        if self._failure is not None:
            raise self._failure.again()
        return self._result

    def cancel(self) -> None:
        """Stop the task; nothing happens when it is over already."""
        with self._lock:
            before = self._state
            if before in ENDED:
                return
            self._end(JobState.CANCELLED, None, TaskCancelled(f"The task '{self.task.kind}' was cancelled."))
        self._on_cancel(self, before)

    def begin(self) -> bool:
        """Turn to running; False when it was cancelled before."""
        with self._lock:
            if self._state is JobState.QUEUED:
                self._state = JobState.RUNNING
            return self._state is JobState.RUNNING

    def tell(self, fraction: float, message: str) -> bool:
        """Note the progress; False when the task is over."""
        with self._lock:
            if self._state is JobState.RUNNING:
                self._progress = (fraction, message)
            return self._state is JobState.RUNNING

    def succeed(self, result: object) -> bool:
        """Turn to done; False when it was over already."""
        with self._lock:
            if self._state in ENDED:
                return False
            self._progress = (1.0, self._progress[1])
            self._end(JobState.DONE, result, None)
            return True

    def fail(self, failure: TaskFailed) -> bool:
        """Turn to failed, or to cancelled if the failure says so; False when it was over already."""
        with self._lock:
            if self._state in ENDED:
                return False
            state = JobState.CANCELLED if isinstance(failure, TaskCancelled) else JobState.FAILED
            self._end(state, None, failure)
            return True

    def _end(self, state: JobState, result: object, failure: TaskFailed | None) -> None:
        self._state, self._result, self._failure = state, result, failure
        self._over.set()
