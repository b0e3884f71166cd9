"""A vocabulary on real parts: its own database, blobs and worker."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import domains.vocabulary
from core.engine.inline import InlineEngine
from data.actor import Actor, Role
from data.blobs import BlobStore
from data.database import VARIABLE, Database
from data.migrate import upgrade
from domains.vocabulary import store
from domains.vocabulary.config import Config
from domains.vocabulary.service import VocabularyService, open_service
from ui.kit.context import DomainContext

FOLDER = Path(domains.vocabulary.__file__).parent
LENA, MAX, TESS = (
    Actor(letter * 32, name, Role.LEARNER) for letter, name in (("d", "Lena"), ("e", "Max"), ("f", "Tess"))
)
ADMIN = Actor("c" * 32, "Admin", Role.ADMINISTRATOR)
CLINICIAN = Actor("a" * 32, "Dr Ada", Role.CLINICIAN)


@dataclass(frozen=True)
class School:
    """One installation; `settings` may be replaced in a test."""

    context: DomainContext
    service: VocabularyService
    settings: list[Config]


Open = Callable[..., School]


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without a row, to be copied: making its tables anew for each test would cost most of the time."""
    folder = tmp_path_factory.mktemp("empty")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(VARIABLE, raising=False)
        with Database.open("vocabulary", folder) as database:
            upgrade(database, store.SCRIPTS)
    return folder


@pytest.fixture
def open_school(tmp_path: Path, empty: Path) -> Iterator[Open]:
    opened: list[School] = []

    def make(url: str | None = None) -> School:
        if url is None and not (tmp_path / "databases").exists():
            for name in ("databases", "anchors"):
                shutil.copytree(empty / name, tmp_path / name)
        database = Database.open("vocabulary", tmp_path, url)
        upgrade(database, store.SCRIPTS)
        settings = [Config()]
        home = tmp_path / "domains" / "vocabulary"
        context = DomainContext(
            id="vocabulary",
            folder=FOLDER,
            home=home,
            database=database,
            blobs=BlobStore(home / "blobs"),
            config=lambda: settings[0],
            engine=InlineEngine(),
            ask=lambda _capability: [],
            people=lambda role: [each for each in (LENA, MAX, TESS) if each.role is role],
        )
        opened.append(School(context, open_service(context), settings))
        return opened[-1]

    yield make
    for school in opened:
        school.context.database.close()


@pytest.fixture
def school(open_school: Open) -> School:
    return open_school()
