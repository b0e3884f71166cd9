"""How a task ends badly, each way in one sentence."""

from collections.abc import Sequence

from core.engine import wire
from core.engine.process import Died, WorkerProcess
from core.engine.task import Task, TaskCancelled, TaskFailed, TaskTimedOut, WorkerDied


def started(threads: int) -> WorkerProcess:
    """A new worker process; a failure to start one is the task's."""
    try:
        return WorkerProcess(threads)
    except OSError as error:
        raise WorkerDied(
            f"No worker process could be started ({error}): free memory or processes, and try again."
        ) from error


def packed(task: Task) -> list[wire.Buffer]:
    """The frames of a task's payload; one that cannot be pickled is the task's failure."""
    try:
        return wire.pack(dict(task.payload))
    except Exception as error:
        raise TaskFailed(
            f"The task '{task.kind}' cannot be handed to a worker: {error}.", type(error).__name__
        ) from error


def unpacked(task: Task, frames: Sequence[wire.Buffer]) -> object:
    """The result in these frames; one that cannot be read back is the task's failure."""
    try:
        return wire.unpack(frames)
    except Exception as error:
        raise TaskFailed(f"The result of '{task.kind}' cannot be read back: {error}.", type(error).__name__) from error


def too_long(task: Task) -> TaskTimedOut:
    """The failure of a task that passed its time limit."""
    return TaskTimedOut(
        f"The task '{task.kind}' was stopped at its time limit of {task.timeout:g} s: try again, or raise the limit."
    )


def dead(task: Task, death: Died, how: str) -> WorkerDied:
    """The failure of a task whose worker is gone."""
    if not death.begun:
        return WorkerDied(f"The worker process for the task '{task.kind}' could not start; it {how}: see the log.")
    return WorkerDied(f"The worker process {how} before the task '{task.kind}' was done: try again.")


def closed() -> TaskCancelled:
    """The end of a task whose engine was closed."""
    return TaskCancelled("The engine was closed before the task ended: start it again.")
