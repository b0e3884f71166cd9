"""From CASES.csv to SCORES.csv: in order, a few rows at a time, written whole or not at all."""

import csv
import os
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO, cast

from core.engine.inline import InlineEngine
from core.engine.local import LocalEngine
from core.engine.task import TaskFailed
from core.weights import WeightsError
from domains.chest import batch
from domains.chest.batch import Scored
from domains.chest.table import Row, Unusable
from ui.kit.context import Engine

CHUNK = 8
FEW = 20
WORKERS = 2
AHEAD = 2 * WORKERS


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
    first = list(islice(rows, FEW + 1))
    few = len(first) <= FEW
    engine: Engine = InlineEngine() if few else LocalEngine(workers=WORKERS)
    try:
        yield from in_order(engine, chain(first, rows), folder, size=1 if few else CHUNK)
    finally:
        engine.close()


def in_order(engine: Engine, rows: Iterator[Row], folder: Path, size: int = CHUNK) -> Iterator[Scored]:
    """What the engine makes of rows, in their order, some parts ahead of the one that is handed out.

    Args:
        engine: Where the rows are read.
        rows: Of a table.
        folder: From which the table's images are looked up.
        size: Rows of one task.
    """
    waiting: deque[_Part] = deque()
    while chunk := list(islice(rows, size)):
        waiting.append(_Part(engine, chunk, folder))
        if len(waiting) >= AHEAD:
            yield from waiting.popleft().scored()
    for part in waiting:
        yield from part.scored()


class _Part:
    """Some rows on their way through the engine."""

    def __init__(self, engine: Engine, rows: list[Row], folder: Path) -> None:
        self._engine, self._rows, self._folder = engine, rows, folder
        self._handle = engine.submit(batch.task(rows, folder))

    def scored(self) -> list[Scored]:
        """Wait for the rows; one that brings a worker down is found out by sending each alone.

        Raises:
            WeightsError: no row can be read with these weights.
        """
        try:
            return cast(list[Scored], self._handle.result())
        except TaskFailed as error:
            if error.error.endswith(WeightsError.__name__):
                raise WeightsError(str(error)) from error
            if len(self._rows) == 1:
                return [Scored(self._rows[0].id, {}, f"The row could not be read: {error}")]
            alone = [_Part(self._engine, [row], self._folder) for row in self._rows]
            return [scored for part in alone for scored in part.scored()]


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
