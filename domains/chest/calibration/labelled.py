"""A table of labelled cases: the columns that are findings, and what each cell says of the patient."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domains.chest import sheet
from domains.chest.sheet import Line, Unusable, shortened
from domains.chest.table import COLUMNS, MODALITIES, Row, row_of

PATIENT = "patient"
WORDS: Mapping[str, bool | None] = {
    "1": True, "1.0": True, "true": True, "yes": True, "present": True,
    "0": False, "0.0": False, "false": False, "no": False, "absent": False,
    "": None,
}  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    """One case with what is known of it.

    Attributes:
        row: What is to be read.
        patient: Whose it is; cases without one count as a patient each.
        truth: Label to whether the finding is there; what is not known is left out.
        problems: One sentence for each label cell that could not be understood.
    """

    row: Row
    patient: str
    truth: Mapping[str, bool]
    problems: tuple[str, ...] = ()


def plain(name: str) -> str:
    """A name without case, spaces, underscores and dashes, so that ``Pleural Thickening`` finds its label."""
    return re.sub(r"[\s_\-]+", "", name).lower()


def columns_of(header: Sequence[str], labels: Sequence[str], path: Path) -> dict[str, str]:
    """Column to label.

    Raises:
        Unusable: no column is a finding, or two are the same one.
    """
    known = {plain(label): label for label in labels}
    named = [(column, known[plain(column)]) for column in header if plain(column) in known]
    if not named:
        names = ", ".join(label.replace("_", " ") for label in labels)
        raise Unusable(f"{path} has no column for a finding; add 0/1 columns named {names}, as many as you have.")
    told = [label for _, label in named]
    twice = next((label for label in told if told.count(label) > 1), None)
    if twice:
        raise Unusable(f"{path} has more than one column for {twice.replace('_', ' ')}; keep one of them.")
    return dict(named)


@contextmanager
def opened(path: Path, labels: Sequence[str]) -> Iterator[Iterator[Labelled]]:
    """The cases of a table in their order, holding one at a time.

    Raises:
        Unusable: the table cannot be opened, or lacks a column that is needed; raised before the first case is given.
    """
    with sheet.opened(path, COLUMNS) as lines:
        columns = columns_of(_header(path), labels, path)
        yield (_case(number, line, columns) for number, line in enumerate(lines))


def _header(path: Path) -> list[str]:
    """The column names, of which :func:`sheet.opened` has seen that they can be read."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return [name.strip().lower() for name in next(csv.reader(handle))]


def _case(number: int, line: Line, columns: Mapping[str, str]) -> Labelled:
    row = row_of(line, frozenset(MODALITIES))
    patient = line.cells.get(PATIENT, "").strip() or f"\x00{number}"
    truth: dict[str, bool] = {}
    problems: list[str] = []
    for column, label in columns.items():
        cell = line.cells.get(column, "").strip()
        if cell.lower() not in WORDS:
            problems.append(f"'{shortened(cell)}' under {column} is neither 0 nor 1 and counts as unknown.")
        elif (there := WORDS[cell.lower()]) is not None:
            truth[label] = there
    return Labelled(row, patient, truth, tuple(problems))
