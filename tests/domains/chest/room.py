"""One installation of the reading room on real parts, with what tests look at."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from core.case import Modality
from core.finding import Evidence, Finding, Reading, State
from data import audit
from data.actor import SYSTEM, Actor
from data.audit import AuditEntry, append
from data.database import Database
from domains.chest import store
from domains.chest.cases import CaseState, CaseView, Record
from domains.chest.config import Config
from domains.chest.service import ChestService, open_service
from domains.chest.store import CaseRow, ContradictionRow
from ui.kit.context import DomainContext

FOLDER = Path(store.__file__).parent
NOTE = "Cough and fever for four days. No pneumothorax in the past. Question: pneumonia?"

FINDINGS = ("Pneumonia", "Mass", "Effusion", "Pneumothorax")
READING = Reading(
    tuple(
        Finding(label, logit, (Evidence("note", Modality.TEXT, 0.25),), state)
        for label, logit, state in zip(FINDINGS, (2.0, 0.1, -0.2, -3.0), State, strict=True)
    ),
    (),
    "0" * 64,
)


@dataclass
class Room:
    """One installation of the reading room, with what tests look at."""

    context: DomainContext
    service: ChestService
    settings: list[Config]

    @property
    def database(self) -> Database:
        return self.context.database

    def configure(self, **values: object) -> None:
        self.settings[:] = [Config.model_validate(values)]

    def log(self) -> list[AuditEntry]:
        """The audit rows, oldest first, without those of the set-up."""
        rows = audit.rows(self.database, limit=1000)
        return [row for row in reversed(rows) if not row.action.startswith("database.")]

    def actions(self) -> list[str]:
        return [row.action for row in self.log()]

    def count(self, table: str) -> int:
        with self.database.read() as session:
            return session.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608

    def reopened(self) -> ChestService:
        return open_service(self.context)

    def read(self, actor: Actor, case_id: str) -> CaseView:
        """Have a case read, and wait for it."""
        self.service.start_reading(actor, case_id)
        run = self.service._readings._runs.get(case_id)
        assert run is None or run.ended.wait(120)
        case = self.service.open_case(actor, case_id)
        assert case.state is CaseState.READ, case.reason
        return case

    def case(self, actor: Actor, **parts: object) -> CaseView:
        """A case that is read quickly: a note and a record."""
        given = {"note": NOTE, "record": Record(age=61, sex="F", view="PA"), **parts}
        return self.service.create_case(actor, **given)  # type: ignore[arg-type]

    def signed(self, actor: Actor) -> CaseView:
        case = self.read(actor, self.case(actor).id)
        case = self.service.accept_undecided(actor, case.id, case.version)
        return self.service.sign(actor, case.id, case.version, confirmed=True)

    def reviewable(self, actor: Actor, **parts: object) -> CaseView:
        """A case whose reading was made by hand and stored as the room stores one: no model runs."""
        case = self.case(actor, **parts)
        with self.database.write() as session:
            row = session.get(CaseRow, case.id)
            assert row is not None
            row.state, row.task = CaseState.READING.value, uuid4().hex
            task = row.task
            append(session, SYSTEM, "reading.plant", f"case/{case.id}")
        self.service._outcomes.store(case.id, task, READING)
        return self.service.open_case(actor, case.id)

    def plant(self, case_id: str, *scores: float) -> None:
        """Contradictions as the room stores them with a reading."""
        with self.database.write() as session:
            row = session.get(CaseRow, case_id)
            assert row is not None
            at = NOTE.index("No pneumothorax")
            for score in scores:
                row.contradictions.append(
                    ContradictionRow(
                        reading_id=row.readings[-1].id, label="Pneumothorax", note_status="absent", span_start=at,
                        span_end=at + 15, text="No pneumothorax", side="", image_probability=0.7, score=score,
                        regions=[{"x": 1, "y": 2, "width": 3, "height": 4, "share": 0.5}],
                    )
                )  # fmt: skip
            append(session, SYSTEM, "contradictions.plant", f"case/{case_id}")


Open = Callable[..., Room]
