"""The processing as its clinician starts, follows, cancels and resumes it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data.actor import Actor
from domains.telemedicine.consultations.intray import Intray
from domains.telemedicine.door import Door, Opened, demand_consent
from domains.telemedicine.pipeline import plan
from domains.telemedicine.pipeline.arrivals import folder_of
from domains.telemedicine.pipeline.conductor import Conductor
from domains.telemedicine.pipeline.folder import WorkFolder
from domains.telemedicine.pipeline.steps import Step
from domains.telemedicine.store import StepRow, VisitRow
from domains.telemedicine.views import NotNow, Progress, StepView, VisitState

ARRIVING = "Putting transcript and draft in place."
EMPTY = "There is nothing to process yet: bring in a recording, a transcript or a chat first."
WORDS = ("recording", "transcript", "chat", "attachment")
SENTENCES = {
    VisitState.NEW: "Waits for what is to be processed.",
    VisitState.WORKING: "Waits for its turn.",
    VisitState.READY: "The draft is ready to be reviewed.",
    VisitState.SIGNED: "The note is signed.",
}


class Processing:
    """Starts and stops what the conductor then does.

    Args:
        door: Lets actors in.
        home: Telemedicine's folder.
        conductor: Does the work.
        intray: Has the live recordings.
    """

    def __init__(self, door: Door, home: Path, conductor: Conductor, intray: Intray) -> None:
        self._door = door
        self._home = home
        self._conductor = conductor
        self._intray = intray

    def start(self, actor: Actor, visit_id: int, action: str = "visit.start") -> Progress:
        """Have a visit processed, or go on with it; a live recording that was left open is closed first."""
        self._close_live(actor, visit_id, action)
        with self._door.own(actor, action, visit_id) as visit:
            demand_consent(visit.row)
            if visit.state in (VisitState.READY, VisitState.SIGNED):
                raise NotNow("This visit was processed already: correct its transcript instead.")
            if not any(each.kind in WORDS for each in visit.row.media):
                raise NotNow(EMPTY)
            if visit.state is not VisitState.WORKING:
                self._begin(visit)
        self._conductor.begin()
        return self.progress(actor, visit_id)

    def progress(self, actor: Actor, visit_id: int) -> Progress:
        """How far a visit is; no audit row."""
        with self._door.look(actor, "visit.progress") as session:
            row = self._door.find(session, actor, visit_id)
            folder, steps = folder_of(self._home, visit_id), plan.steps_of(row)
            state = VisitState(row.state)
            if state is not VisitState.WORKING:
                return self._resting(row, state, folder, steps)
            done = plan.fraction(folder, steps)
            views = tuple(_step(each, folder, row.steps) for each in steps)
            now = next((view for view in views if view.state == "running"), None)
            if done >= 1.0:
                return Progress(state, views, done, ARRIVING)
            sentence = f"{now.title}: {now.fraction:.0%}" if now else SENTENCES[state]
            return Progress(state, views, done, sentence, self._conductor.remaining(visit_id, done, _seconds(folder)))

    def cancel(self, actor: Actor, visit_id: int) -> Progress:
        """Stop the processing; what is done is kept for a resumption.

        Raises:
            NotNow: nothing is being processed.
        """
        with self._door.own(actor, "visit.cancel", visit_id) as visit:
            if visit.state is not VisitState.WORKING:
                raise NotNow("This visit is not being processed: there is nothing to cancel.")
            visit.row.state = VisitState.STOPPED.value
            visit.row.reason = f"The processing was cancelled by {actor.name}; resume it when you want it."
            for each in visit.row.steps:
                each.state = "waiting" if each.state == "running" else each.state
            visit.touch()
        self._conductor.stop(visit_id)
        return self.progress(actor, visit_id)

    def _close_live(self, actor: Actor, visit_id: int, action: str) -> None:
        with self._door.own(actor, action, visit_id) as visit:
            visit.call.silent = True
            open_ = [each.token for each in visit.row.live if each.size]
        for token in open_[-1:]:
            self._intray.live_end(actor, token)

    def _begin(self, visit: Opened) -> None:
        row = visit.row
        row.state, row.reason = VisitState.WORKING.value, ""
        row.steps.clear()
        visit.session.flush()
        row.steps += [
            StepRow(position=at, name=step.name, title=step.title, state="waiting", message="")
            for at, step in enumerate(plan.steps_of(row))
        ]
        visit.touch()

    def _resting(self, row: VisitRow, state: VisitState, folder: WorkFolder, steps: Sequence[Step]) -> Progress:
        finished = state in (VisitState.READY, VisitState.SIGNED)
        views = tuple(StepView(each.name, each.title, each.state, float(each.state == "done"), each.message)
                      for each in row.steps)  # fmt: skip
        done = 1.0 if finished else plan.fraction(folder, steps) if row.steps else 0.0
        return Progress(state, views, done, row.reason or SENTENCES.get(state, ""))


def _step(step: Step, folder: WorkFolder, rows: Sequence[StepRow]) -> StepView:
    row = next((each for each in rows if each.name == step.name), None)
    state = "done" if folder.done(step.name) else row.state if row else "waiting"
    return StepView(step.name, step.title, state, plan.within(folder, step), row.message if row else "")


def _seconds(folder: WorkFolder) -> float | None:
    return folder.seconds or None
