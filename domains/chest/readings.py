"""Readings under way: sent to the engine, waited for, and stored, whoever is looking."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import select

from core.engine.handle import Handle
from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from core.finding import Reading
from data.actor import SYSTEM, Actor
from data.audit import append
from data.blobs import BlobCorrupt, BlobMissing
from data.types import utcnow
from domains.chest import alive, codec
from domains.chest.arrival import from_facts
from domains.chest.cases import CaseState, NotNow, Progress
from domains.chest.config import Config
from domains.chest.door import CaseVisit, Door, subject_of
from domains.chest.pictures import heatmap_png
from domains.chest.store import CaseRow, ReadingRow
from domains.chest.views import record_of
from ui.kit.context import DomainContext

ENTRY = "domains.chest.tasks:read_case"
PATIENCE = 10.0
STOPPED = "The program that was reading this case stopped before it was done; start the reading again."
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
    ended: threading.Event = field(default_factory=threading.Event)
    stopped: str = ""


class Readings:
    """Starts readings and stores what comes of them.

    A thread of this process waits for each; if the process dies, the next one finds the case still marked as being
    read by a process that is gone, and puts it back.
    """

    def __init__(self, context: DomainContext, door: Door, config: Callable[[], Config]) -> None:
        self._context = context
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
        return self.progress(case_id)

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
        return self.progress(case_id)

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
            run = self._runs[case_id] = Run(task, self._context.engine.submit(task))
        except (BlobMissing, BlobCorrupt):
            self._put_back(case_id, task_id, "The stored film is missing or damaged; restore it from a backup.")
        except (QueueFull, EngineClosed) as error:
            self._put_back(case_id, task_id, str(error))
        else:
            threading.Thread(target=self._wait, args=(case_id, run), name=f"reading-{task_id}", daemon=True).start()

    def _task(self, task_id: str, inputs: Inputs) -> Task:
        image = self._context.blobs.get(inputs.film) if inputs.film else None
        payload = {"image": image, "note": inputs.note, "record": inputs.record, "completed": True}
        timeout = float(self._config().reading_timeout_seconds)
        return Task(ENTRY, payload, kind="read", domain=self._context.id, timeout=timeout, retry=True, id=task_id)

    def _wait(self, case_id: str, run: Run) -> None:
        reason = UNSTORED
        try:
            result = run.handle.result()
            if isinstance(result, Reading):
                self._store(case_id, run.task.id, result)
                reason = ""
        except TaskFailed as error:
            reason = run.stopped or f"The reading failed: {_sentence(error)}"
        finally:
            self._end(case_id, run, reason)

    def _end(self, case_id: str, run: Run, reason: str) -> None:
        try:
            if reason:
                self._put_back(case_id, run.task.id, reason)
        finally:
            if self._runs.get(case_id) is run:
                del self._runs[case_id]
            run.ended.set()

    def _store(self, case_id: str, task_id: str, reading: Reading) -> None:
        pictures = {label: heatmap_png(saliency) for label, saliency in reading.heatmaps.items()}
        with self._context.database.write() as session:
            row = session.get(CaseRow, case_id)
            if row is None or row.task != task_id:
                return
            heatmaps = {label: self._context.blobs.put(picture.png) for label, picture in pictures.items()}
            row.readings.append(_row(task_id, reading, heatmaps))
            _settle(row, CaseState.READ, "")
            row.findings, row.decided = len(reading.findings), 0
            detail: dict[str, object] = {"task": task_id, "weights": reading.weights_digest}
            append(session, SYSTEM, "reading.store", subject_of(case_id), detail)

    def _put_back(self, case_id: str, task_id: str | None, reason: str) -> None:
        with self._context.database.write() as session:
            row = session.get(CaseRow, case_id)
            if row is not None and row.task == task_id:
                _settle(row, CaseState.READ if row.readings else CaseState.NEW, reason)
                detail: dict[str, object] = {"task": task_id, "reason": reason}
                append(session, SYSTEM, "reading.put-back", subject_of(case_id), detail)

    def progress(self, case_id: str) -> Progress:
        """How far the reading of a case is; unknown cases are idle."""
        run = self._runs.get(case_id)
        if run is not None and not run.ended.is_set():
            fraction, message = run.handle.progress
            return Progress(case_id, "queued" if run.handle.state == "queued" else "running", fraction, message)
        with self._context.database.read() as session:
            row = session.get(CaseRow, case_id)
            return _stored_progress(case_id, row)

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

    def recover(self) -> None:
        """Put back the cases whose reading was lost with its process."""
        with self._context.database.read() as session:
            reading = session.execute(
                select(CaseRow.id, CaseRow.task, CaseRow.reader, CaseRow.asked_at).where(
                    CaseRow.state == CaseState.READING.value
                )
            ).all()
        for case_id, task_id, reader, asked_at in reading:
            if not alive.waits(reader, asked_at):
                self._put_back(case_id, task_id, STOPPED)


def _stop(run: Run, reason: str) -> None:
    run.stopped = reason
    run.handle.cancel()
    run.ended.wait(PATIENCE)


def _inputs(row: CaseRow) -> Inputs:
    film = row.films[0] if row.films else None
    said = from_facts(film.facts).known() if film else {}
    given = {column: value for column, value in record_of(row).known().items() if said.get(column) != value}
    return Inputs(film.digest if film else None, row.note.text if row.note else None, given)


def _row(task_id: str, reading: Reading, heatmaps: dict[str, str]) -> ReadingRow:
    return ReadingRow(
        task=task_id,
        weights_digest=reading.weights_digest,
        findings=codec.findings_to_json(reading.findings),
        refused=codec.refusals_to_json(reading.refused),
        notices=list(reading.notices),
        heatmaps=heatmaps,
        made_at=utcnow(),
    )


def _settle(row: CaseRow, state: CaseState, reason: str) -> None:
    row.state, row.reason = state.value, reason
    row.task = row.reader = row.asked_at = None
    row.version += 1
    row.changed_at, row.changed_by_name = utcnow(), SYSTEM.name


def _stored_progress(case_id: str, row: CaseRow | None) -> Progress:
    if row is None:
        return Progress(case_id, "idle")
    if row.state == CaseState.READING:
        return Progress(case_id, "running", 0.0, "being read")
    if row.reason:
        return Progress(case_id, "failed", 1.0, row.reason)
    return Progress(case_id, "done", 1.0) if row.readings else Progress(case_id, "idle")


def _sentence(error: TaskFailed) -> str:
    text = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
    return text if text.endswith(".") else f"{text}."
