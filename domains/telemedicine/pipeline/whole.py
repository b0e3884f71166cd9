"""All steps of a recording in this process, for the terminal: what is done already is not done again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.engine.running import resolve
from domains.telemedicine.pipeline.folder import TOLD, WorkFolder
from domains.telemedicine.pipeline.steps import STEPS, Step, progress

Tell = Callable[[float, str], None]
SPENT, OF = "spent.json", "recording.json"


class OtherRecording(ValueError):
    """The folder holds the work of another recording; one sentence."""


def run(recording: Path, folder: Path, options: Mapping[str, Any], tell: Tell = lambda fraction, what: None) -> Any:
    """Take a recording through its steps.

    Args:
        recording: Any video or sound.
        folder: Where it is worked on; a later run with the same folder goes on where this one stood.
        options: ``model``, ``language``, ``longest_hours`` and ``soap``.
        tell: Told the fraction done and what is being done.

    Returns:
        What :func:`domains.telemedicine.analysis.analysed` tells, with ``language`` and ``seconds``.

    Raises:
        ValueError: a step refuses (:class:`~core.intake.refusal.Refused`, ``ModelRefused``), or the folder belongs to
            another recording; one sentence.
    """
    work = WorkFolder(folder).make()
    _claim(work, recording, options)
    payload = {"folder": str(folder), "recording": str(recording), "options": dict(options)}
    for step in STEPS:
        before = -1.0
        while not work.done(step.name):
            _once(work, step, payload, tell)
            now = work.told(step.name)
            if now <= before and not work.done(step.name):
                raise RuntimeError(f"The step '{step.title}' ends without getting on: report this as a fault.")
            before = now
    tell(1.0, progress(work)[1])
    return work.read_json(TOLD)


def spent(folder: Path) -> dict[str, float]:
    """Seconds that each step took in this folder."""
    work = WorkFolder(folder)
    return dict(work.read_json(SPENT)) if work.file(SPENT).is_file() else {}


def _once(work: WorkFolder, step: Step, payload: Mapping[str, Any], tell: Tell) -> None:
    began = time.perf_counter()
    resolve(step.entry)(payload, lambda fraction, what: tell(*progress(work)))
    took = spent(work.path)
    work.write_json(SPENT, {**took, step.name: took.get(step.name, 0.0) + time.perf_counter() - began})


def _claim(work: WorkFolder, recording: Path, options: Mapping[str, Any]) -> None:
    """Note whose work lies in the folder, or see that it is that of this recording.

    Raises:
        OtherRecording: it is not, or it was begun with other settings.
    """
    stat = recording.stat()
    mine = {"size": stat.st_size, "changed": stat.st_mtime_ns, "options": dict(options)}
    if not work.file(OF).is_file():
        work.write_json(OF, mine)
    elif work.read_json(OF) != mine:
        raise OtherRecording(
            f"The folder {work.path} holds work on another recording, or with other settings: name another folder."
        )
