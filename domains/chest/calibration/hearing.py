"""Labelled cases read through the engine: what the weights say of each, before any threshold."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, cast

from core.engine.inline import InlineEngine
from core.engine.local import LocalEngine
from core.engine.task import Report, Task, TaskFailed
from core.intake.limits import Limits
from core.weights import WeightsError
from domains.chest import inuse
from domains.chest.calibration import house
from domains.chest.calibration.labelled import Labelled
from domains.chest.films import Unreadable, load
from domains.chest.table import Row
from ui.kit.context import Engine

ENTRY = "domains.chest.calibration.hearing:hear_rows"
CHUNK = 8
FEW = 40
WORKERS = 2
AHEAD = 2 * WORKERS
SECONDS_A_ROW = 60.0


@dataclass(frozen=True)
class Said:
    """What was said of one row.

    Attributes:
        logits: Every set of roles that could be heard to label to logit; empty where nothing could be read.
        certified: The same sets to the pattern under which the shipped thresholds hold.
        problem: What could not be read.
    """

    logits: Mapping[str, Mapping[str, float]]
    certified: Mapping[str, str]
    problem: str = ""


@dataclass(frozen=True)
class Heard:
    """A case with what was said of it."""

    case: Labelled
    said: Said


def hear(cases: Iterator[Labelled], folder: Path, told: Callable[[int], None]) -> list[Heard]:
    """Read every case, some parts ahead.

    Args:
        cases: Of the table.
        folder: From which the table's images are looked up.
        told: Called with the number of cases done.

    Raises:
        WeightsError: nothing can be read with these weights.
    """
    first = list(islice(cases, FEW + 1))
    engine: Engine = InlineEngine() if len(first) <= FEW else LocalEngine(workers=WORKERS)
    heard: list[Heard] = []
    try:
        for part in _parts(engine, chain(first, cases), folder):
            heard += part
            told(len(heard))
    finally:
        engine.close()
    return heard


def _parts(engine: Engine, cases: Iterator[Labelled], folder: Path) -> Iterator[list[Heard]]:
    waiting: deque[tuple[list[Labelled], Any]] = deque()
    while chunk := list(islice(cases, CHUNK)):
        waiting.append((chunk, engine.submit(_task([case.row for case in chunk], folder))))
        if len(waiting) >= AHEAD:
            yield _finished(engine, *waiting.popleft(), folder)
    for part in waiting:
        yield _finished(engine, *part, folder)


def _task(rows: Sequence[Row], folder: Path) -> Task:
    payload = {"rows": [asdict(row) for row in rows], "folder": str(folder)}
    return Task(ENTRY, payload, kind="calibration", domain="chest", timeout=SECONDS_A_ROW * (len(rows) + 1))


def _finished(engine: Engine, chunk: list[Labelled], handle: Any, folder: Path) -> list[Heard]:
    """Wait for a part; a row that brings a worker down is found out by sending each alone."""
    try:
        said = cast(list[Said], handle.result())
        return [Heard(case, each) for case, each in zip(chunk, said, strict=True)]
    except TaskFailed as error:
        if error.error.endswith(WeightsError.__name__):
            raise WeightsError(str(error)) from error
        if len(chunk) == 1:
            return [Heard(chunk[0], Said({}, {}, f"The row could not be read: {error}"))]
        alone = [(case, engine.submit(_task([case.row], folder))) for case in chunk]
        return [heard for case, one in alone for heard in _finished(engine, [case], one, folder)]


def hear_rows(payload: Mapping[str, Any], report: Report) -> list[Said]:
    """The part that runs in a worker."""
    folder, rows = Path(payload["folder"]), [Row(**row) for row in payload["rows"]]
    said = []
    for number, row in enumerate(rows):
        said.append(_hear_row(row, folder))
        report((number + 1) / len(rows), row.id)
    return said


def _hear_row(row: Row, folder: Path) -> Said:
    from domains.chest.tasks import hear_case

    problems, image = list(row.problems), None
    if row.image:
        try:
            image = load(row.image, folder, Limits().bytes)
        except Unreadable as error:
            problems.append(str(error))
    payload = {"image": image, "note": row.note or None, "record": dict(row.record), "completed": row.completed}
    told = hear_case(payload | {"folder": str(inuse.folder(house.folder()))})
    logits = {pattern: {label: one.logit for label, one in fused.items()} for pattern, fused in told.items()}
    certified = {pattern: next(iter(fused.values())).pattern for pattern, fused in told.items()}
    return Said(logits, certified, " ".join(problems))
