"""A piece of heavy work, named by where its function is found, and the ways in which it can fail."""

import math
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Report = Callable[[float, str], None]
CLOSED = "The engine is closed: start the suite again."
ENTRY = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)


class TaskFailed(RuntimeError):
    """A task that gave no result; the text is one sentence for people.

    Attributes:
        error: Qualified name of the exception that the task raised; empty when it raised none.
        trace: Traceback of the process that ran the task; for the log, never for the page.
    """

    def __init__(self, sentence: str, error: str = "", trace: str = "") -> None:
        super().__init__(sentence)
        self.error = error
        self.trace = trace

    def again(self) -> "TaskFailed":
        """A fresh copy to raise, so that threads that wait for one task do not share a traceback."""
        return type(self)(str(self), self.error, self.trace)


class TaskCancelled(TaskFailed):
    """Somebody cancelled the task, or the engine was closed before it ended."""


class TaskTimedOut(TaskFailed):
    """The task passed its time limit, and its worker was killed."""


class WorkerDied(TaskFailed):
    """The worker process died under the task."""


class QueueFull(RuntimeError):
    """A domain has as many tasks waiting as it may have; the sentence says so."""


class EngineClosed(RuntimeError):
    """A task was handed to an engine that was closed."""


@dataclass(frozen=True)
class Task:
    """What is to be done, for whom, and for how long at most.

    Attributes:
        entry: `package.module:function`; the function has the signature `f(payload, report: Report) -> object`, and
            payload and result can be pickled.
        payload: The function's argument.
        kind: What it is called in the list of jobs ("read").
        domain: Whose it is; domains take turns when several wait.
        timeout: Seconds that it may run, waiting not counted.
        retry: Run it once more if its worker dies under it; only for tasks that may safely run twice.
        id: Unique name of this one run.

    Raises:
        ValueError: the entry is not of that form, or the time limit is not a positive number.
    """

    entry: str
    payload: Mapping[str, object]
    kind: str
    domain: str
    timeout: float = 300.0
    retry: bool = False
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    def __post_init__(self) -> None:
        if not ENTRY.fullmatch(self.entry):
            raise ValueError(f"A task's entry must read 'package.module:function', not '{self.entry}'.")
        if not (math.isfinite(self.timeout) and self.timeout > 0):
            raise ValueError(f"A task's time limit must be a positive number of seconds, not {self.timeout}.")
