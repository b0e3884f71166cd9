"""A CSV table, one line at a time: named cells where the line is sound, one sentence where it is not."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST_CELL = 4 * 1024 * 1024


class Unusable(ValueError):
    """A table or an argument that nothing can be done with; the sentence says why."""


@dataclass(frozen=True)
class Line:
    """One line of a table.

    Attributes:
        id: As given; empty where there is none.
        cells: Column to cell; empty where the line does not fit the header.
        problems: One sentence for each thing that is wrong with the line as a whole.
    """

    id: str
    cells: Mapping[str, str]
    problems: tuple[str, ...] = ()

    def text(self, column: str, problems: list[str]) -> str:
        """A cell of text; empty where there is none, or where it is not in UTF-8, which ``problems`` is told."""
        cell = self.cells[column]
        if broken(cell):
            problems.append(f"The {column} is not in UTF-8 and was left out; save the table as 'CSV UTF-8'.")
            return ""
        return cell if cell.strip() else ""


@contextmanager
def opened(path: Path, needed: Sequence[str]) -> Iterator[Iterator[Line]]:
    """The lines of a table in their order, holding one at a time.

    Bytes that are not UTF-8 spoil their own cell, a broken line itself alone; blank lines are none.

    Args:
        path: The table.
        needed: Columns that it must have, ``id`` among them; others are ignored.

    Raises:
        Unusable: the table cannot be opened or lacks a column; raised before the first line is given.
    """
    try:
        handle = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError as error:
        raise Unusable(f"{path} cannot be opened: {error.strerror}.") from error
    csv.field_size_limit(LONGEST_CELL)
    with handle:
        reader = csv.reader(handle, strict=True)
        yield _lines(reader, _header(reader, path, needed))


def _header(reader: Any, path: Path, needed: Sequence[str]) -> Sequence[str]:
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise Unusable(f"{path} is not a CSV table: {error}.") from error
    if any("\x00" in name or broken(name) for name in header):
        raise Unusable(f"{path} is not a CSV table in UTF-8; save it as 'CSV UTF-8' and try again.")
    missing = [name for name in needed if name not in header]
    if missing:
        raise Unusable(f"{path} lacks the column {', '.join(missing)}; its first line must name {','.join(needed)}.")
    twice = [name for name in needed if header.count(name) > 1]
    if twice:
        raise Unusable(f"{path} has the column {twice[0]} more than once; keep one of them.")
    return header


def _lines(reader: Any, header: Sequence[str]) -> Iterator[Line]:
    seen: set[str] = set()
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Line("", {}, (f"Line {reader.line_num} is not CSV: {error}.",))
            continue
        if cells:
            yield _line(cells, header, seen)


def _line(cells: Sequence[str], header: Sequence[str], seen: set[str]) -> Line:
    named = dict(zip(header, cells, strict=False))
    line_id, problems = _id(named.get("id", ""), seen)
    if len(cells) != len(header):
        counted = f"The row has {len(cells)} cells where the table has {len(header)} columns; quote cells with commas."
        return Line(line_id, {}, (counted,))
    return Line(line_id, named, tuple(problems))


def _id(cell: str, seen: set[str]) -> tuple[str, list[str]]:
    line_id = _shown(cell)
    problems = [] if line_id.strip() else ["The row has no id."]
    if line_id and line_id in seen:
        problems.append(f"The id '{shortened(line_id)}' stands in an earlier row too.")
    seen.add(line_id)
    return line_id, problems


def broken(cell: str) -> bool:
    """Whether a cell holds bytes that are not UTF-8."""
    return any("\ud800" <= sign <= "\udfff" for sign in cell)


def _shown(cell: str) -> str:
    return cell.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def shortened(cell: str) -> str:
    """A cell as it fits into a sentence."""
    text = " ".join(_shown(cell).split())
    return text if len(text) <= 60 else f"{text[:60]}…"
