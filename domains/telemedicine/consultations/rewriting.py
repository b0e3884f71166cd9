"""What the machine still proposes, in the words of a local language model; what the clinician decided on stays."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from core.engine.task import EngineClosed, QueueFull, Task, TaskFailed
from data.actor import Actor
from domains.telemedicine.config import Config
from domains.telemedicine.consultations import changes
from domains.telemedicine.consultations.showing import told_of, visit_view
from domains.telemedicine.door import Door, demand_consent
from domains.telemedicine.notes.sentences import Note, digest_of, proposed
from domains.telemedicine.views import Conflict, NotNow, SentenceState, VisitView
from ui.kit.context import DomainContext

ENTRY, TIMEOUT = "domains.telemedicine.tasks:rewrite", 900.0
NO_MODEL = "No language model is set up: an administrator names its folder in the settings of telemedicine."
NOTHING = "No sentence waits for a decision, so there is nothing to rewrite."


class Rewriting:
    """Rewrites proposals.

    Args:
        context: Telemedicine's corner of the house.
        door: Lets actors in.
        config: The configuration as it stands now.
    """

    def __init__(self, context: DomainContext, door: Door, config: Callable[[], Config]) -> None:
        self._context = context
        self._door = door
        self._config = config

    def rewrite(self, actor: Actor, visit_id: int, version: int) -> VisitView:
        """Put what is still proposed into other words; what is dropped is told in the notices.

        Raises:
            NotNow: there is no model, nothing to rewrite, or the model failed.
            Conflict: the visit changed meanwhile.
        """
        model = self._config().language_model.strip()
        if not model:
            self._door.admit(actor, "note.rewrite", "visit")
            raise NotNow(NO_MODEL)
        sections, utterances = self._before(actor, visit_id, version)
        told = self._rewritten(sections, utterances, model)
        with self._door.change(actor, "note.rewrite", visit_id, version) as visit:
            changes.demand_ready(visit)
            changes.remember(visit, "the rewriting", transcript=True)
            before = told_of(visit.row)
            notices = [*before["notices"], *told["notices"], *_dropped(told["dropped"])]
            note = replaced(json.loads(visit.row.note), told["sections"], before["utterances"])
            changes.put(visit, note=note, told={**before, "notices": list(dict.fromkeys(notices))})
            visit.detail["dropped"] = len(told["dropped"])
            return visit_view(visit.row)

    def _before(
        self, actor: Actor, visit_id: int, version: int
    ) -> tuple[list[dict[str, Any]], Sequence[Mapping[str, Any]]]:
        with self._door.own(actor, "note.rewrite", visit_id) as visit:
            visit.call.silent = True
            demand_consent(visit.row)
            changes.demand_ready(visit)
            if visit.row.version != version:
                raise Conflict
            sections = waiting(json.loads(visit.row.note))
            if not any(section["sentences"] for section in sections):
                raise NotNow(NOTHING)
            return sections, told_of(visit.row)["utterances"]

    def _rewritten(
        self, sections: Sequence[Mapping[str, Any]], utterances: Sequence[Mapping[str, Any]], model: str
    ) -> dict[str, Any]:
        payload = {"sections": sections, "utterances": utterances, "model": model}
        task = Task(ENTRY, payload, kind="rewrite", domain=self._context.id, timeout=TIMEOUT)
        try:
            return cast(dict[str, Any], self._context.engine.submit(task).result())
        except (TaskFailed, QueueFull, EngineClosed) as error:
            raise NotNow(f"Nothing was rewritten: {error}") from error


def waiting(note: Note) -> list[dict[str, Any]]:
    """The sentences that nobody has decided on, section by section."""
    return [
        {
            "title": section["title"],
            "sentences": [
                {"text": one["text"], "sources": one["sources"]}
                for one in section["sentences"]
                if one["state"] == SentenceState.PROPOSED
            ],
        }
        for section in note
    ]


def replaced(note: Note, sections: Sequence[Mapping[str, Any]], utterances: Sequence[Mapping[str, Any]]) -> Note:
    """The note with other words for what is still proposed, each sentence in its place.

    Args:
        note: As it stands.
        sections: As :func:`waiting` gives them, in other words.
        utterances: What the sentences rest on.

    Raises:
        NotNow: a sentence was lost on the way, or has other sources.
    """
    if [_shape(one) for one in sections] != [_shape(one) for one in waiting(note)]:
        raise NotNow("The language model lost a sentence of the note: nothing was rewritten.")
    words = [iter(section["sentences"]) for section in sections]
    return [
        {
            **section,
            "sentences": [
                _reworded(one, next(new), utterances) if one["state"] == SentenceState.PROPOSED else one
                for one in section["sentences"]
            ],
        }
        for section, new in zip(note, words, strict=True)
    ]


def _shape(section: Mapping[str, Any]) -> list[list[int]]:
    return [list(one["sources"]) for one in section["sentences"]]


def _reworded(
    one: Mapping[str, Any], new: Mapping[str, Any], utterances: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """A proposal in other words; it remembers the machine's own, by which it is known when all is told anew."""
    if new["text"] == one["text"]:
        return dict(one)
    rests = digest_of(one["sources"], utterances)
    own = one.get("machine") or one["proposed"]
    return {**proposed(new["text"], one["sources"], new.get("author", "model")), "machine": own, "rests": rests}


def _dropped(dropped: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"Left out of the rewriting, since nobody said it: \N{LEFT DOUBLE QUOTATION MARK}{one['text']}"
            f"\N{RIGHT DOUBLE QUOTATION MARK}" for one in dropped]  # fmt: skip
