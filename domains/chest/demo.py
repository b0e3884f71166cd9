"""Demonstration cases: one real film that may be passed on, invented notes, and readings by the real model."""

import importlib.util
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from data.actor import Actor, Role
from data.database import Database
from domains.chest.cases import Badge, CaseState, CaseView, Choice, Priority, Record, Stated
from domains.chest.demofilm import earlier_film
from domains.chest.desk import Desk
from domains.chest.intray import Intray
from domains.chest.parcel import Parcel
from domains.chest.readings import Readings
from domains.chest.review import MEANT
from domains.chest.store import CaseRow

log = logging.getLogger(__name__)
PACKAGE, FILM = "data_store", "RG1_UNCR.dcm"
DEMONSTRATOR = Actor("demonstration-clinician", "Demonstration clinician", Role.CLINICIAN)
POLL_SECONDS = 0.05
NO_FILM = "No demonstration film is here; install 'chiron-suite[demo]' and run it again for the cases that show it."


@dataclass(frozen=True)
class Story:
    """One demonstration case: what comes in, and how far it is taken.

    Attributes:
        key: Names it, so that it is made once.
        note: Written for this purpose; tells of nobody.
        goal: The state in which it is left.
        earlier: Whether it shows the film as if it had been taken earlier, with another exposure.
    """

    key: str
    patient: str
    note: str
    goal: CaseState
    film: bool = True
    record: Record = Record()  # noqa: RUF009 - frozen
    priority: Priority = Priority.ROUTINE
    earlier: bool = False

    @property
    def reference(self) -> str:
        """Each demonstration patient has an id; the film's own would make all of them one person."""
        return f"DEMO-{self.patient.split()[-1].upper()}"


STORIES = (
    Story(
        "film-new",
        "Demonstration, Ada",
        "Dry cough and loss of 6 kg over two months. No fever. Renal cell carcinoma removed three years ago.\n"
        "Question: anything new in the lungs?",
        CaseState.NEW,
        priority=Priority.URGENT,
    ),
    Story(
        "film-read",
        "Demonstration, Berta",
        "Short of breath on exertion for three weeks, night sweats. Referred with pulmonary edema. No chest pain, no "
        "pneumothorax in the past.\n"
        "Ex-smoker, 30 pack years. Father had tuberculosis. Question: effusion? mass?",
        CaseState.READ,
    ),
    Story(
        "film-signed",
        "Demonstration, Clara",
        "Follow-up after chemotherapy for metastatic disease. Feels well. No cough, no fever, no dyspnoea.\n"
        "Known masses in both lungs. Question: course, complications?",
        CaseState.SIGNED,
    ),
    Story(
        "note-only",
        "Demonstration, Dora",
        "Fever of 39.2 and productive cough for four days, crackles at the right base. Pneumonia suspected.\n"
        "No known heart disease. The film is still to be taken.",
        CaseState.READ,
        film=False,
        record=Record(age=71, sex="F"),
        priority=Priority.STAT,
    ),
    Story(
        "record-only", "Demonstration, Emil", "", CaseState.NEW, film=False, record=Record(age=45, sex="M", view="PA")
    ),
    Story(
        "film-earlier",
        "Demonstration, Flora",
        "Staging before chemotherapy. Masses in both lungs known from elsewhere. No fever, no cough.",
        CaseState.SIGNED,
        earlier=True,
    ),
    Story(
        "film-followed",
        "Demonstration, Flora",
        "After three cycles of chemotherapy. Feels well. Question: have the masses changed since the last film?",
        CaseState.NEW,
    ),
)
# What a clinician sees in the one film: round masses in both lungs, and neither effusion nor pneumothorax.
SEEN: Mapping[str, tuple[Stated, str]] = {
    "mass": (Stated.PRESENT, "multiple, round, in both lungs"),
    "nodule": (Stated.PRESENT, "some smaller foci beside the masses"),
    "pneumothorax": (Stated.ABSENT, ""),
    "effusion": (Stated.ABSENT, "both costophrenic angles are clear"),
}
ADDENDUM = "Discussed with the referring team. Comparison with earlier films was not possible: none are stored here."


def film_path() -> Path | None:
    """The film that the package pydicom-data carries; None where that is not installed. Nothing is downloaded."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        path = Path(folder) / "data" / FILM
        if path.is_file():
            return path
    return None


def _is_read(case: CaseView) -> bool:
    return case.withheld or bool(case.reading and case.reading.findings)


class Demonstration:
    """Makes the demonstration cases and goes on where an earlier run stopped."""

    def __init__(self, database: Database, intray: Intray, readings: Readings, desk: Desk) -> None:
        self._database = database
        self._intray = intray
        self._readings = readings
        self._desk = desk

    def fill(self, actor: Actor) -> tuple[str, ...]:
        """Make what is missing.

        Returns:
            What could not be made, one sentence each.
        """
        clinician = actor if actor.role is Role.CLINICIAN else DEMONSTRATOR
        path = film_path()
        film = path.read_bytes() if path else None
        stories = [story for story in STORIES if film is not None or not story.film]
        missing = [reason for story in stories if (reason := self._tell(clinician, story, film))]
        sentences = tuple(dict.fromkeys([*([] if film else [NO_FILM]), *missing]))
        for sentence in sentences:
            log.warning(sentence)
        return sentences

    def _tell(self, actor: Actor, story: Story, film: bytes | None) -> str:
        case = self._made(actor, story, film)
        if story.goal is not CaseState.NEW and case.state in (CaseState.NEW, CaseState.READING):
            case = self._read(actor, case.id)
        if story.goal is not CaseState.NEW and not _is_read(case):
            return f"A demonstration case could not be read. {case.reason}".strip()
        if story.goal is CaseState.SIGNED:
            self._finish(actor, story, case)
        return ""

    def _finish(self, actor: Actor, story: Story, case: CaseView) -> None:
        if case.state is CaseState.READ:
            case = self._sign(actor, case)
        if len(case.signed) == 1 and not story.earlier:
            self._desk.addendum(actor, case.id, ADDENDUM)

    def _made(self, actor: Actor, story: Story, film: bytes | None) -> CaseView:
        with self._database.read() as session:
            known = session.scalar(select(CaseRow.id).where(CaseRow.demonstration_key == story.key))
        return self._desk.open(actor, known) if known else self._create(actor, story, film)

    def _create(self, actor: Actor, story: Story, film: bytes | None) -> CaseView:
        shown = earlier_film(film) if film is not None and story.earlier else film
        parcel = Parcel(
            film=shown if story.film else None,
            name=FILM if story.film else None,
            note=story.note,
            record=story.record,
            patient=story.patient,
            priority=story.priority,
            badge=Badge.MIXED if story.film else Badge.SYNTHETIC,
            demonstration_key=story.key,
            reference=story.reference,
        )
        return self._intray.create(actor, parcel)

    def _read(self, actor: Actor, case_id: str) -> CaseView:
        progress = self._readings.start(actor, case_id)
        while not progress.done:
            time.sleep(POLL_SECONDS)
            progress = self._readings.progress(actor, case_id)
        return self._desk.open(actor, case_id)

    def _sign(self, actor: Actor, case: CaseView) -> CaseView:
        if case.withheld:
            case = self._desk.state_impression(actor, case.id, case.version, "Round masses in both lungs.")
        for finding in case.reading.findings if case.reading else ():
            seen = SEEN.get(finding.label.lower())
            if seen and finding.label in case.undecided:
                stated, comment = seen
                choice = Choice.ACCEPT if MEANT[finding.state] is stated else Choice.EDIT
                case = self._desk.decide(actor, case.id, case.version, finding.label, choice, stated, comment)
        case = self._desk.accept_undecided(actor, case.id, case.version)
        return self._desk.sign(actor, case.id, case.version, confirmed=True)
