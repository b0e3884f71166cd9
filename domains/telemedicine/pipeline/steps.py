"""The steps of a recording, in order, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass

from domains.telemedicine.pipeline.folder import WorkFolder


@dataclass(frozen=True)
class Step:
    """One step: an engine task that is handed in again until :meth:`WorkFolder.done` says that it is done.

    Attributes:
        name: What the contract between the steps calls it.
        title: What people read while it runs.
        entry: Its function, as :class:`core.engine.task.Task` names it; payload ``folder`` (text), ``recording``
            (text or None) and ``options``.
        cost: Seconds of work a second of sound, as ``benchmarks/telemedicine/speech.py`` measures them.
    """

    name: str
    title: str
    entry: str
    cost: float


_TASKS = "domains.telemedicine.tasks"
STEPS = (
    Step("unpack", "Unpacking the recording", f"{_TASKS}:unpack", 0.005),
    Step("listen", "Listening for speech", f"{_TASKS}:listen", 0.003),
    Step("recognise", "Writing down the words", f"{_TASKS}:recognise", 0.051),
    Step("voices", "Telling the voices apart", f"{_TASKS}:voices", 0.016),
    Step("understand", "Reading what was said", f"{_TASKS}:understand", 0.005),
)
WHOLE = sum(step.cost for step in STEPS)


def share(step: Step) -> float:
    """The part of the whole time that a step takes; all parts are 1 together."""
    return step.cost / WHOLE


def progress(folder: WorkFolder) -> tuple[float, str]:
    """How far a recording is, between 0 and 1, and a sentence for people.

    A step that is done counts with its whole share, the one that runs with what it last said of itself.
    """
    before = 0.0
    for step in STEPS:
        if not folder.done(step.name):
            within = folder.told(step.name)
            return before + share(step) * within, f"{step.title}: {within:.0%}"
        before += share(step)
    return 1.0, "The recording is read."
