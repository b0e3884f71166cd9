"""A package comes in whole, once, and as its learner's own; a refused one leaves its audit row alone."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import func, select

from core.intake.refusal import Code, Refused
from data import audit
from data.actor import NotAllowed
from domains.vocabulary.config import Config
from domains.vocabulary.store import (
    CardRow,
    DeckRow,
    MediaRow,
    NoteRow,
    NoteTypeRow,
    ReviewRow,
    StandingRow,
    StateRow,
)
from tests.domains.vocabulary.conftest import CLINICIAN, LENA, MAX, School
from tests.domains.vocabulary.packages.making import (
    CRT,
    DAY,
    NOW,
    add,
    altered,
    collection,
    note_type,
    package,
    png,
    review,
    wav,
)

TABLES = (DeckRow, NoteRow, NoteTypeRow, CardRow, MediaRow, ReviewRow, StandingRow, StateRow)


def counts(school: School) -> list[int]:
    with school.context.database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def only(school: School, table: Any) -> Any:
    with school.context.database.read() as session:
        return session.scalars(select(table).order_by(table.id if hasattr(table, "id") else table.card_id)).all()


def test_everything_comes_in(school: School) -> None:
    made = collection(1)
    add(made, 1, ['<b>casa</b> [sound:a.wav]<img src="h b.png">', "house<script>1</script>"], type=2, queue=-1, due=120,
        ivl=20, factor=2500, reps=3, lapses=1, flags=2, data='{"s":21.5,"d":4.25}')  # fmt: skip
    review(made, 1, 30, kind=0)
    review(made, 1, 25, ease=0, kind=4)
    review(made, 1, 20)
    came = school.service.import_package(LENA, package(made, {"a.wav": wav(), "h b.png": png()}), "es.apkg")
    assert (came.notes, came.cards, came.media, came.reviews, came.notices) == (2, 2, 2, 3, ())
    assert [deck.title for deck in came.decks] == ["Spanish"]
    note = only(school, NoteRow)[0]
    assert (note.word, note.meaning, note.tags) == ("casa", "house", ["a", "b"])
    assert note.fields == {"Front": '<b>casa</b> [sound:a.wav]<img src="h b.png">', "Back": "house"}
    assert note.origin["fields"] == {"Back": "house<script>1</script>"}
    assert school.context.blobs.get(note.picture) == png() and school.context.blobs.get(note.sound) == wav()
    states = {row.modality: row for row in only(school, StateRow)}
    assert states[""].due == datetime.fromtimestamp(CRT + 120 * DAY, UTC)
    assert (states[""].stability, states[""].difficulty, states[""].reps, states[""].lapses) == (21.5, 4.25, 3, 1)
    standing = only(school, StandingRow)[0]
    assert (standing.suspended, standing.flag, standing.buried_until) == (True, 2, None)
    assert [(row.rating, row.undone_at is None) for row in only(school, ReviewRow)] == [
        (3, True),
        (0, False),
        (3, True),
    ]
    assert school.service.media_named(LENA, came.decks[0].id, "h b.png") == (png(), "image/png")
    assert school.service.replay(LENA) == ()


def test_a_card_without_a_log_keeps_its_memory(school: School) -> None:
    made = collection(0)
    add(made, 0, ["a", "b"], type=2, queue=2, due=150, ivl=30, factor=2500, reps=9)
    add(made, 1, ["c", "d"], type=1, queue=1, due=NOW + 600, left=1001, reps=1)
    came = school.service.import_package(LENA, package(made), "es.apkg")
    assert came.reviews == 0
    review_card, learning = (row for row in only(school, StateRow) if row.modality == "")
    assert review_card.due == datetime.fromtimestamp(CRT + 150 * DAY, UTC)
    assert (review_card.stability, review_card.state, review_card.reps) == (30.0, 2, 9)
    assert (learning.state, learning.due) == (1, datetime.fromtimestamp(NOW + 600, UTC))
    assert [row.rating for row in only(school, ReviewRow)] == [0, 0]
    assert school.service.replay(LENA) == ()


def test_the_same_package_twice_adds_nothing(school: School) -> None:
    made = collection(2)
    add(made, 2, ["x", "y"], type=2, queue=2, due=150, ivl=30, factor=2500, reps=1)
    review(made, 2, 30)
    content = package(made, {"a.png": png()})
    processes = {child.pid for child in psutil.Process().children(recursive=True)}
    school.service.import_package(LENA, content, "es.apkg")
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= processes
    before = counts(school)
    again = school.service.import_package(LENA, content, "other.apkg")
    assert (again.notes, again.cards, again.media, again.reviews) == (0, 0, 0, 0)
    assert [deck.title for deck in again.decks] == ["Spanish"]
    assert "here already" in again.notices[0]
    assert counts(school) == before


def test_a_later_export_brings_what_is_new(school: School) -> None:
    made = collection(1)
    school.service.import_package(LENA, package(made), "es.apkg")
    made.notes[0] |= {"flds": "palabra0\x1fchanged", "mod": NOW + 50}
    made.cards[0] |= {"type": 2, "queue": 2, "due": 160, "ivl": 9, "reps": 1}
    review(made, 0, 1)
    add(made, 1, ["nuevo", "new"])
    came = school.service.import_package(LENA, package(made), "es.apkg")
    assert (came.notes, came.cards, came.reviews) == (1, 1, 1)
    assert [row.meaning for row in only(school, NoteRow)] == ["changed", "new"]
    assert next(row for row in only(school, StateRow)).due == datetime.fromtimestamp(CRT + 160 * DAY, UTC)


def test_two_learners_do_not_meet(school: School) -> None:
    made = collection(1)
    add(made, 1, ["x", "y"], type=2, queue=2, due=150, ivl=30, factor=2500, reps=1)
    review(made, 1, 30)
    for actor in (LENA, MAX):
        came = school.service.import_package(actor, package(made), "es.apkg")
        assert (came.notes, came.reviews) == (2, 1)
    assert len(only(school, DeckRow)) == 2
    assert {row.learner_id for row in only(school, StateRow)} == {LENA.id, MAX.id}


def test_decks_nest_and_options_map(school: School) -> None:
    made = collection(0, title="A::B")
    made.decks[56] = made.decks[55] | {"id": 56, "name": "A", "conf": 9}
    made.options[9] = made.options[1] | {"id": 9, "new": {"perDay": 7}, "desiredRetention": 0.85}
    add(made, 0, ["x", "y"])
    came = school.service.import_package(LENA, package(made), "es.apkg")
    assert [deck.title for deck in came.decks] == ["A", "A::B"]
    assert came.decks[0].settings["new_per_day"] == 7
    assert came.decks[0].settings["desired_retention"] == 0.85


def test_what_is_no_media_is_left_out_and_told(school: School) -> None:
    made = collection(0)
    add(made, 0, ["x [sound:a.mp3]", 'y <img src="b.png">'])
    came = school.service.import_package(LENA, package(made, {"a.mp3": b"no music", "b.png": b"<script>"}), "es.apkg")
    assert came.media == 0
    assert came.notices == (
        "Files of the package that are no pictures or sounds that can be read were left out (2): a.mp3, b.png.",
    )
    assert list(school.context.blobs.digests()) == []


def test_a_default_deck_is_called_like_its_file(school: School) -> None:
    came = school.service.import_package(LENA, package(collection(1, deck_id=1, title="Default")), "My words.apkg")
    assert [deck.title for deck in came.decks] == ["My words"]


UNKNOWN = collection()
UNKNOWN.models = {78: note_type(78)}
BAD_TYPE = collection()
BAD_TYPE.models = {77: note_type(tmpls=[])}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", Code.EMPTY),
        (b"no zip at all", Code.KIND),
        (package(UNKNOWN), Code.MALFORMED),
        (package(BAD_TYPE), Code.MALFORMED),
        (package(altered(collection(), "DROP TABLE cards")), Code.MALFORMED),
        (package(collection(), {"a.png": png(), "../b.png": png(1)}), Code.MALFORMED),
    ],
    ids=["empty", "no zip", "unknown type", "broken type", "no cards table", "climbing media"],
)
def test_a_refused_package_leaves_its_audit_row_alone(school: School, content: bytes, code: Code) -> None:
    with pytest.raises(Refused) as caught:
        school.service.import_package(LENA, content, "bad.apkg")
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".") and "\n" not in caught.value.sentence
    assert counts(school) == [0] * len(TABLES)
    assert list(school.context.blobs.digests()) == []
    rows = audit.rows(school.context.database, limit=9, actor=LENA.id)
    assert [(row.action, row.detail["why"]) for row in rows] == [("package.import.refused", code)]


def test_media_of_a_package_that_fails_late_are_taken_away(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    from domains.vocabulary.packages.importing import log

    def broken(*_: object) -> set[int]:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(log, "take", broken)
    made = collection(0)
    add(made, 0, ['<img src="a.png">', "y"])
    with pytest.raises(RuntimeError, match="disk is full"):
        school.service.import_package(LENA, package(made, {"a.png": png()}), "es.apkg")
    assert counts(school) == [0] * len(TABLES)
    assert list(school.context.blobs.digests()) == []


def test_a_package_too_large_is_refused_unopened(school: School, tmp_path: Path) -> None:
    school.settings[0] = Config(max_package_megabytes=1)
    path = tmp_path / "large.apkg"
    path.write_bytes(bytes(2**20 + 1))
    with pytest.raises(Refused, match=r"1\.0 MiB and at most 1 MiB"):
        school.service.import_package(LENA, path, "large.apkg")


def test_a_clinician_imports_nothing(school: School) -> None:
    with pytest.raises(NotAllowed):
        school.service.import_package(CLINICIAN, package(), "es.apkg")


def test_absurd_values_do_not_stop_an_import(school: School) -> None:
    made = collection(0)
    add(made, 0, ["x", "y"], type=2, queue=2, due=2**60, ivl=2**50, factor=-(2**40), reps=-5, left=2**40, data="[[[")
    add(made, 1, ["x", "y"], type=9, queue=17)
    review(made, 0, -9000)
    review(made, 0, 10)
    content = package(altered(made, "UPDATE notes SET mod = 'soon'", "UPDATE cards SET lapses = 1e300"))
    came = school.service.import_package(LENA, content, "es.apkg")
    assert (came.notes, came.reviews) == (2, 1)
    assert "time that cannot be" in came.notices[0]
    assert only(school, StateRow)[0].due <= datetime(3000, 1, 2, tzinfo=UTC)


def test_a_deck_that_was_deleted_comes_back_anew(school: School) -> None:
    came = school.service.import_package(LENA, package(), "es.apkg")
    school.service.delete_deck(LENA, came.decks[0].id, came.decks[0].version)
    again = school.service.import_package(LENA, package(), "es.apkg")
    assert again.notes == 2 and again.decks[0].id != came.decks[0].id
