"""Rows of a table read by the model: the part of scoring that runs in a worker."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.engine.task import Report, Task
from core.finding import Reading
from core.intake.limits import Limits
from domains.chest import inuse
from domains.chest.calibration import house
from domains.chest.films import Unreadable, load
from domains.chest.table import Row

ENTRY = "domains.chest.batch:score_rows"
SECONDS_A_ROW = 60.0


@dataclass(frozen=True)
class Scored:
    """One line of SCORES.csv: no probabilities where nothing of the row could be read."""

    id: str
    probabilities: Mapping[str, float]
    error: str


def task(rows: list[Row], folder: Path) -> Task:
    """A task that scores these rows of a table that lies in ``folder``."""
    payload = {"rows": [asdict(row) for row in rows], "folder": str(folder)}
    return Task(ENTRY, payload, kind="scoring", domain="chest", timeout=SECONDS_A_ROW * (len(rows) + 1))


def score_rows(payload: Mapping[str, Any], report: Report) -> list[Scored]:
    """Score some rows; a row that cannot be read says why, and the others go on."""
    folder, rows = Path(payload["folder"]), [Row(**row) for row in payload["rows"]]
    scored, home = [], at_home()
    for number, row in enumerate(rows):
        scored.append(score_row(row, folder, home))
        report((number + 1) / len(rows), row.id)
    return scored


def score_row(row: Row, folder: Path, home: Mapping[str, str] | None = None) -> Scored:
    """Score one row from what of it can be read; ``error`` tells what was left out.

    Args:
        row: What is asked.
        folder: Where the table lies.
        home: From :func:`at_home`, looked up once for several rows.
    """
    problems = list(row.problems)
    image = _image(row, folder, problems)
    if image is None and not row.note and not row.record:
        return Scored(row.id, {}, " ".join(problems))
    reading = read(image, row.note or None, row.record, row.completed, places=False, home=home)
    probabilities = {finding.label: finding.probability for finding in reading.findings}
    return Scored(row.id, probabilities, " ".join(problems + shortfall(reading)))


def shortfall(reading: Reading) -> list[str]:
    """What a reading lacks, one sentence each; never empty where there are no findings."""
    refused = [refusal.sentence for refusal in reading.refused]
    return refused if refused or reading.findings else list(reading.notices)


def _image(row: Row, folder: Path, problems: list[str]) -> bytes | None:
    if not row.image:
        return None
    try:
        return load(row.image, folder, Limits().bytes)
    except Unreadable as error:
        problems.append(str(error))
        return None


def at_home() -> dict[str, str]:
    """With what this house reads: its own calibration, and the folder of the weights in use."""
    home = house.folder()
    return {"calibration": house.text(home), "folder": str(inuse.folder(home))}


def read(
    image: bytes | None,
    note: str | None,
    record: Mapping[str, float | str],
    completed: bool,
    places: bool = True,
    home: Mapping[str, str] | None = None,
) -> Reading:
    """One case read in this process by the domain's own task, so that a table and a page read alike.

    Args:
        image: Bytes of the film.
        note: The note.
        record: Columns that were given.
        completed: Whether the film may complete the record by what it says of itself.
        places: Whether the evidence says where it lies.
        home: From :func:`at_home`, where it was looked up before.
    """
    from domains.chest.tasks import read_case

    payload = {"image": image, "note": note, "record": dict(record), "completed": completed}
    payload |= {"heatmaps": False, "places": places}
    return read_case(payload | dict(home or at_home()), lambda _fraction, _message: None)
