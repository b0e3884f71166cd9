"""From CASES.csv to a table of what note and film disagree on; in the order of the cases, the gravest first in each."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from core.engine.task import Report, Task
from core.intake.limits import Limits
from domains.chest.batch import SECONDS_A_ROW, shortfall
from domains.chest.cases import Contradiction
from domains.chest.contradictions import candidates, find, name_of
from domains.chest.films import Unreadable, load
from domains.chest.inorder import Job, in_order
from domains.chest.scores import Summary, written
from domains.chest.sheet import shortened
from domains.chest.table import Row

ENTRY = "domains.chest.comparing:compare_rows"
COLUMNS = ("id", "finding", "note_status", "span_start", "span_end", "image_probability", "score")


@dataclass(frozen=True)
class Compared:
    """One case: what note and film disagree on, and one sentence for each thing that could not be read."""

    id: str
    found: tuple[Contradiction, ...]
    problems: tuple[str, ...]


def compare(
    rows: Iterator[Row],
    cases: Path,
    out: Path,
    every: bool,
    told: Callable[[int], None],
    complain: Callable[[str], None],
) -> Summary:
    """Compare note and film of every case of a table.

    Args:
        rows: The table's rows.
        cases: The table; images are looked up from its folder.
        out: Where the contradictions go; replaced only when all cases are done.
        every: Whether all that can be compared is written, not only what is worth showing.
        told: Called with the number of cases done.
        complain: Called with one sentence for each case that could not be compared, wholly or in part.

    Raises:
        Unusable: ``out`` cannot be written.
        WeightsError: no case can be read with these weights.
    """
    job = Job(lambda some: task(some, cases.parent, every), _lost)
    count = errors = 0
    with written(out, cases) as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        for count, compared in enumerate(in_order(rows, job), start=1):
            writer.writerows(_line(compared.id, each) for each in compared.found)
            errors += bool(compared.problems)
            for problem in compared.problems:
                complain(f"Row {count} (id '{shortened(compared.id)}'): {problem}")
            told(count)
    return Summary(count, errors)


def _line(case: str, each: Contradiction) -> tuple[object, ...]:
    start = "" if each.span_start is None else each.span_start
    end = "" if each.span_end is None else each.span_end
    figures = (f"{each.image_probability:.6f}", f"{each.score:.6f}")
    return (case, name_of(each.label), each.note_status, start, end, *figures)


def _lost(row: Row, why: str) -> Compared:
    return Compared(row.id, (), (f"The row could not be read: {why}",))


def task(rows: list[Row], folder: Path, every: bool) -> Task:
    """A task that compares the cases of some rows of a table that lies in ``folder``."""
    payload = {"rows": [asdict(row) for row in rows], "folder": str(folder), "every": every}
    return Task(ENTRY, payload, kind="scoring", domain="chest", timeout=SECONDS_A_ROW * (len(rows) + 1))


def compare_rows(payload: Mapping[str, Any], report: Report) -> list[Compared]:
    """Compare some cases; one that cannot be read says why, and the others go on."""
    folder, rows = Path(payload["folder"]), [Row(**row) for row in payload["rows"]]
    done = []
    for number, row in enumerate(rows):
        done.append(_compared(row, folder, payload["every"]))
        report((number + 1) / len(rows), row.id)
    return done


def _compared(row: Row, folder: Path, every: bool) -> Compared:
    problems = list(row.problems)
    missing = [name for name in ("image", "note") if not getattr(row, name)]
    if missing:
        if not problems:
            problems.append(f"There is nothing to compare in this row: no {' and no '.join(missing)}.")
        return Compared(row.id, (), tuple(problems))
    image = _image(row, folder, problems)
    if image is None:
        return Compared(row.id, (), tuple(problems))
    found = _found(image, row.note, candidates if every else find, problems)
    return Compared(row.id, found, tuple(problems))


def _image(row: Row, folder: Path, problems: list[str]) -> bytes | None:
    try:
        return load(row.image, folder, Limits().bytes)
    except Unreadable as error:
        problems.append(str(error))
        return None


def _found(image: bytes, note: str, compared: Callable[..., Any], problems: list[str]) -> tuple[Contradiction, ...]:
    """The film read by itself, and the note against it: neither note nor record may colour what the film says."""
    from domains.chest.tasks import read_case

    reading = read_case({"image": image, "note": None, "record": {}}, lambda _fraction, _message: None)
    problems += shortfall(reading)
    found: tuple[Contradiction, ...] = compared(note, reading)
    return found
