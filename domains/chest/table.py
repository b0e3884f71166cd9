"""CASES.csv, one row at a time: what can be read of each row, and what is wrong with the rest."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COLUMNS = ("id", "image", "note", "age", "sex", "view")
MODALITIES = ("image", "note", "record")
OLDEST = 120.0
LONGEST_CELL = 4 * 1024 * 1024
VALUES: Mapping[str, tuple[str, ...]] = {"sex": ("F", "M"), "view": ("PA", "AP", "LL")}
NUMBER = re.compile(r"[0-9]{1,3}(\.[0-9]+)?")


class Unusable(ValueError):
    """A table or an argument that nothing can be done with; the sentence says why."""


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
    """The rows of a table in their order, holding one at a time.

    Bytes that are not UTF-8 spoil their own cell, a broken line its own row.

    Raises:
        Unusable: the table cannot be opened or lacks a column; raised before the first row is given.
    """
    try:
        handle = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise Unusable(f"{path} cannot be opened: {error.strerror}.") from error
    csv.field_size_limit(LONGEST_CELL)
    with handle:
        reader = csv.reader(handle, strict=True)
        yield _rows(reader, _header(reader, path), modalities)


def _header(reader: Any, path: Path) -> Sequence[str]:
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise Unusable(f"{path} is not a CSV table: {error}.") from error
    if any("\x00" in name or _broken(name) for name in header):
        raise Unusable(f"{path} is not a CSV table in UTF-8; save it as 'CSV UTF-8' and try again.")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise Unusable(f"{path} lacks the column {', '.join(missing)}; its first line must name {','.join(COLUMNS)}.")
    twice = [name for name in COLUMNS if header.count(name) > 1]
    if twice:
        raise Unusable(f"{path} has the column {twice[0]} more than once; keep one of them.")
    return header


def _rows(reader: Any, header: Sequence[str], modalities: frozenset[str]) -> Iterator[Row]:
    seen: set[str] = set()
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Row("", problems=(f"Line {reader.line_num} is not CSV: {error}.",))
            continue
        if cells:
            yield _row(cells, header, modalities, seen)


def _row(cells: Sequence[str], header: Sequence[str], modalities: frozenset[str], seen: set[str]) -> Row:
    named = dict(zip(header, cells, strict=False))
    row_id, problems = _id(named.get("id", ""), seen)
    if len(cells) != len(header):
        counted = f"The row has {len(cells)} cells where the table has {len(header)} columns; quote cells with commas."
        return Row(row_id, problems=(counted,))
    image = _text(named, "image", problems) if "image" in modalities else ""
    note = _text(named, "note", problems) if "note" in modalities else ""
    record = _record(named, problems) if "record" in modalities else {}
    row = Row(row_id, image, note, record, "record" in modalities, tuple(problems))
    return row if not row.empty or problems else Row(row_id, problems=(_nothing(modalities),))


def _nothing(modalities: frozenset[str]) -> str:
    return f"There is nothing to read in this row: no {' and no '.join(m for m in MODALITIES if m in modalities)}."


def _id(cell: str, seen: set[str]) -> tuple[str, list[str]]:
    row_id = _shown(cell)
    problems = [] if row_id.strip() else ["The row has no id."]
    if row_id and row_id in seen:
        problems.append(f"The id '{shortened(row_id)}' stands in an earlier row too.")
    seen.add(row_id)
    return row_id, problems


def _text(named: Mapping[str, str], column: str, problems: list[str]) -> str:
    cell = named[column]
    if _broken(cell):
        problems.append(f"The {column} is not in UTF-8 and was left out; save the table as 'CSV UTF-8'.")
        return ""
    return cell if cell.strip() else ""


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


def _broken(cell: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in cell)


def _shown(cell: str) -> str:
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def shortened(cell: str) -> str:
    """A cell as it fits into a sentence."""
    text = " ".join(_shown(cell).split())
    return text if len(text) <= 60 else f"{text[:60]}…"
