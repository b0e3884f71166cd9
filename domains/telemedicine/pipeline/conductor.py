"""The processing of visits in the background: one step's task after the other, whoever is looking.

Everything that must survive lies in the database and in the work folders: a visit that is `working` is worked on by
whichever process holds the conductor's lock, and goes on where its folder says that it stands. A killed process leaves
the lock and the visit, and the next one takes up both.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress

from sqlalchemy import select

from core.engine.handle import Handle
from core.engine.task import EngineClosed, QueueFull, Task, TaskCancelled, TaskFailed, WorkerDied
from data.blobs import BlobMissing
from data.lock import FileLock
from domains.telemedicine.config import Config
from domains.telemedicine.pipeline import plan
from domains.telemedicine.pipeline.arrivals import Arrivals, folder_of, prepare
from domains.telemedicine.pipeline.folder import WorkFolder
from domains.telemedicine.pipeline.pace import Pace
from domains.telemedicine.pipeline.steps import WHOLE, Step
from domains.telemedicine.store import VisitRow
from domains.telemedicine.views import VisitState
from ui.kit.context import DomainContext

IDLE, BRIEF, PATIENCE = 2.0, 0.02, 10.0
TIMEOUT, TRIES = 1800.0, 3
FAILED = "The processing failed: resume it, or tell whoever looks after the machine."
LOST = "The stored recording is missing or damaged: restore it from a backup, then resume."
STUCK = "The step '{}' ends without getting on: tell whoever looks after the machine, then resume."
logger = logging.getLogger("chiron.telemedicine.conductor")


class Conductor:
    """Leads visits through their steps, in turn, a task each.

    Args:
        context: Telemedicine's corner of the house.
        config: The configuration as it stands now.
    """

    def __init__(self, context: DomainContext, config: Callable[[], Config]) -> None:
        self._context = context
        self._config = config
        self._arrivals = Arrivals(context)
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None
        self._visit: int | None = None
        self._handle: Handle | None = None
        self._tries: dict[tuple[int, str], tuple[float, int]] = {}
        self._paces: dict[int, Pace] = {}

    def begin(self) -> None:
        """See to the visits that are to be worked on; the thread is started with the first of them."""
        if self._closing.is_set():
            return
        if self._thread is None:
            self._context.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._thread = threading.Thread(target=self._live, name="telemedicine-conductor", daemon=True)
            self._thread.start()
        self._wake.set()

    def stop(self, visit_id: int) -> None:
        """Stop what is being done for a visit that is no longer `working`, and wait until it has stopped."""
        deadline = time.monotonic() + PATIENCE
        while self._visit == visit_id and time.monotonic() < deadline:
            if self._handle is not None:
                self._handle.cancel()
            time.sleep(BRIEF)

    def settled(self, visit_id: int, seconds: float) -> bool:
        """Wait until a visit is no longer worked on; False where it still is after so many seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self._works(visit_id) and self._visit != visit_id:
                return True
            time.sleep(BRIEF)
        return False

    def remaining(self, visit_id: int, done: float, seconds: float | None) -> float | None:
        """About how many seconds a visit will still take, by the pace since this process took it up.

        Args:
            visit_id: The visit.
            done: How far it is, 0 to 1.
            seconds: Length of the recording.
        """
        pace = self._paces.get(visit_id) or Pace(done)
        return pace.remaining(done, seconds * WHOLE if seconds else None)

    def close(self) -> None:
        """Stop; what is under way goes on with the next start."""
        self._closing.set()
        self._wake.set()
        thread, deadline = self._thread, time.monotonic() + PATIENCE
        while thread is not None and thread.is_alive() and time.monotonic() < deadline:
            if (handle := self._handle) is not None:
                handle.cancel()
            thread.join(BRIEF)

    def _live(self) -> None:
        lock = FileLock(self._context.home / "conductor.lock")
        try:
            while not self._closing.is_set():
                self._wake.clear()
                if not (lock.try_lock() and self._rounded()):
                    self._wake.wait(IDLE)
        finally:
            lock.close()

    def _rounded(self) -> bool:
        """A round; one that the database does not let through just now is none."""
        try:
            return self._round()
        except Exception:
            logger.exception("The visits to be processed could not be looked up.")
            return False

    def _round(self) -> bool:
        """One task for each visit that is to be worked on; whether there was any."""
        with self._context.database.read() as session:
            wanted = select(VisitRow.id).where(VisitRow.state == VisitState.WORKING.value).order_by(VisitRow.id)
            waiting = session.scalars(wanted).all()
        for visit_id in waiting:
            if self._closing.is_set():
                break
            self._safely(visit_id)
        return bool(waiting)

    def _safely(self, visit_id: int) -> None:
        self._visit = visit_id
        try:
            self._advance(visit_id)
        except Exception:
            logger.exception("A visit could not be processed further.")
            with suppress(Exception):
                self._arrivals.stopped(visit_id, None, FAILED)
            self._closing.wait(IDLE)
        finally:
            self._handle = None
            self._visit = None
            if not self._works(visit_id):
                self._paces.pop(visit_id, None)

    def _advance(self, visit_id: int) -> None:
        """Do the next task of a visit, or put in place what came of all of them."""
        folder = folder_of(self._context.home, visit_id)
        try:
            work = self._work(visit_id, folder)
        except BlobMissing:
            self._arrivals.stopped(visit_id, None, LOST)
            return
        if work is None:
            return
        steps, payload = work
        step = plan.following(folder, steps)
        if step is None:
            self._arrivals.arrived(visit_id, folder)
            return
        self._paces.setdefault(visit_id, Pace(plan.fraction(folder, steps)))
        self._arrivals.running(visit_id, step.name)
        self._do(visit_id, folder, step, payload)

    def _work(self, visit_id: int, folder: WorkFolder) -> tuple[tuple[Step, ...], dict[str, object]] | None:
        """Steps and payload of a visit that is still to be worked on."""
        with self._context.database.read() as session:
            row = session.get(VisitRow, visit_id)
            if row is None or row.state != VisitState.WORKING:
                return None
            prepare(row, folder, self._context.blobs)
            paths = plan.paths_of(row, self._context.blobs.path)
            options = plan.options_of(self._config())
            return plan.steps_of(row), {"folder": str(folder.path), **paths, "options": options}

    def _do(self, visit_id: int, folder: WorkFolder, step: Step, payload: dict[str, object]) -> None:
        task = Task(step.entry, payload, kind=step.name, domain=self._context.id, timeout=TIMEOUT, retry=True)
        try:
            handle = self._handle = self._context.engine.submit(task)
            if not self._works(visit_id) or self._closing.is_set():
                handle.cancel()
            handle.result()
        except TaskCancelled:
            return
        except WorkerDied as death:
            self._once_more(visit_id, folder, step, str(death))
        except EngineClosed:
            self._closing.set()
        except QueueFull:
            self._wake.wait(IDLE)
        except TaskFailed as error:
            self._failed(visit_id, step, error)
        else:
            self._ended(visit_id, folder, step)

    def _ended(self, visit_id: int, folder: WorkFolder, step: Step) -> None:
        if folder.done(step.name):
            self._tries.pop((visit_id, step.name), None)
            self._arrivals.done(visit_id, step.name)
        else:
            self._once_more(visit_id, folder, step, STUCK.format(step.title))

    def _once_more(self, visit_id: int, folder: WorkFolder, step: Step, sentence: str) -> None:
        """Let a step go on as long as it gets anywhere; one that does not is stopped after a few tries."""
        key, now = (visit_id, step.name), plan.within(folder, step)
        before, tries = self._tries.get(key, (-1.0, 0))
        tries = tries + 1 if now <= before else 1
        self._tries[key] = (now, tries)
        if tries >= TRIES:
            del self._tries[key]
            self._arrivals.stopped(visit_id, step.name, sentence)

    def _failed(self, visit_id: int, step: Step, error: TaskFailed) -> None:
        if error.trace:
            logger.warning("The step '%s' of a visit failed: %s", step.name, error.error)
        if step is plan.UNPACK and error.error.endswith(".Refused"):
            self._arrivals.refused(visit_id, str(error))
        else:
            self._arrivals.stopped(visit_id, step.name, str(error))

    def _works(self, visit_id: int) -> bool:
        with self._context.database.read() as session:
            state = session.scalar(select(VisitRow.state).where(VisitRow.id == visit_id))
        return state == VisitState.WORKING
