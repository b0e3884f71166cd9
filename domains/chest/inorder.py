"""Rows of a table through the engine, some at a time, with answers in the order of the rows."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Generic, TypeVar, cast

from core.engine.inline import InlineEngine
from core.engine.local import LocalEngine
from core.engine.task import Task, TaskFailed
from core.weights import WeightsError
from domains.chest.table import Row
from ui.kit.context import Engine

CHUNK = 8
FEW = 20
WORKERS = 2
AHEAD = 2 * WORKERS
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Job(Generic[Answer]):
    """What is done with rows.

    Attributes:
        task: A task that answers some rows with a list, one answer a row.
        lost: The answer for a row that brings its worker down, and why it does.
    """

    task: Callable[[list[Row]], Task]
    lost: Callable[[Row, str], Answer]


def in_order(rows: Iterator[Row], job: Job[Answer]) -> Iterator[Answer]:
    """Every row's answer; a few rows are done in this process, more of them by workers.

    Raises:
        WeightsError: no row can be read with these weights.
    """
    first = list(islice(rows, FEW + 1))
    few = len(first) <= FEW
    engine: Engine = InlineEngine() if few else LocalEngine(workers=WORKERS)
    try:
        yield from pumped(engine, chain(first, rows), job, 1 if few else CHUNK)
    finally:
        engine.close()


def pumped(engine: Engine, rows: Iterator[Row], job: Job[Answer], size: int = CHUNK) -> Iterator[Answer]:
    """Every row's answer by an engine that is there already, some parts ahead of the one that is handed out."""
    waiting: deque[_Part[Answer]] = deque()
    while chunk := list(islice(rows, size)):
        waiting.append(_Part(engine, chunk, job))
        if len(waiting) >= AHEAD:
            yield from waiting.popleft().answers()
    for part in waiting:
        yield from part.answers()


class _Part(Generic[Answer]):
    """Some rows on their way through the engine."""

    def __init__(self, engine: Engine, rows: list[Row], job: Job[Answer]) -> None:
        self._engine, self._rows, self._job = engine, rows, job
        self._handle = engine.submit(job.task(rows))

    def answers(self) -> list[Answer]:
        """Wait for the rows; one that brings a worker down is found out by sending each alone.

        Raises:
            WeightsError: no row can be read with these weights.
        """
        try:
            return cast(list[Answer], self._handle.result())
        except TaskFailed as error:
            if error.error.endswith(WeightsError.__name__):
                raise WeightsError(str(error)) from error
            if len(self._rows) == 1:
                return [self._job.lost(self._rows[0], str(error))]
            alone = [_Part(self._engine, [row], self._job) for row in self._rows]
            return [answer for part in alone for answer in part.answers()]
