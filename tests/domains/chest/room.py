"""One installation of the reading room on real parts, with what tests look at."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from data import audit
from data.actor import Actor
from data.audit import AuditEntry
from data.database import Database
from domains.chest import store
from domains.chest.cases import CaseState, CaseView, Record
from domains.chest.config import Config
from domains.chest.service import ChestService, open_service
from ui.kit.context import DomainContext

FOLDER = Path(store.__file__).parent
NOTE = "Cough and fever for four days. No pneumothorax in the past. Question: pneumonia?"


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


Open = Callable[..., Room]
