"""CASES.csv, one row at a time: what can be read of each row, and what is wrong with the rest."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from domains.chest import sheet
from domains.chest.sheet import Line, Unusable, shortened

__all__ = ["COLUMNS", "MODALITIES", "Row", "Unusable", "chosen", "opened", "shortened"]

COLUMNS = ("id", "image", "note", "age", "sex", "view")
MODALITIES = ("image", "note", "record")
OLDEST = 120.0
VALUES: Mapping[str, tuple[str, ...]] = {"sex": ("F", "M"), "view": ("PA", "AP", "LL")}
NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]+)?")


@dataclass(frozen=True)
class Row:
    """What one row asks to be read.

    Attributes:
        id: As given.
        image: Path of the film as it stands in the cell; empty where there is none.
        note: Free text; empty where there is none.
        record: Columns of the record that could be read.
        completed: Whether the film may complete the record by what it says of itself.
        problems: One sentence for each cell that was left out, or for the whole row.
    """

    id: str
    image: str = ""
    note: str = ""
    record: Mapping[str, float | str] = field(default_factory=dict)
    completed: bool = True
    problems: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is left that could be read."""
        return not (self.image or self.note or self.record)


def chosen(text: str) -> frozenset[str]:
    """The modalities named in a comma-separated list.

    Raises:
        Unusable: one is unknown, or none is named.
    """
    names = [name.strip().lower() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in MODALITIES]
    if unknown or not names:
        what = f"'{unknown[0]}' is not a modality" if unknown else "No modality was named"
        raise Unusable(f"{what}; choose from {', '.join(MODALITIES)}.")
    return frozenset(names)


@contextmanager
def opened(path: Path, modalities: frozenset[str]) -> Iterator[Iterator[Row]]:
    """The rows of a table in their order, holding one at a time; see :func:`domains.chest.sheet.opened`.

    Raises:
        Unusable: the table cannot be opened or lacks a column; raised before the first row is given.
    """
    with sheet.opened(path, COLUMNS) as lines:
        yield (row_of(line, modalities) for line in lines)


def row_of(line: Line, modalities: frozenset[str]) -> Row:
    """What one line asks to be read."""
    if not line.cells:
        return Row(line.id, problems=line.problems)
    problems = list(line.problems)
    image = line.text("image", problems) if "image" in modalities else ""
    note = line.text("note", problems) if "note" in modalities else ""
    record = _record(line.cells, problems) if "record" in modalities else {}
    row = Row(line.id, image, note, record, "record" in modalities, tuple(problems))
    return row if not row.empty or problems else Row(line.id, problems=(_nothing(modalities),))


def _nothing(modalities: frozenset[str]) -> str:
    return f"There is nothing to read in this row: no {' and no '.join(m for m in MODALITIES if m in modalities)}."


def _record(named: Mapping[str, str], problems: list[str]) -> dict[str, float | str]:
    record: dict[str, float | str] = {}
    age = named["age"].strip()
    if NUMBER.fullmatch(age) and float(age) <= OLDEST:
        record["age"] = float(age)
    elif age:
        problems.append(f"The age '{shortened(age)}' is not a number of years from 0 to 120 and was left out.")
    for column, values in VALUES.items():
        cell = named[column].strip()
        if cell.upper() in values:
            record[column] = cell.upper()
        elif cell:
            problems.append(f"The {column} '{shortened(cell)}' is not one of {', '.join(values)} and was left out.")
    return record
