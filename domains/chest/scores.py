"""From CASES.csv to SCORES.csv: in order, a few rows at a time, written whole or not at all."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from domains.chest import batch
from domains.chest.batch import Scored
from domains.chest.inorder import FEW, Job, in_order
from domains.chest.table import Row, Unusable

__all__ = ["FEW", "Summary", "score", "written"]


@dataclass(frozen=True)
class Summary:
    """How many rows were written, and how many of them carry an error."""

    rows: int
    errors: int


def score(rows: Iterator[Row], cases: Path, out: Path, labels: Sequence[str], told: Callable[[int], None]) -> Summary:
    """Score a table.

    Args:
        rows: The table's rows.
        cases: The table; images are looked up from its folder.
        out: Where the scores go; replaced only when all rows are done.
        labels: The findings, one column each.
        told: Called with the number of rows done.

    Raises:
        Unusable: ``out`` cannot be written.
        WeightsError: no row can be read with these weights.
    """
    with written(out, cases) as handle:
        return _write(handle, labels, _scored(rows, cases.parent), told)


def _write(handle: TextIO, labels: Sequence[str], scored: Iterable[Scored], told: Callable[[int], None]) -> Summary:
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow(["id", *labels, "error"])
    count = errors = 0
    for count, row in enumerate(scored, start=1):
        cells = [f"{row.probabilities[label]:.6f}" if label in row.probabilities else "" for label in labels]
        writer.writerow([row.id, *cells, row.error])
        errors += bool(row.error)
        told(count)
    return Summary(count, errors)


def _scored(rows: Iterator[Row], folder: Path) -> Iterator[Scored]:
    return in_order(rows, job(folder))


def job(folder: Path) -> Job[Scored]:
    """Scoring rows of a table that lies in ``folder``, as something that an engine does."""
    return Job(lambda some: batch.task(some, folder), _lost)


def _lost(row: Row, why: str) -> Scored:
    return Scored(row.id, {}, f"The row could not be read: {why}")


@contextmanager
def written(out: Path, cases: Path) -> Iterator[TextIO]:
    """A file that takes its name only when it is complete.

    Raises:
        Unusable: it cannot be written, or would take the place of the table that is read.
    """
    if out.is_dir() or out.resolve() == cases.resolve():
        raise Unusable(f"{out} cannot take the answer; name another file.")
    try:
        number, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
    except OSError as error:
        raise Unusable(f"{out} cannot be written: {error.strerror}.") from error
    try:
        with open(number, "w", encoding="utf-8", newline="") as handle:
            yield handle
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, out)
    finally:
        Path(name).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
