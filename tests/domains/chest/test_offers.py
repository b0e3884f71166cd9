"""Notes that a real second domain offers: made by the plugin skeleton, discovered and started by the suite."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.plugins.skeleton import create
from data import audit
from data.actor import Actor, NotAllowed
from domains.chest.cases import CaseView, Conflict, NotNow
from domains.chest.store import CaseRow, ReadingRow
from tests.domains.chest.studies import study_film
from ui.suite import Suite, shipped

PROVIDER = '''

from datetime import UTC, datetime

from ui.kit.capabilities import OfferedNote, Passage

TEXT = "Cough and fever for four days. Question: pneumonia?"


def offered_notes(self, actor, patient_reference):
    """Signed notes of one patient."""
    require(actor, *ROLES)
    if patient_reference != "P1":
        return []
    passages = (Passage(0, 30, "patient, turn 3", 12.5), Passage(90, 99, "beyond the text"))
    signed = datetime(2024, 2, 28, 9, 0, tzinfo=UTC)
    return [OfferedNote("wardround", "n7", "Admission", TEXT, "Dr Ward", signed, passages)]


NotesService.offered_notes = offered_notes
'''


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    place = tmp_path_factory.mktemp("tree")
    parent = place / "wards"
    parent.mkdir()
    (parent / "__init__.py").write_text('"""Domains of a ward."""\n', encoding="utf-8")
    folder = create("wardround", parent)
    manifest = folder / "plugin.toml"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace("offers = []", 'offers = ["note"]'), encoding="utf-8"
    )
    with (folder / "service.py").open("a", encoding="utf-8") as service:
        service.write(PROVIDER)
    sys.path.insert(0, str(place))
    suite = Suite.open(place / "home", folders=(shipped(), parent), engine="inline")
    suite.lifecycle.start_all()
    yield suite
    suite.close()
    sys.path.remove(str(place))


@pytest.fixture
def room(suite: Suite) -> Any:
    return suite.service("chest")


@pytest.fixture
def case(room: Any, ada: Actor) -> CaseView:
    made: CaseView = room.create_case(ada, film=study_film(1))
    return made


def last_action(suite: Suite) -> str:
    return audit.rows(suite.database("chest"), limit=1)[0].action


def test_the_note_of_another_domain_is_offered_and_taken(suite: Suite, room: Any, ada: Actor, case: CaseView) -> None:
    assert room.offers.asked()
    (note,) = room.offers.offered(ada, case.id).notes
    assert (note.domain, note.id, note.signed_by) == ("wardround", "n7", "Dr Ward")
    assert last_action(suite) == "note.offers"
    after = room.offers.take(ada, case.id, case.version, "wardround", "n7")
    assert last_action(suite) == "note.take"
    assert after.note.text.startswith("Cough and fever")
    assert after.note.source == "wardround"
    assert after.note.origin["passages"] == [{"start": 0, "end": 30, "origin": "patient, turn 3", "second": 12.5}]
    assert after.notices[-1] == "The note comes from the domain 'wardround', 'Admission', by Dr Ward, of 2024-02-28."


def test_taking_one_is_a_change_like_any_other(
    room: Any, ada: Actor, bob: Actor, learner: Actor, case: CaseView
) -> None:
    with pytest.raises(NotAllowed):
        room.offers.take(learner, case.id, case.version, "wardround", "n7")
    with pytest.raises(NotNow, match="not offered any more"):
        room.offers.take(ada, case.id, case.version, "wardround", "n8")
    room.offers.take(bob, case.id, case.version, "wardround", "n7")
    with pytest.raises(Conflict):
        room.offers.take(ada, case.id, case.version, "wardround", "n7", replace=True)
    seen = room.open_case(ada, case.id)
    with pytest.raises(NotNow, match="has a note already"):
        room.offers.take(ada, case.id, seen.version, "wardround", "n7")
    room.offers.take(ada, case.id, seen.version, "wardround", "n7", replace=True)


def test_a_reading_from_before_must_be_made_anew(suite: Suite, room: Any, ada: Actor, case: CaseView) -> None:
    with suite.database("chest").write() as session:
        row = session.get_one(CaseRow, case.id)
        row.state = "read"
        row.readings.append(
            ReadingRow(
                task="t" + case.id[:20],
                weights_digest="e" * 64,
                findings=[],
                refused=[],
                notices=[],
                heatmaps={},
                made_at=row.created_at,
                film_digest=row.films[0].digest,
            )
        )
    after = room.offers.take(ada, case.id, room.open_case(ada, case.id).version, "wardround", "n7")
    assert (
        after.outdated == "The note of this case changed after it was read; read it again before you decide and sign."
    )
    assert after.sign_blocker == after.outdated


def test_a_domain_that_fails_never_breaks_the_room(
    suite: Suite, room: Any, ada: Actor, case: CaseView, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = type(suite.service("wardround"))

    def broken(_self: object, _actor: object, _reference: str) -> list[object]:
        raise OSError("the disk is gone")

    monkeypatch.setattr(provider, "offered_notes", broken)
    offered = room.offers.offered(ada, case.id)
    assert offered.notes == ()
    assert "did not answer" in offered.problems[0]
    monkeypatch.setattr(provider, "offered_notes", lambda *_: ["not a note"])
    assert "did not answer" in room.offers.offered(ada, case.id).problems[0]
    monkeypatch.delattr(provider, "offered_notes")
    assert "did not answer" in room.offers.offered(ada, case.id).problems[0]


def test_nobody_is_asked_about_a_case_without_a_patient(room: Any, ada: Actor, tmp_path: Path) -> None:
    case = room.create_case(ada, note="Cough.")
    assert room.offers.offered(ada, case.id).problems == ("The case names no patient, so no note can be asked for.",)
