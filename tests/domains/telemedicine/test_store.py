"""The migration from the first table, and the triggers that keep signed notes, on both databases."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.engine.inline import InlineEngine
from data.database import Database
from data.migrate import current, upgrade
from domains.telemedicine.service import TelemedicineService
from domains.telemedicine.store import SCRIPTS
from domains.telemedicine.views import NotNow, VisitState
from tests.domains.telemedicine.conftest import ADA, TALK, Practice, corner

SAID = {"start": None, "end": None, "speaker": "Patient", "text": "I cough.", "role": "patient", "probability": 0.9}
TRANSCRIPT = {"utterances": [SAID], "topics": [], "notices": ["Old."]}
DRAFT = {"sections": [{"title": "History", "sentences": [{"text": "I cough.", "sources": [0]}]}]}
INSERT = (
    "INSERT INTO visits (id, title, transcript, draft, by, by_name, at) "
    "VALUES (7, 'Old visit', :transcript, :draft, :by, 'Dr Ada', '2026-10-01 09:00:00.000000')"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    with Database.open("telemedicine", tmp_path, url) as database:
        yield database


@pytest.fixture
def room(empty: Database, tmp_path: Path) -> Iterator[Practice]:
    upgrade(empty, SCRIPTS)
    with InlineEngine() as engine:
        context = corner(tmp_path, empty, engine)
        made = Practice(context, TelemedicineService(context), empty)
        yield made
        made.service.close()


def first_revision(tmp_path: Path) -> Path:
    """The history as it was released: its first revision alone."""
    folder = tmp_path / "history" / "versions"
    folder.mkdir(parents=True)
    name = "v0001_visits.py"
    (folder / name).write_bytes((SCRIPTS / "versions" / name).read_bytes())
    return folder.parent


def test_visits_from_before_stay_as_transcripts_without_consent(empty: Database, tmp_path: Path) -> None:
    upgrade(empty, first_revision(tmp_path))
    with empty.write() as session:
        told = {"transcript": json.dumps(TRANSCRIPT), "draft": json.dumps(DRAFT), "by": ADA.id}
        session.execute(text(INSERT), told)
    upgrade(empty, SCRIPTS)
    assert current(empty) == "0002"
    with InlineEngine() as engine:
        service = TelemedicineService(corner(tmp_path, empty, engine))
        view = service.open(ADA, 7)
        assert (view.title, view.state, view.consent) == ("Old visit", VisitState.READY, None)
        assert view.told["utterances"] == [SAID] and view.told["facts"] == [] and view.notices == ("Old.",)
        assert view.note[0].sentences[0].text == "I cough." and "before consent" in view.sign_blocker
        assert "I cough. [patient, turn 1]" in service.export(ADA, 7, "text").data.decode()
        assert service.sweep() == 0
        for call in (
            lambda: service.start(ADA, 7),
            lambda: service.accept_all(ADA, 7, 1),
            lambda: service.correct(ADA, 7, 1, 0, "I sneeze."),
            lambda: service.sign(ADA, 7, 1),
            lambda: service.add_transcript(ADA, 7, TALK.encode(), "talk.txt"),
        ):
            with pytest.raises(NotNow, match="before consent"):
                call()
        service.delete(ADA, 7)
        assert service.visits(ADA).total == 0
        service.close()


def test_a_signed_note_is_never_changed_and_goes_with_its_visit_alone(room: Practice) -> None:
    view = room.signed()
    sqlite = room.database.file is not None
    for statement in (
        "UPDATE signed_notes SET text = 'other'",
        "DELETE FROM signed_notes",
        "DELETE FROM visits",
        "INSERT OR REPLACE INTO signed_notes SELECT * FROM signed_notes" if sqlite else "TRUNCATE signed_notes",
    ):
        with pytest.raises(DBAPIError), room.database.write() as session:
            session.execute(text(statement))
    assert room.service.open(ADA, view.id).signed[0].intact
    room.service.delete(ADA, view.id)
    with room.database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM signed_notes")) == 0


def test_a_visit_that_is_being_deleted_never_comes_back(room: Practice) -> None:
    view = room.signed()
    with room.database.write() as session:
        session.execute(text("UPDATE visits SET state = 'deleting'"))
    for statement in (
        "UPDATE visits SET state = 'signed'",
        "UPDATE signed_notes SET text = 'other'",
        f"INSERT INTO signed_notes SELECT id + 9, visit_id, 9, reason, text, document, sha256, signed_by, "  # noqa: S608
        f"signed_by_name, signed_at FROM signed_notes WHERE visit_id = {view.id}",
    ):
        with pytest.raises(DBAPIError), room.database.write() as session:
            session.execute(text(statement))


def test_the_tables_are_what_the_classes_say(room: Practice) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from domains.telemedicine.store import Base

    with room.database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": False})
        found = compare_metadata(context, Base.metadata)
    assert [each for each in found if "audit" not in repr(each) and "alembic" not in repr(each)] == []
