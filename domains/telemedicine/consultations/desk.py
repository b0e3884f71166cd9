"""The clinician's desk: decide on sentences, add some, sign, amend."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from data.actor import Actor
from data.types import utcnow
from domains.telemedicine.consultations import changes
from domains.telemedicine.consultations.showing import sign_blocker, told_of, visit_view
from domains.telemedicine.door import Door, Opened, demand_consent
from domains.telemedicine.notes import sentences, signing
from domains.telemedicine.notes.sentences import Note
from domains.telemedicine.store import VisitRow
from domains.telemedicine.views import NotNow, SentenceState, SignedNote, VisitState, VisitView

REASON = 1_000
Said = Sequence[dict[str, Any]]


class Desk:
    """Everything is refused once a note is signed, until it is amended.

    Args:
        door: Lets actors in.
        signed: Told of a visit whose note was just signed, in the same transaction.
    """

    def __init__(self, door: Door, signed: Callable[[VisitRow], None]) -> None:
        self._door = door
        self._signed = signed

    def edit(self, actor: Actor, visit_id: int, version: int, section: int, number: int, text: str) -> VisitView:
        """Put a sentence into the clinician's own words."""
        with self._changing(actor, "sentence.edit", visit_id, version, "an edit of a sentence") as (visit, note, said):
            sentences.edit(sentences.sentence_of(note, section, number), text, said)
            return _kept(visit, note, section, number)

    def accept(self, actor: Actor, visit_id: int, version: int, section: int, number: int, accepted: bool) -> VisitView:
        """Accept a sentence as it stands, or make it a proposal again."""
        what = "an acceptance" if accepted else "the return of a proposal"
        with self._changing(actor, "sentence.accept", visit_id, version, what) as (visit, note, said):
            visit.detail["accepted"] = accepted
            sentences.accept(sentences.sentence_of(note, section, number), accepted, said)
            return _kept(visit, note, section, number)

    def add(
        self, actor: Actor, visit_id: int, version: int, section: int, text: str, sources: Sequence[int]
    ) -> VisitView:
        """Add a sentence of the clinician's own."""
        with self._changing(actor, "sentence.add", visit_id, version, "a sentence of your own") as (visit, note, said):
            sentences.add(note, section, text, sources, said)
            return _kept(visit, note, section, len(note[section]["sentences"]) - 1)

    def remove(self, actor: Actor, visit_id: int, version: int, section: int, number: int) -> VisitView:
        """Leave a sentence out; one of the clinician's own goes for good."""
        with self._changing(actor, "sentence.remove", visit_id, version, "a removal") as (visit, note, said):
            one = sentences.sentence_of(note, section, number)
            if one["proposed"]:
                sentences.decide(one, SentenceState.REMOVED, said)
            else:
                note[section]["sentences"].remove(one)
            return _kept(visit, note, section, number)

    def accept_all(self, actor: Actor, visit_id: int, version: int) -> VisitView:
        """Accept every sentence that nobody decided on; one whose source changed is looked at by itself."""
        with self._changing(actor, "sentence.accept-all", visit_id, version, "an acceptance of all") as found:
            visit, note, said = found
            waiting = [one for one in sentences.standing(note) if one["state"] == SentenceState.PROPOSED]
            for one in waiting:
                sentences.accept(one, True, said)
            visit.detail["sentences"] = len(waiting)
            changes.put(visit, note=note)
            return visit_view(visit.row)

    def undo(self, actor: Actor, visit_id: int, version: int) -> VisitView:
        """Take back the last change of transcript or note."""
        with self._door.change(actor, "visit.undo", visit_id, version) as visit:
            visit.detail["what"] = changes.undo(visit)
            return visit_view(visit.row)

    def sign(self, actor: Actor, visit_id: int, version: int) -> SignedNote:
        """Freeze the note.

        Raises:
            NotNow: something stands in the way.
        """
        with self._door.change(actor, signing.SIGNATURE, visit_id, version) as visit:
            note = json.loads(visit.row.note)
            if problem := sign_blocker(visit.row, note):
                raise NotNow(problem)
            row = signing.frozen(visit.row, note, told_of(visit.row), actor, utcnow())
            visit.row.signed.append(row)
            visit.row.state, visit.row.amends = VisitState.SIGNED.value, None
            visit.row.changes.clear()
            self._signed(visit.row)
            visit.detail.update({"number": row.number, "sha256": row.sha256})
            return signing.view(row, {row.sha256})

    def amend(self, actor: Actor, visit_id: int, reason: str) -> VisitView:
        """Open a signed note for a further version.

        Raises:
            NotNow: it is not signed, or there is no reason.
        """
        words = sentences.words(reason) if reason.strip() else ""
        with self._door.own(actor, "note.amend", visit_id) as visit:
            demand_consent(visit.row)
            if visit.state is not VisitState.SIGNED:
                raise NotNow("Only a signed note is amended: this one can be changed as it is.")
            if not words or len(words) > REASON:
                raise NotNow(f"Say why the note is amended, in {REASON} characters at most; it stands in the version.")
            visit.touch()
            visit.row.state, visit.row.amends = VisitState.READY.value, words
            visit.detail["version"] = len(visit.row.signed) + 1
            return visit_view(visit.row)

    @contextmanager
    def _changing(
        self, actor: Actor, action: str, visit_id: int, version: int, what: str
    ) -> Iterator[tuple[Opened, Note, Said]]:
        with self._door.change(actor, action, visit_id, version) as visit:
            changes.demand_ready(visit)
            changes.remember(visit, what, transcript=False)
            yield visit, json.loads(visit.row.note), told_of(visit.row)["utterances"]


def _kept(visit: Opened, note: Note, section: int, number: int) -> VisitView:
    visit.detail.update({"section": section, "number": number})
    changes.put(visit, note=note)
    return visit_view(visit.row)
