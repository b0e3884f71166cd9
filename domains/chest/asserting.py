"""From NOTES.csv to a table of what the notes assert: in order, one note at a time, written whole or not at all."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from domains.chest.asserted import reader
from domains.chest.scores import Summary, written
from domains.chest.sheet import Line, opened, shortened

NEEDED = ("id", "note")
COLUMNS = ("id", "finding", "status", "start", "end")


@dataclass(frozen=True)
class Note:
    """One row of NOTES.csv: its text, and one sentence for each thing that is wrong with it."""

    id: str
    text: str
    problems: tuple[str, ...]


def _note(line: Line) -> Note:
    problems = list(line.problems)
    text = line.text("note", problems) if line.cells else ""
    if not text and not problems:
        problems.append("There is nothing to read in this row: no note.")
    return Note(line.id, text, tuple(problems))


def write(path: Path, out: Path, told: Callable[[int], None], complain: Callable[[str], None]) -> Summary:
    """Read every note of a table.

    Args:
        path: The table, with the columns ``id`` and ``note``.
        out: Where the assertions go; replaced only when all notes are read.
        told: Called with the number of notes done.
        complain: Called with one sentence for each row that could not be read, wholly or in part.

    Raises:
        Unusable: the table lacks a column or cannot be opened, or ``out`` cannot be written.
    """
    count = errors = 0
    with opened(path, NEEDED) as lines, written(out, path) as handle:
        writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for count, note in enumerate(map(_note, lines), start=1):
            writer.writerows(_rows(note))
            errors += bool(note.problems)
            for problem in note.problems:
                complain(f"Row {count} (id '{shortened(note.id)}'): {problem}")
            told(count)
    return Summary(count, errors)


def _rows(note: Note) -> Iterator[Mapping[str, object]]:
    for found in reader().read(note.text):
        yield dict(zip(COLUMNS, (note.id, found.finding, found.status.value, found.start, found.end), strict=True))
