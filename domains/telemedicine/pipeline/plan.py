"""Which steps a visit takes, and how far it is along them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from domains.telemedicine.config import Config
from domains.telemedicine.pipeline.folder import WorkFolder
from domains.telemedicine.pipeline.steps import STEPS, Step
from domains.telemedicine.store import VisitRow

UNPACK = STEPS[0]
COMPOSE = Step("understand", "Reading what was written", "domains.telemedicine.tasks:compose", STEPS[-1].cost)


def steps_of(row: VisitRow) -> tuple[Step, ...]:
    """The steps: a transcript stands in place of listening, and words alone need no unpacking."""
    kinds = {each.kind for each in row.media}
    if "recording" in kinds and "transcript" not in kinds:
        return STEPS
    return (UNPACK, COMPOSE) if "recording" in kinds else (COMPOSE,)


def fraction(folder: WorkFolder, steps: Sequence[Step]) -> float:
    """How far the steps are, 0 to 1, each weighed by its cost."""
    whole = sum(step.cost for step in steps)
    return sum(step.cost * within(folder, step) for step in steps) / whole


def within(folder: WorkFolder, step: Step) -> float:
    """How far one step is, 0 to 1."""
    return 1.0 if folder.done(step.name) else folder.told(step.name)


def following(folder: WorkFolder, steps: Sequence[Step]) -> Step | None:
    """The step that comes next; None where all are done."""
    return next((step for step in steps if not folder.done(step.name)), None)


def options_of(config: Config) -> dict[str, Any]:
    """What a step is told of the configuration."""
    return {
        "model": config.model,
        "language": config.language,
        "longest_hours": config.longest_hours,
        "longest": config.longest,
        "soap": config.soap,
    }


def paths_of(row: VisitRow, blob: Callable[[str], Path]) -> dict[str, str | None]:
    """Where recording and transcript of a visit lie."""
    found: dict[str, str | None] = {"recording": None, "transcript": None}
    for each in row.media:
        if each.kind in found:
            found[each.kind] = str(blob(each.digest))
    return found
