"""Readings under way: sent to the engine, waited for, and stored, whoever is looking."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from core.engine.handle import Handle
from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from core.finding import Reading
from core.weights import WeightsError
from data.actor import Actor
from data.blobs import BlobCorrupt, BlobMissing
from data.types import utcnow
from domains.chest import alive, inuse, laboratory
from domains.chest.arrival import from_facts
from domains.chest.calibration import house
from domains.chest.cases import CaseState, NotNow, Progress
from domains.chest.config import Config
from domains.chest.door import CaseVisit, Door
from domains.chest.outcomes import STOPPED, Outcomes, settled
from domains.chest.projection import film_to_read
from domains.chest.store import CaseRow
from domains.chest.views import record_of
from ui.kit.context import DomainContext

ENTRY = "domains.chest.tasks:read_case"
PATIENCE = 10.0
DAMAGED = "The stored film is missing or damaged; restore it from a backup."
UNSTORED = "The reading could not be stored; start it again."


@dataclass(frozen=True)
class Inputs:
    """What a reading is made from; the film by its digest, the record without what the film says itself."""

    film: str | None
    note: str | None
    record: dict[str, float | str]


@dataclass
class Run:
    """One reading under way in this process; ``ended`` is set once its outcome is stored."""

    task: Task
    handle: Handle
    film: str | None = None
    ended: threading.Event = field(default_factory=threading.Event)
    stopped: str = ""


class Readings:
    """Starts readings and stores what comes of them.

    A thread of this process waits for each; if the process dies, the next one finds the case still marked as being
    read by a process that is gone, and puts it back.
    """

    def __init__(self, context: DomainContext, door: Door, config: Callable[[], Config], outcomes: Outcomes) -> None:
        self._context = context
        self._outcomes = outcomes
        self._door = door
        self._config = config
        self._runs: dict[str, Run] = {}

    def start(self, actor: Actor, case_id: str) -> Progress:
        """Start a reading unless there is one or one is under way.

        Raises:
            NotNow: the case is signed.
        """
        with self._door.case(actor, "reading.start", case_id) as visit:
            task_id = self._mark(visit) if self._wanted(visit.row) else ""
            visit.detail["task"] = task_id or None
            inputs = _inputs(visit.row)
        if task_id:
            self._submit(case_id, task_id, inputs)
        return self.progress(actor, case_id)

    def again(self, actor: Actor, case_id: str, version: int) -> Progress:
        """Read anew a case that has a reading; decisions on the earlier one no longer count.

        Raises:
            Conflict: someone changed the case after the actor saw it.
            NotNow: the case is signed, or has no reading yet.
        """
        with self._door.change(actor, "reading.again", case_id, version) as visit:
            self._refuse_signed(visit.row)
            if visit.row.state != CaseState.READ:
                raise NotNow("There is no finished reading to make anew; start the first one or wait for it.")
            task_id, inputs = self._mark(visit), _inputs(visit.row)
            visit.detail["task"] = task_id
        self._submit(case_id, task_id, inputs)
        return self.progress(actor, case_id)

    def _wanted(self, row: CaseRow) -> bool:
        self._refuse_signed(row)
        if row.state == CaseState.READING:
            return row.id not in self._runs and not alive.waits(row.reader, row.asked_at)
        return row.state == CaseState.NEW

    def _refuse_signed(self, row: CaseRow) -> None:
        if row.state == CaseState.SIGNED:
            raise NotNow("This reading is signed and stays as it is; write an addendum, or bring the film in anew.")

    def _mark(self, visit: CaseVisit) -> str:
        visit.touch()
        visit.row.state = CaseState.READING
        visit.row.reason = ""
        visit.row.task = uuid4().hex
        visit.row.reader = alive.this_process()
        visit.row.asked_at = utcnow()
        return visit.row.task

    def _submit(self, case_id: str, task_id: str, inputs: Inputs) -> None:
        try:
            task = self._task(task_id, inputs)
            run = self._runs[case_id] = Run(task, self._context.engine.submit(task), inputs.film)
        except (BlobMissing, BlobCorrupt):
            self._outcomes.put_back(case_id, task_id, DAMAGED)
        except (QueueFull, EngineClosed, WeightsError) as error:
            self._outcomes.put_back(case_id, task_id, str(error))
        except BaseException:
            self._outcomes.put_back(case_id, task_id, UNSTORED)
            raise
        else:
            threading.Thread(target=self._wait, args=(case_id, run), name=f"reading-{task_id}", daemon=True).start()

    def _task(self, task_id: str, inputs: Inputs) -> Task:
        image = self._context.blobs.get(inputs.film) if inputs.film else None
        config = self._config()
        inward = {"image": image, "note": inputs.note, "record": inputs.record, "completed": True}
        home = self._context.home
        point = {"error_rate": config.operating_point.error_rate, "calibration": house.text(home)}
        weights = {"folder": str(inuse.folder(home, self._context.folder))}
        timeout = float(config.reading_timeout_seconds)
        return Task(
            ENTRY,
            inward | point | weights,
            kind="read",
            domain=self._context.id,
            timeout=timeout,
            retry=True,
            id=task_id,
        )

    def _wait(self, case_id: str, run: Run) -> None:
        reason = UNSTORED
        try:
            result = run.handle.result()
            if isinstance(result, Reading):
                self._outcomes.store(case_id, run.task.id, result, run.film)
                reason = ""
        except TaskFailed as error:
            reason = run.stopped or f"The reading failed: {_sentence(error)}"
        finally:
            self._end(case_id, run, reason)

    def _end(self, case_id: str, run: Run, reason: str) -> None:
        try:
            if reason:
                self._outcomes.put_back(case_id, run.task.id, reason)
        finally:
            if self._runs.get(case_id) is run:
                del self._runs[case_id]
            run.ended.set()

    def progress(self, actor: Actor, case_id: str) -> Progress:
        """How far the reading of a case is; a case that is not for the actor is idle."""
        with self._context.database.read() as session:
            row = self._door.seen(session, actor, case_id)
            stored = settled(row) if row else Progress(case_id, "idle")
        run = self._runs.get(case_id) if row else None
        if run is None or run.ended.is_set():
            return stored
        fraction, message = run.handle.progress
        return Progress(case_id, "queued" if run.handle.state == "queued" else "running", fraction, message)

    def cancel(self, actor: Actor, case_id: str) -> None:
        """Stop the reading under way, and wait until the case is back in the worklist.

        Raises:
            NotNow: no reading is under way here.
        """
        with self._door.case(actor, "reading.cancel", case_id) as visit:
            run = self._runs.get(case_id)
            if run is None or visit.row.state != CaseState.READING:
                raise NotNow("No reading of this case is under way here; open the case to see where it stands.")
        _stop(run, f"The reading was cancelled by {actor.name}; start it again when you want it.")

    def close(self) -> None:
        """Stop what is under way and put its cases back; nothing is written afterwards."""
        for run in list(self._runs.values()):
            _stop(run, STOPPED)


def _stop(run: Run, reason: str) -> None:
    run.stopped = reason
    run.handle.cancel()
    run.ended.wait(PATIENCE)


def _inputs(row: CaseRow) -> Inputs:
    film = film_to_read(row)
    said = from_facts(film.facts).known() if film else {}
    record = record_of(row)
    given = {column: value for column, value in record.known().items() if said.get(column) != value}
    given |= laboratory.columns(record.laboratory)
    return Inputs(film.digest if film else None, row.note.text if row.note else None, given)


def _sentence(error: TaskFailed) -> str:
    text = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
    return text if text.endswith(".") else f"{text}."
