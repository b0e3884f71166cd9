"""The transcript changed by a clinician: told anew by a worker, put in place if nothing changed meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, cast

from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from data.actor import Actor
from domains.telemedicine.consultations import changes
from domains.telemedicine.consultations.correcting import Utterances, corrected, repaired, with_role
from domains.telemedicine.consultations.showing import told_of, visit_view
from domains.telemedicine.door import Door, demand_consent
from domains.telemedicine.notes.frame import is_soap
from domains.telemedicine.notes.merging import merged
from domains.telemedicine.views import Conflict, NotNow, VisitView
from ui.kit.context import DomainContext

ENTRY, TIMEOUT = "domains.telemedicine.tasks:retell", 300.0
Said = Sequence[Mapping[str, Any]]


class Retelling:
    """Changes of the transcript.

    Args:
        context: Telemedicine's corner of the house.
        door: Lets actors in.
    """

    def __init__(self, context: DomainContext, door: Door) -> None:
        self._context = context
        self._door = door

    def correct(self, actor: Actor, visit_id: int, version: int, utterance: int, text: str) -> VisitView:
        """Correct the words of an utterance."""
        what, detail = f"the correction of utterance {utterance}", {"utterance": utterance}
        change = partial(corrected, number=utterance, text=text)
        return self._changed(actor, "transcript.correct", visit_id, version, change, what, detail)

    def set_role(self, actor: Actor, visit_id: int, version: int, speaker: str, role: str) -> VisitView:
        """Say who a speaker is."""
        change = partial(with_role, speaker=speaker, role=role)
        return self._changed(actor, "transcript.role", visit_id, version, change, "the role of a speaker", {})

    def repair(self, actor: Actor, visit_id: int, version: int, utterance: int, number: int, kept: bool) -> VisitView:
        """Keep a repair, or take it back."""
        what = f"{'the return' if kept else 'the taking back'} of a repair in utterance {utterance}"
        detail = {"utterance": utterance, "repair": number, "kept": kept}
        change = partial(repaired, number=utterance, which=number, kept=kept)
        return self._changed(actor, "transcript.repair", visit_id, version, change, what, detail)

    def _changed(
        self,
        actor: Actor,
        action: str,
        visit_id: int,
        version: int,
        change: Callable[[Said], Utterances],
        what: str,
        detail: Mapping[str, object],
    ) -> VisitView:
        before, voices, soap = self._before(actor, action, visit_id, version)
        told = {**before, **self._retold(change(before["utterances"]), before, voices, soap)}
        with self._door.change(actor, action, visit_id, version) as visit:
            changes.demand_ready(visit)
            visit.detail.update(detail)
            changes.remember(visit, what, transcript=True)
            note = merged(json.loads(visit.row.note), told["sections"], told["utterances"])
            changes.put(visit, note=note, told=told)
            return visit_view(visit.row)

    def _before(
        self, actor: Actor, action: str, visit_id: int, version: int
    ) -> tuple[Mapping[str, Any], Mapping[str, Any], bool]:
        """What stands, read in a transaction of its own: a worker needs seconds, and nobody else may wait for it."""
        with self._door.own(actor, action, visit_id) as visit:
            visit.call.silent = True
            demand_consent(visit.row)
            changes.demand_ready(visit)
            if visit.row.version != version:
                raise Conflict
            return told_of(visit.row), json.loads(visit.row.voices), is_soap(json.loads(visit.row.note))

    def _retold(
        self, said: Utterances, before: Mapping[str, Any], voices: Mapping[str, Any], soap: bool
    ) -> dict[str, Any]:
        payload = {
            "utterances": said,
            "soap": soap,
            "voices": voices or None,
            "measures": before["measures"] or None,
            "notices": before["notices"],
        }
        task = Task(ENTRY, payload, kind="retell", domain=self._context.id, timeout=TIMEOUT, retry=True)
        try:
            return cast(dict[str, Any], self._context.engine.submit(task).result())
        except (TaskFailed, QueueFull, EngineClosed) as error:
            raise NotNow(f"The change could not be told anew, and was not made: {error}") from error
