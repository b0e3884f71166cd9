"""The engine of the terminal: it runs each task here and now, in this process."""

import threading
from types import TracebackType

from core.engine.handle import Handle
from core.engine.listener import Fenced, JobListener
from core.engine.running import describe, fraction, resolve
from core.engine.task import CLOSED, EngineClosed, Task, TaskCancelled, TaskFailed


class InlineEngine:
    """Runs a task before `submit` returns, one at a time; models stay loaded in this process.

    There is no worker to kill: a time limit is not enforced, and a task is cancelled by interrupting the program.
    """

    def __init__(self, listener: JobListener | None = None) -> None:
        self._listener = Fenced(listener)
        self._lock = threading.RLock()
        self._closed = False

    def submit(self, task: Task) -> Handle:
        """Run the task; the handle that comes back is over.

        Raises:
            EngineClosed: the engine was closed.
            KeyboardInterrupt: the user interrupted; the task counts as cancelled.
        """
        if self._closed:
            raise EngineClosed(CLOSED)
        handle = Handle(task, lambda handle, before: None)
        self._listener.queued(task)
        with self._lock:
            handle.begin()
            try:
                self._run(handle)
            finally:
                self._listener.ended(handle.id, handle.state, str(handle.failure or ""))
        return handle

    def warm(self, entry: str) -> None:
        """Run a task function with an empty payload, so that its models are loaded."""
        self.submit(Task(entry, {}, kind="warm", domain="")).result()

    def close(self) -> None:
        """Take no more tasks."""
        self._closed = True

    def __enter__(self) -> "InlineEngine":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _run(self, handle: Handle) -> None:
        task = handle.task

        def report(done: float, message: str) -> None:
            if handle.tell(fraction(done), str(message)):
                self._listener.progress(task.id, *handle.progress)

        try:
            handle.succeed(resolve(task.entry)(task.payload, report))
        except KeyboardInterrupt:
            handle.fail(TaskCancelled(f"The task '{task.kind}' was interrupted."))
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a task raises, SystemExit too, is its result
            name, sentence, trace = describe(error, task.kind)
            handle.fail(TaskFailed(sentence, name, trace))
