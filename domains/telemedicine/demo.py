"""Demonstration visits: a consultation that was written for it and is spoken by a machine, and one that was typed.

Both go the way of any visit: consent, recording or transcript, all steps of the processing, the note.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from core.intake.refusal import Refused
from data.actor import Actor, Role
from data.audit import append
from domains.telemedicine.demonstration import script
from domains.telemedicine.store import VisitRow
from domains.telemedicine.transcripts import TranscriptRefused
from domains.telemedicine.views import Consent, NotNow, Progress, SignedNote, VisitState, VisitView

if TYPE_CHECKING:
    from ui.kit.context import DomainContext

log = logging.getLogger(__name__)
FILM = Path(__file__).parent / "demonstration" / "consultation.webm"
DEMONSTRATOR = Actor("demonstration-clinician", "Demonstration clinician", Role.CLINICIAN)
CONSENT = Consent(
    "patient",
    "spoken",
    "This is a demonstration: the consultation was written for it, and a machine speaks it.",
    keep_recording=True,
    chest=True,
)
SECONDS = 300.0


@dataclass(frozen=True)
class Story:
    """One demonstration visit.

    Attributes:
        key: Names it, so that it is made once.
        title: Of the visit.
        film: Whether it comes as a recording; otherwise as a typed transcript.
        signed: Whether its note is signed as it was drafted.
    """

    key: str
    title: str
    film: bool
    signed: bool


STORIES = (
    Story("typed-signed", script.WRITTEN_TITLE, film=False, signed=True),
    Story("film-ready", script.TITLE, film=True, signed=False),
)


class Visits(Protocol):
    """What a demonstration asks of the service, which it must not import: the service makes demonstrations."""

    def begin(self, actor: Actor, title: str, patient_reference: str, patient_label: str, consent: Consent) -> int:
        """Begin a visit with consent; its number."""

    def open(self, actor: Actor, id: int) -> VisitView:
        """Everything of a visit."""

    def add_recording(self, actor: Actor, id: int, content: bytes | Path, name: str) -> VisitView:
        """Bring in a recording."""

    def add_transcript(self, actor: Actor, id: int, data: bytes, name: str) -> VisitView:
        """Bring in a transcript."""

    def start(self, actor: Actor, id: int) -> Progress:
        """Have it processed."""

    def resume(self, actor: Actor, id: int) -> Progress:
        """Go on where it stopped."""

    def settle(self, id: int, seconds: float) -> bool:
        """Wait until it is processed."""

    def accept_all(self, actor: Actor, id: int, version: int) -> VisitView:
        """Accept what is proposed."""

    def sign(self, actor: Actor, id: int, version: int) -> SignedNote:
        """Sign the note."""


class Demonstration:
    """Makes the demonstration visits and goes on where an earlier run stopped.

    Args:
        service: The domain's.
        context: Its corner of the suite.
    """

    def __init__(self, service: Visits, context: DomainContext) -> None:
        self._service = service
        self._database = context.database

    def fill(self, actor: Actor) -> tuple[str, ...]:
        """Make what is missing, for a clinician; for anybody else as a clinician of the demonstration.

        Returns:
            What could not be made, one sentence each.
        """
        clinician = actor if actor.role is Role.CLINICIAN else DEMONSTRATOR
        sentences = tuple(sentence for story in STORIES for sentence in self._tell(clinician, story))
        for sentence in sentences:
            log.warning(sentence)
        return sentences

    def _tell(self, actor: Actor, story: Story) -> Iterator[str]:
        try:
            view = self._processed(actor, story)
        except (Refused, TranscriptRefused, NotNow) as error:
            yield f"The demonstration visit '{story.title}' could not be made: {error}"
            return
        if view is not None and view.state not in (VisitState.READY, VisitState.SIGNED):
            yield f"The demonstration visit '{story.title}' could not be made. {view.reason}".strip()
        elif view is not None and story.signed and view.state is VisitState.READY:
            view = self._service.accept_all(actor, view.id, view.version)
            self._service.sign(actor, view.id, view.version)

    def _processed(self, actor: Actor, story: Story) -> VisitView | None:
        """The visit, after whatever it still needed; None for one that another clinician has."""
        number, owner = self._known(story) or (self._begun(actor, story), actor.id)
        if owner != actor.id:
            return None
        view = self._service.open(actor, number)
        if view.state is VisitState.NEW:
            self._bring(actor, number, story, view)
            self._service.start(actor, number)
        elif view.state is VisitState.STOPPED:
            self._service.resume(actor, number)
        self._service.settle(number, SECONDS)
        return self._service.open(actor, number)

    def _known(self, story: Story) -> tuple[int, str] | None:
        with self._database.read() as session:
            row = session.scalar(select(VisitRow).where(VisitRow.demonstration_key == story.key))
            return (row.id, row.by) if row else None

    def _begun(self, actor: Actor, story: Story) -> int:
        number = self._service.begin(actor, story.title, script.REFERENCE, script.LABEL, CONSENT)
        with self._database.write() as session:
            row = session.get_one(VisitRow, number)
            row.is_demonstration, row.demonstration_key = True, story.key
            append(session, actor, "visit.demonstrate", f"visit/{number}", {"key": story.key})
        return number

    def _bring(self, actor: Actor, number: int, story: Story, view: VisitView) -> None:
        """What the visit is made of, unless an earlier run brought it in."""
        if view.inputs:
            return
        if story.film:
            self._service.add_recording(actor, number, FILM, FILM.name)
        else:
            self._service.add_transcript(actor, number, script.WRITTEN.encode(), "review.txt")
