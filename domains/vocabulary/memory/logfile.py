"""A log of reviews as a CSV table: read whole or refused in one sentence, and written again with predictions."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.files import write_whole
from domains.vocabulary.memory.predictors import Answered, predict

NEEDED = ("card_id", "review_time", "rating")
ADDED = "p_recall"
LONGEST_CELL = 65536
LARGEST = 1 << 30
YEARS = range(1970, 2201)
ALMOST_CSV = "it is not a CSV table in UTF-8; save it as 'CSV UTF-8' and try again"


class Unusable(ValueError):
    """A log that nothing can be predicted from; the sentence says why and what to do."""


@dataclass(frozen=True)
class LogFile:
    """A table with what its rows mean.

    Attributes:
        header: The first line, as it stands.
        cells: The other lines, as they stand.
        answers: What each of them says.
    """

    header: Sequence[str]
    cells: Sequence[Sequence[str]]
    answers: Sequence[Answered]


def read(path: Path) -> LogFile:
    """The whole log.

    Raises:
        Unusable: it cannot be opened, lacks a column, or has a line that cannot be understood.
    """
    lines = _lines(path)
    header = next((cells for _, cells in lines), None)
    if header is None:
        raise Unusable(f"{path} is empty; its first line must name {','.join(NEEDED)}.")
    where = _columns(path, header)
    table = [(cells, _answer(path, number, cells, len(header), where)) for number, cells in lines]
    if not table:
        raise Unusable(f"{path} has a first line but no reviews, so there is nothing to predict.")
    return LogFile(header, [cells for cells, _ in table], [answer for _, answer in table])


def write(path: Path, log: LogFile, chances: Sequence[float | None]) -> None:
    """The same lines in the same order with one column more, put in place only when complete.

    Raises:
        Unusable: the file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*log.header, ADDED])
    for cells, chance in zip(log.cells, chances, strict=True):
        writer.writerow([*cells, "" if chance is None else f"{chance:.6f}"])
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise Unusable(f"{path} is not a plain file; name another for the predictions.")
    try:
        write_whole(path, text.getvalue().encode())
        path.chmod(0o666 & ~_umask())
    except OSError as error:
        raise Unusable(f"{path} cannot be written: {error.strerror}.") from error


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    csv.field_size_limit(LONGEST_CELL)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise Unusable(f"{path}, line {reader.line_num}: it is not CSV ({error}); correct it and try again.") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise Unusable(f"{path} is larger than 1 GiB; split it by user and predict each part.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Unusable(f"{path} cannot be opened: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unusable(f"{path}, line {line}: {ALMOST_CSV}.") from error
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise Unusable(f"{path}, line {line}: {ALMOST_CSV}.")
    return text


def _columns(path: Path, header: Sequence[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        wanted = f"name {','.join(NEEDED)} there, separated by commas"
        raise Unusable(f"{path}, line 1: the column {', '.join(missing)} is missing; {wanted}.")
    twice = [name for name in (*NEEDED, "user") if names.count(name) > 1]
    if twice:
        raise Unusable(f"{path}, line 1: the column {twice[0]} is there twice; keep one of them.")
    if ADDED in names:
        raise Unusable(f"{path}, line 1: there is a column {ADDED} already; take it out first.")
    return {name: number for number, name in enumerate(names)}


def _answer(path: Path, line: int, cells: Sequence[str], width: int, where: dict[str, int]) -> Answered:
    try:
        if len(cells) != width:
            raise Unusable(f"it has {len(cells)} cells where the first line names {width} columns")
        card = cells[where["card_id"]].strip()
        if not card:
            raise Unusable("the card_id is empty")
        user = cells[where["user"]].strip() if "user" in where else ""
        return Answered(user, card, _time(cells[where["review_time"]]), _rating(cells[where["rating"]]))
    except Unusable as error:
        raise Unusable(f"{path}, line {line}: {error}; correct the line and try again.") from error


def _time(cell: str) -> datetime:
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(cell.strip())
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        if at.year in YEARS:
            return at
    raise Unusable(f"'{_short(cell)}' is no time of a review; write it like 2026-01-31T18:05:00Z")


def _rating(cell: str) -> int:
    rating = cell.strip().removesuffix(".0")
    if rating not in {"1", "2", "3", "4"}:
        raise Unusable(f"the rating '{_short(cell)}' is unknown; it must be 1 (Again), 2 (Hard), 3 (Good) or 4 (Easy)")
    return int(rating)


def _short(cell: str) -> str:
    text = " ".join(cell.split())
    return text if len(text) <= 40 else f"{text[:40]}…"


def predict_log(source: Path, out: Path, model: str) -> int:
    """Read a log, predict each of its answers from earlier ones alone, and write the table again.

    Returns:
        How many answers were predicted.

    Raises:
        Unusable: the log cannot be used or the answer cannot be written; nothing is left behind.
    """
    if out.resolve() == source.resolve():
        raise Unusable(f"{out} is the log itself; name another file for the predictions.")
    log = read(source)
    chances = predict(model, log.answers)
    write(out, log, chances)
    return sum(chance is not None for chance in chances)
