"""A reading room on real parts: its own database, blobs, intake, and a worker that holds the real model."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from sqlalchemy import text

from core.engine.local import LocalEngine
from data import audit
from data.actor import Actor, Role
from data.audit import AuditEntry
from data.blobs import BlobStore
from data.database import Database
from data.migrate import upgrade
from domains.chest import store
from domains.chest.cases import CaseState, CaseView, Record
from domains.chest.config import Config
from domains.chest.demo import film_path
from domains.chest.service import ChestService, open_service
from ui.kit.context import DomainContext, Engine

FOLDER = Path(store.__file__).parent
NOTE = "Cough and fever for four days. No pneumothorax in the past. Question: pneumonia?"


@pytest.fixture
def ada() -> Actor:
    return Actor("a" * 32, "Dr Ada", Role.CLINICIAN)


@pytest.fixture
def bob() -> Actor:
    return Actor("b" * 32, "Dr Bob", Role.CLINICIAN)


@pytest.fixture
def administrator() -> Actor:
    return Actor("c" * 32, "Admin", Role.ADMINISTRATOR)


@pytest.fixture
def learner() -> Actor:
    return Actor("d" * 32, "Lena", Role.LEARNER)


@pytest.fixture(scope="session")
def engine() -> Iterator[LocalEngine]:
    with LocalEngine(workers=1) as engine:
        yield engine


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


@pytest.fixture
def open_room(tmp_path: Path, engine: LocalEngine) -> Iterator[Open]:
    opened: list[Room] = []

    def make(engine: Engine = engine, url: str | None = None) -> Room:
        database = Database.open("chest", tmp_path, url)
        upgrade(database, store.SCRIPTS)
        settings = [Config()]
        context = DomainContext(
            id="chest",
            folder=FOLDER,
            home=tmp_path / "domains" / "chest",
            database=database,
            blobs=BlobStore(tmp_path / "domains" / "chest" / "blobs"),
            config=lambda: settings[0],
            engine=engine,
            ask=lambda _capability: [],
        )
        opened.append(Room(context, open_service(context), settings))
        return opened[-1]

    yield make
    for room in opened:
        room.service.close()
        room.database.close()


@pytest.fixture
def room(open_room: Open) -> Room:
    return open_room()


@pytest.fixture(scope="session")
def chest_film() -> bytes:
    path = film_path()
    if path is None:
        pytest.skip("pydicom-data is not installed: there is no chest film in DICOM to read")
    return path.read_bytes()


@pytest.fixture(scope="session")
def png_film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A picture that the intake takes: a soft blob on noise, 8 bits."""
    rng = np.random.default_rng(5)
    y, x = np.mgrid[-1:1:300j, -1:1:260j]
    levels = 200 * np.exp(-2 * (x**2 + y**2)) + rng.uniform(0, 40, (300, 260))
    path = tmp_path_factory.mktemp("film") / "film.png"
    Image.fromarray(levels.astype(np.uint8)).save(path)
    return path.read_bytes()
