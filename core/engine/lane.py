"""One lane of the local engine: a thread that feeds one worker process and replaces it when it is lost."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from core.engine import wire
from core.engine.handle import Handle
from core.engine.listener import Fenced
from core.engine.outcomes import closed, dead, packed, started, too_long, unpacked
from core.engine.process import Died, WorkerProcess
from core.engine.task import EngineClosed, TaskCancelled, TaskFailed
from core.engine.waiting import FairQueue

log = logging.getLogger(__name__)
WARM_SECONDS = 120.0


class Lane:
    """Takes tasks from the queue, one at a time, for as long as the queue is open.

    Args:
        waiting: The queue.
        listener: Who is told.
        warm: Entries to run in every new worker before it is needed; shared between the lanes, and only grows.
        threads: How many threads numeric libraries should use in the worker.
    """

    def __init__(self, waiting: FairQueue, listener: Fenced, warm: Sequence[str], threads: int) -> None:
        self._waiting = waiting
        self._listener = listener
        self._warm = warm
        self._warmed = 0
        self._poison: set[str] = set()
        self._threads = threads
        self._lock = threading.Lock()
        self._current: Handle | None = None
        self._process: WorkerProcess | None = None
        self._replace = self._closing = False
        self._idle = True
        self._thread = threading.Thread(target=self._live, name="chiron-engine", daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """Process id of the worker; None while there is none."""
        process = self._process
        return process.pid if process is not None else None

    def interrupt(self, handle: Handle) -> None:
        """Kill the worker if it is this task that it runs."""
        with self._lock:
            if self._current is handle and self._process is not None:
                self._process.kill()

    def stop(self) -> None:
        """Give up what runs; the queue must have been closed before."""
        with self._lock:
            self._closing = True
            if self._current is not None:
                self._current.fail(closed())
            if self._process is not None and not self._idle:
                self._process.kill()

    def join(self, seconds: float) -> None:
        """Wait until the lane has ended."""
        if threading.current_thread() is not self._thread:
            self._thread.join(seconds)

    def _live(self) -> None:
        try:
            while True:
                self._idle = True
                handle = self._waiting.take(self._has_chore)
                self._idle = False
                self._serve(handle) if handle is not None else self._prepare()
        except EngineClosed:
            if self._process is not None:
                self._process.retire()

    def _has_chore(self) -> bool:
        return self._replace or self._warmed < len(self._warm)

    def _serve(self, handle: Handle) -> None:
        if not handle.begin():
            return
        try:
            with self._holding(handle):
                result = self._run(handle)
        except TaskFailed as failure:
            handle.fail(failure)
        except Exception as error:
            log.exception("The engine lost its way in the task '%s'.", handle.task.kind)
            self._lose(kill=True)
            handle.fail(TaskFailed(f"The engine could not run the task '{handle.task.kind}': {error}; see the log."))
        else:
            handle.succeed(result)
        self._listener.ended(handle.id, handle.state, str(handle.failure or ""))

    @contextmanager
    def _holding(self, handle: Handle) -> Iterator[None]:
        with self._lock:
            self._current = handle
        try:
            yield
        finally:
            with self._lock:
                self._current = None

    def _run(self, handle: Handle) -> object:
        """Run the task; once more in a new worker if it had not begun, or if it says that it may be repeated."""
        task = handle.task
        body = packed(task)
        spare = int(task.retry)
        while True:
            fresh = self._process is None
            try:
                return self._attempt(handle, body)
            except TimeoutError as error:
                self._lose(kill=True)
                raise too_long(task) from error
            except Died as death:
                how = self._lose()
                if handle.done() or not (spare if death.begun else not fresh):
                    raise dead(task, death, how) from death
                spare -= int(death.begun)

    def _attempt(self, handle: Handle, body: Sequence[wire.Buffer]) -> object:
        task = handle.task
        process = self._ready()
        if handle.done():
            raise TaskCancelled(f"The task '{task.kind}' was cancelled.")
        words = (task.id, task.kind, task.entry)
        return unpacked(task, process.run(words, body, task.timeout, self._reporter(handle)))

    def _reporter(self, handle: Handle) -> Callable[[float, str], None]:
        def report(fraction: float, message: str) -> None:
            if handle.tell(fraction, message):
                self._listener.progress(handle.id, fraction, message)

        return report

    def _ready(self) -> WorkerProcess:
        """The worker; a new one where there is none."""
        with self._lock:
            if self._closing:
                raise closed()
            fresh = self._process is None
            process = self._process = self._process or started(self._threads)
        if fresh:
            self._replace = False
            process.wait_ready()
        return process

    def _lose(self, kill: bool = False) -> str:
        """Bury the worker, ask for another, and say how it ended."""
        process = self._process
        if process is None:
            return "did not start"
        if kill:
            process.kill()
        how = process.bury()
        with self._lock:
            self._process = None
        self._replace, self._warmed = True, 0
        return how

    def _prepare(self) -> None:
        """Put a new worker where one was lost, and run the next warming entry in it."""
        entry = ""
        try:
            process = self._ready()
            if self._warmed < len(self._warm):
                entry = self._warm[self._warmed]
                self._warmed += 1
                self._run_warm(process, entry)
        except TaskFailed as failure:
            log.warning("A worker could not be warmed: %s", failure)
        except (Died, TimeoutError):
            log.warning("A worker %s while it was warmed with '%s'.", self._lose(kill=True), entry)
            self._poison.add(entry)
        self._replace = self._replace and bool(entry)

    def _run_warm(self, process: WorkerProcess, entry: str) -> None:
        if entry not in self._poison:
            process.run(("warm", "warm", entry), wire.pack({}), WARM_SECONDS, lambda fraction, message: None)
