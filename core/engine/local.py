"""The engine of one machine: a pool of worker processes that keep their models, and may die."""

import atexit
import os
import threading
import time
from types import TracebackType

from core.engine.handle import Handle, JobState
from core.engine.lane import Lane
from core.engine.listener import Fenced, JobListener
from core.engine.task import CLOSED, EngineClosed, QueueFull, Task, TaskCancelled
from core.engine.waiting import FairQueue

__all__ = ["Handle", "JobListener", "LocalEngine"]
CLOSE_SECONDS = 5.0
CAPACITY = 256


class LocalEngine:
    """Runs tasks in worker processes; safe to use from any thread.

    Workers start with the first task (or with :meth:`warm`), keep what they loaded from task to task, and are replaced
    when they die, pass a time limit or are killed to cancel a task. None outlives this process.

    Args:
        workers: How many processes.
        listener: Who is told what becomes of the tasks.
        capacity: How many tasks of one domain may wait.
    """

    def __init__(self, workers: int = 1, listener: JobListener | None = None, capacity: int = CAPACITY) -> None:
        if workers < 1 or capacity < 1:
            raise ValueError("An engine needs at least one worker and room for one waiting task.")
        self._count = workers
        self._listener = Fenced(listener)
        self._waiting = FairQueue(capacity)
        self._warm: list[str] = []
        self._lanes: list[Lane] = []
        self._closed = False
        self._owner = os.getpid()
        self._lock = threading.Lock()
        atexit.register(self.close)

    def submit(self, task: Task) -> Handle:
        """Line a task up.

        Raises:
            QueueFull: too many tasks of this domain wait already.
            EngineClosed: the engine was closed.
        """
        self._open_lanes()
        handle = Handle(task, self._cancelled)
        self._listener.queued(task)
        try:
            self._waiting.put(handle)
        except (QueueFull, EngineClosed) as error:
            self._listener.ended(task.id, JobState.FAILED, str(error))
            raise
        return handle

    def warm(self, entry: str) -> None:
        """Run a task function with an empty payload once in every worker, those to come too, so that models are loaded.

        It returns at once. Tasks go first, and a failure is only logged: the task that needs the model will tell.
        """
        task = Task(entry, {}, kind="warm", domain="")
        self._open_lanes()
        with self._lock:
            if task.entry not in self._warm:
                self._warm.append(task.entry)
        self._waiting.wake()

    def workers(self) -> tuple[int, ...]:
        """Process ids of the workers that are up."""
        return tuple(pid for lane in self._lanes if (pid := lane.pid) is not None)

    def close(self) -> None:
        """Cancel what waits and what runs, and end the workers; further calls, and a fork's, do nothing."""
        with self._lock:
            if self._closed or os.getpid() != self._owner:
                return
            self._closed = True
        atexit.unregister(self.close)
        for handle in self._waiting.close():
            if handle.fail(TaskCancelled(f"The task '{handle.task.kind}' was cancelled since the engine was closed.")):
                self._listener.ended(handle.id, handle.state, str(handle.failure))
        for lane in self._lanes:
            lane.stop()
        deadline = time.monotonic() + CLOSE_SECONDS
        for lane in self._lanes:
            lane.join(max(deadline - time.monotonic(), 0.0))

    def __enter__(self) -> "LocalEngine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _open_lanes(self) -> None:
        with self._lock:
            if self._closed:
                raise EngineClosed(CLOSED)
            if not self._lanes:
                threads = max(1, (os.cpu_count() or 1) // self._count)
                self._lanes = [Lane(self._waiting, self._listener, self._warm, threads) for _ in range(self._count)]

    def _cancelled(self, handle: Handle, before: JobState) -> None:
        if before is JobState.QUEUED:
            self._waiting.discard(handle)
            self._listener.ended(handle.id, handle.state, str(handle.failure))
            return
        for lane in self._lanes:
            lane.interrupt(handle)
