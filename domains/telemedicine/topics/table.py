"""A table of dialogues in, a table of their sections out."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from pathlib import Path

from domains.telemedicine.topics import meaning
from domains.telemedicine.topics.telling import shipped, tell
from domains.telemedicine.topics.views import Sides, sides_of
from domains.telemedicine.transcripts import TranscriptRefused

MOST = 64 * 1024 * 1024
COLUMNS = ("ID", "dialogue")


class TableRefused(ValueError):
    """A table that cannot be used; one sentence that says what to do next."""


def fill(table: Path, out: Path) -> tuple[int, list[str]]:
    """Write the section of each dialogue; how many there were, and what should be known.

    A dialogue without a word gets the most frequent section, and a notice says so. The output appears whole or not at
    all.

    Raises:
        TableRefused: the table cannot be read, lacks a column or is empty, or the output cannot be written.
    """
    ids, dialogues = _rows(table)
    notices = [f"The dialogue {id} is empty; its section is a guess." for id, text in zip(ids, dialogues, strict=True)
               if not text.strip()]  # fmt: skip
    if meaning.missing():
        notices.append("The text models are not installed, so words alone decide; install 'chiron-suite[text]'.")
    told = tell([_sides(text) for text in dialogues])
    headers = shipped().headers
    _write(out, [(id, headers[int(row.argmax())]) for id, row in zip(ids, told, strict=True)])
    return len(ids), notices


def _rows(table: Path) -> tuple[list[str], list[str]]:
    text = _text(table)
    csv.field_size_limit(MOST)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        absent = [column for column in COLUMNS if column.lower() not in names]
        if absent:
            raise TableRefused(f"The table {table} lacks the column {absent[0]}: it needs ID and dialogue.")
        rows = [(row[names["id"]] or "", row[names["dialogue"]] or "") for row in reader]
    except csv.Error as error:
        raise TableRefused(f"The table {table} is not valid CSV ({error}): save it again as CSV.") from error
    if not rows:
        raise TableRefused(f"The table {table} has no rows: give at least one dialogue.")
    return [id for id, _ in rows], [dialogue for _, dialogue in rows]


def _text(table: Path) -> str:
    try:
        with table.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise TableRefused(f"The table {table} cannot be opened: {error.strerror}.") from error
    if len(data) > MOST:
        raise TableRefused(f"The table {table} is larger than {MOST // 1024**2} MB: cut it in two.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableRefused(f"The table {table} is not UTF-8 text: save it as UTF-8 and try again.") from error
    if "\0" in text:
        raise TableRefused(f"The table {table} is not a text: save it as CSV in UTF-8.")
    return text


def _sides(text: str) -> Sides:
    try:
        return sides_of(text)
    except TranscriptRefused:
        return Sides(text, "", "", ())


def _write(out: Path, rows: list[tuple[str, str]]) -> None:
    try:
        with tempfile.NamedTemporaryFile("w", dir=out.parent, delete=False, encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("ID", "section_header"))
            writer.writerows(rows)
        Path(file.name).chmod(0o644)
        os.replace(file.name, out)
    except OSError as error:
        raise TableRefused(f"The table {out} cannot be written: {error.strerror}.") from error
