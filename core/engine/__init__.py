"""Where heavy work runs: in worker processes of this machine, or in this process."""

from core.engine.choose import open_engine
from core.engine.handle import Handle, JobState
from core.engine.inline import InlineEngine
from core.engine.listener import JobListener
from core.engine.local import LocalEngine
from core.engine.task import Report, Task, TaskCancelled, TaskFailed, TaskTimedOut, WorkerDied

__all__ = [
    "Handle",
    "InlineEngine",
    "JobListener",
    "JobState",
    "LocalEngine",
    "Report",
    "Task",
    "TaskCancelled",
    "TaskFailed",
    "TaskTimedOut",
    "WorkerDied",
    "open_engine",
]
