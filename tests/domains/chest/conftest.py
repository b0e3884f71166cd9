"""A reading room on real parts: its own database, blobs, intake, and a worker that holds the real model."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.engine.local import LocalEngine
from data.actor import Actor, Role
from data.blobs import BlobStore
from data.database import Database
from data.migrate import upgrade
from domains.chest import store
from domains.chest.config import Config
from domains.chest.demo import film_path
from domains.chest.service import open_service
from tests.domains.chest.room import FOLDER, Open, Room
from ui.kit.context import DomainContext, Engine

ADA, BOB = Actor("a" * 32, "Dr Ada", Role.CLINICIAN), Actor("b" * 32, "Dr Bob", Role.CLINICIAN)


@pytest.fixture
def ada() -> Actor:
    return ADA


@pytest.fixture
def bob() -> Actor:
    return BOB


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
            people=lambda _role: (ADA, BOB),
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
