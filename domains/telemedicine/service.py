"""What telemedicine does: every call takes an actor, checks the role, and leaves its audit row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import cast

from data.actor import Actor, Role
from domains.telemedicine import health
from domains.telemedicine.config import Config
from domains.telemedicine.consultations import models
from domains.telemedicine.consultations.consents import Consents
from domains.telemedicine.consultations.desk import Desk
from domains.telemedicine.consultations.intray import Intray
from domains.telemedicine.consultations.processing import Processing
from domains.telemedicine.consultations.retelling import Retelling
from domains.telemedicine.consultations.rewriting import Rewriting
from domains.telemedicine.consultations.shelf import Shelf
from domains.telemedicine.door import Door
from domains.telemedicine.files.places import ARRIVING
from domains.telemedicine.keeper import Keeper
from domains.telemedicine.offers import Offers
from domains.telemedicine.outputs.exporter import Exporter
from domains.telemedicine.pipeline.conductor import Conductor
from domains.telemedicine.retention import Retention
from domains.telemedicine.views import (
    Attachment,
    Consent,
    Exported,
    Hit,
    ModelChoice,
    Progress,
    SignedNote,
    VisitPage,
    VisitState,
    VisitView,
)
from ui.kit.capabilities import OfferedNote
from ui.kit.context import DomainContext


class TelemedicineService:
    """The consultations of one installation; a clinician sees those that they began.

    Every method raises :class:`~data.actor.NotAllowed` for a role that may not. Those about one visit raise
    :class:`~domains.telemedicine.views.NoSuchVisit` where there is none for the actor; what cannot be done as things
    stand is a :class:`~domains.telemedicine.views.NotNow`, a change of something that changed meanwhile a
    :class:`~domains.telemedicine.views.Conflict`. Changes return the visit as it then is.
    """

    def __init__(self, context: DomainContext) -> None:
        self._context = context
        context.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._door = Door(context.database)
        self._conductor = Conductor(context, self.settings)
        self._retention = Retention(context, self._door, self._conductor.stop)
        self._keeper = Keeper(self._retention.sweep)
        self._consents = Consents(self._door, self.settings)
        self._intray = Intray(context, self._door, self.settings)
        self._processing = Processing(self._door, context.home, self._conductor, self._intray)
        self._shelf = Shelf(self._door, context.blobs, lambda: self.settings().shown)
        self._retelling = Retelling(context, self._door)
        self._desk = Desk(self._door, self._retention.recording_done)
        self._rewriting = Rewriting(context, self._door, self.settings)
        self._offers = Offers(self._door)
        self._exporter = Exporter(context, self._door)

    def settings(self) -> Config:
        """The configuration as it stands now."""
        return cast(Config, self._context.config())

    def health(self) -> tuple[str, ...]:
        """Why the domain is degraded, one sentence a reason."""
        return health.reasons(self._context.folder, self._context.home, self.settings())

    def recover(self) -> None:
        """Go on with what a crash left behind, delete what was kept long enough, and do so again every day."""
        self._keeper.begin()
        self._conductor.begin()

    def close(self) -> None:
        """Stop what goes on in the background."""
        self._keeper.close()
        self._conductor.close()

    def visits(self, actor: Actor, query: str = "", state: VisitState | None = None, page: int = 1) -> VisitPage:
        """One page of the actor's visits, the newest first; ``query`` looks into titles and patients."""
        return self._shelf.visits(actor, query, state, page)

    def open(self, actor: Actor, id: int) -> VisitView:
        """Everything of one visit; that it was read leaves its audit row."""
        return self._shelf.open(actor, id)

    def models(self, actor: Actor) -> tuple[ModelChoice, ...]:
        """The speech models that may be chosen."""
        self._door.admit(actor, "model.list", "model", Role.CLINICIAN, Role.ADMINISTRATOR)
        return models.listed(self.settings().model)

    def begin(self, actor: Actor, title: str, patient_reference: str, patient_label: str, consent: Consent) -> int:
        """Begin a visit with the consent that was given; its number. Nothing else works on a visit without.

        Raises:
            NotNow: the patient did not agree to the processing, or it is not said who agreed and how.
        """
        return self._consents.begin(actor, title, patient_reference, patient_label, consent)

    def withdraw(self, actor: Actor, id: int) -> None:
        """Consent was taken back: the processing stops, and all of the visit is deleted."""
        self._retention.delete(actor, id, "consent.withdraw")

    def add_recording(self, actor: Actor, id: int, content: bytes | Path, name: str) -> VisitView:
        """Bring in the recording of a new visit, as bytes or as a file, which stays where it is."""
        return self._intray.recording(actor, id, content, name)

    def spool(self, id: int) -> Path:
        """Where the files of a visit lie while a browser sends them; they go with the visit, or after a day."""
        return self._context.home / ARRIVING / str(id)

    def live_begin(self, actor: Actor, id: int, mime: str) -> str:
        """Begin to record in the browser; a token for the chunks to come."""
        return self._intray.live.begin(actor, id, mime)

    def live_chunk(self, actor: Actor, token: str, number: int, data: bytes) -> int:
        """Keep one chunk, durable when this returns; the number that comes next. One that was kept is kept once."""
        return self._intray.live.chunk(actor, token, number, data)

    def live_end(self, actor: Actor, token: str) -> VisitView:
        """The recording is over: what was kept is the recording of the visit."""
        return self._intray.live_end(actor, token)

    def add_transcript(self, actor: Actor, id: int, data: bytes, name: str) -> VisitView:
        """Bring in a transcript: text, WebVTT, SRT, TextGrid or JSON.

        Raises:
            TranscriptRefused: it cannot be used.
        """
        return self._intray.transcript(actor, id, data, name)

    def add_chat(self, actor: Actor, id: int, lines: str | Sequence[str]) -> VisitView:
        """Bring in what was typed during the consultation."""
        return self._intray.chat(actor, id, lines)

    def attach(self, actor: Actor, id: int, data: bytes, name: str) -> Attachment:
        """Attach a picture or a document; its text is read.

        Raises:
            Refused: it cannot be read.
        """
        return self._intray.attach(actor, id, data, name)

    def start(self, actor: Actor, id: int) -> Progress:
        """Have the machine process what was brought in."""
        return self._processing.start(actor, id)

    def progress(self, actor: Actor, id: int) -> Progress:
        """How far the processing is; tells nothing of the patient, so it leaves no audit row and may be polled."""
        return self._processing.progress(actor, id)

    def cancel(self, actor: Actor, id: int) -> Progress:
        """Stop the processing; what is done is kept."""
        return self._processing.cancel(actor, id)

    def resume(self, actor: Actor, id: int) -> Progress:
        """Go on where the processing stopped."""
        return self._processing.start(actor, id, "visit.resume")

    def correct(self, actor: Actor, id: int, version: int, utterance: int, text: str) -> VisitView:
        """Correct the words of an utterance; everything that rests on them is told anew.

        Raises:
            Conflict: the visit changed since that version.
        """
        return self._retelling.correct(actor, id, version, utterance, text)

    def set_role(self, actor: Actor, id: int, version: int, speaker: str, role: str) -> VisitView:
        """Say who a speaker is: ``doctor``, ``patient`` or ``other``."""
        return self._retelling.set_role(actor, id, version, speaker, role)

    def repair(self, actor: Actor, id: int, version: int, utterance: int, number: int, kept: bool) -> VisitView:
        """Keep a repair of a medical term, or take it back; ``number`` counts the repairs of the utterance."""
        return self._retelling.repair(actor, id, version, utterance, number, kept)

    def undo(self, actor: Actor, id: int, version: int) -> VisitView:
        """Take back the last change of transcript or note."""
        return self._desk.undo(actor, id, version)

    def edit_sentence(self, actor: Actor, id: int, version: int, section: int, number: int, text: str) -> VisitView:
        """Put a sentence into the clinician's own words; it keeps its sources."""
        return self._desk.edit(actor, id, version, section, number, text)

    def accept(
        self, actor: Actor, id: int, version: int, section: int, number: int, accepted: bool = True
    ) -> VisitView:
        """Accept a sentence as it stands, or make it a proposal again."""
        return self._desk.accept(actor, id, version, section, number, accepted)

    def add_sentence(
        self, actor: Actor, id: int, version: int, section: int, text: str, sources: Sequence[int] = ()
    ) -> VisitView:
        """Add a sentence of the clinician's own, with the utterances that it rests on if they name any."""
        return self._desk.add(actor, id, version, section, text, sources)

    def remove_sentence(self, actor: Actor, id: int, version: int, section: int, number: int) -> VisitView:
        """Leave a sentence out of the note; ``accept`` brings it back."""
        return self._desk.remove(actor, id, version, section, number)

    def accept_all(self, actor: Actor, id: int, version: int) -> VisitView:
        """Accept every sentence that is still proposed, and every one whose source changed."""
        return self._desk.accept_all(actor, id, version)

    def sign(self, actor: Actor, id: int, version: int) -> SignedNote:
        """Freeze the note.

        Raises:
            NotNow: a sentence is not decided yet, or there is none.
        """
        signed = self._desk.sign(actor, id, version)
        self._retention.drop_due(id)
        return signed

    def amend(self, actor: Actor, id: int, reason: str) -> VisitView:
        """Open a signed note for a further version, with the reason; the signed ones stay."""
        return self._desk.amend(actor, id, reason)

    def rewrites(self) -> bool:
        """Whether a language model is set up, and its folder is there."""
        model = self.settings().language_model.strip()
        return bool(model) and Path(model).expanduser().is_dir()

    def rewrite(self, actor: Actor, id: int, version: int) -> VisitView:
        """Have the local language model rewrite what is still proposed; what it says without support is dropped."""
        return self._rewriting.rewrite(actor, id, version)

    def search(self, actor: Actor, id: int | None, query: str) -> tuple[Hit, ...]:
        """Where something was said: in one visit, or in all of the actor's where ``id`` is None."""
        return self._shelf.search(actor, id, query)

    def recording(self, actor: Actor, id: int) -> tuple[Path, str]:
        """The file of the recording and its MIME type, for the player.

        Raises:
            NotNow: there is none, or none any more.
        """
        return self._shelf.recording(actor, id)

    def frame(self, actor: Actor, id: int, number: int) -> bytes:
        """A key frame as JPEG."""
        return self._shelf.file(actor, id, "frame", number)[0]

    def attachment(self, actor: Actor, id: int, number: int) -> tuple[bytes, str]:
        """An attached file and its MIME type."""
        return self._shelf.file(actor, id, "attachment", number)

    def export(self, actor: Actor, id: int, kind: str, release: int = 4) -> Exported:
        """A visit as ``fhir`` (of that release, 4 or 5), ``vtt``, ``text`` or ``summary``."""
        return self._exporter.export(actor, id, kind, release)

    def keep_until(self, actor: Actor, id: int, day: date) -> VisitView:
        """Keep a visit until that day; it is deleted afterwards."""
        self._retention.keep_until(actor, id, day)
        return self.open(actor, id)

    def sweep(self) -> int:
        """Delete what has been kept long enough; how many visits and recordings went."""
        return self._retention.sweep()

    def offered_notes(self, actor: Actor, patient_reference: str) -> Sequence[OfferedNote]:
        """The signed notes about a patient, of all clinicians, where the patient agreed; the look is audited."""
        return self._offers.notes(actor, patient_reference)

    def delete(self, actor: Actor, id: int) -> None:
        """Delete a visit with its files, its notes, signed ones too, and all that came of it; an audit row stays."""
        self._retention.delete(actor, id, "visit.delete")

    def settle(self, id: int, seconds: float) -> bool:
        """Wait until a visit is no longer being processed; False where it still is after so many seconds."""
        return self._conductor.settled(id, seconds)

    def export_terminal(self, operator: Actor, id: int, kind: str, user: str, release: int = 4) -> Exported:
        """The same as :meth:`export` for whoever owns the home folder, of one clinician's visits or of all."""
        clinicians = self._context.people(Role.CLINICIAN)
        return self._exporter.for_terminal(operator, id, kind, user, clinicians, release)

    def demo(self, actor: Actor) -> tuple[str, ...]:
        """Make the demonstration visits that are not there yet; what could not be made, one sentence each."""
        from domains.telemedicine.demo import Demonstration

        return Demonstration(self, self._context).fill(actor)


def open_service(context: DomainContext) -> TelemedicineService:
    """What the manifest names; called once, when the domain is first needed."""
    service = TelemedicineService(context)
    if context.serving:
        service.recover()
    return service
