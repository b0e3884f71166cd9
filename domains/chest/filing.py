"""Films that machines send, one at a time: each goes to the case of its study, and none is kept twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from core.intake.intake import Intake
from core.intake.refusal import Refused
from data.actor import Actor, Role
from data.types import utcnow
from domains.chest import arrival, grouping
from domains.chest.cases import Record
from domains.chest.door import Door, subject_of
from domains.chest.filmrows import Darkroom, Taken
from domains.chest.grouping import Study
from domains.chest.parcel import Parcel, new_case
from domains.chest.shelf import shelve
from domains.chest.store import CaseRow, FilmRow

FILE = "film.file"
FILERS = (Role.CLINICIAN, Role.ADMINISTRATOR)
Filed = Literal["new", "added", "duplicate"]
DUPLICATE = "This film is in a case of the same patient already; nothing was stored."
ADDED = "The film was added to the unsigned case of its study."
NEW = "A case was made for the study of this film."
AFTER_SIGNING = (
    "This study was signed on {:%d %b %Y} as case {}; this film came in afterwards, so it is a case of its own."
)
CLAIMED = "Another patient's case has the same study or film number; check whose film this is before you sign."


@dataclass(frozen=True)
class FileOutcome:
    """What became of a film.

    Attributes:
        case_id: The case that has it.
        state: ``"new"``, ``"added"`` or ``"duplicate"``.
        reason: One sentence that says why.
    """

    case_id: str
    state: Filed
    reason: str


class Filing:
    """Files films by patient and study; the choice and its storing are one transaction, so senders may come at once."""

    def __init__(self, door: Door, intake: Intake, darkroom: Darkroom) -> None:
        self._door = door
        self._intake = intake
        self._darkroom = darkroom

    def file(self, actor: Actor, data: bytes, name: str, source: str) -> FileOutcome:
        """File one film.

        Args:
            actor: On whose behalf; the suite itself may.
            data: The whole file.
            name: What the sender calls it.
            source: How it came in: ``watch``, ``dicom`` or ``dicomweb``.

        Raises:
            Refused: it cannot be read; of it only its digest and the reason are kept.
        """
        self._door.admit(actor, FILE, "case", *FILERS)
        try:
            taken = self._darkroom.take(self._intake, data, name)
        except Refused as error:
            self._door.refuse(actor, FILE, error, arrival.fingerprint([data], None))
            raise
        with self._door.visit(actor, FILE, "case", *FILERS) as visit:
            outcome = self._filed(visit.session, actor, taken, source)
            visit.subject = subject_of(outcome.case_id)
            visit.detail.update({"film": taken.digest, "outcome": outcome.state, "source": source})
        return outcome

    def _filed(self, session: Session, actor: Actor, taken: Taken, source: str) -> FileOutcome:
        study = Study.told(taken.facts)
        if same := grouping.known(session, study, taken.digest, taken.uid("sop_uid")):
            return FileOutcome(same.case_id, "duplicate", DUPLICATE)
        if (case := grouping.unsigned(session, study)) is not None:
            self._add(case, actor, taken)
            return FileOutcome(case.id, "added", ADDED)
        return self._begin(session, actor, taken, source)

    def _add(self, case: CaseRow, actor: Actor, taken: Taken) -> FilmRow:
        case.version += 1
        case.changed_at, case.changed_by_name = utcnow(), actor.name
        return shelve(case, self._darkroom.keep(taken, len(case.films)))

    def _begin(self, session: Session, actor: Actor, taken: Taken, source: str) -> FileOutcome:
        study = Study.told(taken.facts)
        arrived = arrival.receive(self._intake, [taken.facts], None, Record())
        case = new_case(actor, Parcel(source=source), arrived)
        reason = NEW
        if (signed := grouping.signed(session, study)) is not None:
            reason = AFTER_SIGNING.format(signed.signed[0].signed_at, signed.id)
            case.notices = [*case.notices, reason]
        if grouping.claimed(session, study, taken.uid("sop_uid")):
            case.notices = [*case.notices, CLAIMED]
        case.films.append(self._darkroom.keep(taken, 0))
        session.add(case)
        session.flush()
        return FileOutcome(case.id, "new", reason)
