"""Decks to the official Anki and back: cards, media, options, due dates and the log, field by field."""

import functools
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from data.actor import Actor
from domains.vocabulary import clock
from domains.vocabulary.packages import own
from domains.vocabulary.store import CardRow, NoteRow, ReviewRow, StandingRow, StateRow
from domains.vocabulary.views import Answer, Draft, Imported, Turn
from tests.domains.vocabulary.conftest import LENA, MAX, School, empty, open_school, school
from tests.domains.vocabulary.packages.making import png

__all__ = ["empty", "open_school", "school"]
PEER = Path(__file__).parent / "anki_peer.py"
VARIABLE = "CHIRON_ANKI_PYTHON"
Facts = dict[str, Any]
NOTES, CARDS, MEDIA = 18, 35, 17
WITH_LOG = ("sm2-legacy-log-media.apkg", "fsrs-latest-log-media.apkg")


def interpreter() -> str | None:
    """An interpreter that has Anki; it is never this one."""
    named = os.environ.get(VARIABLE)
    path = Path(named) if named else Path(sys.prefix) / "anki" / "bin" / "python"
    return str(path) if path.is_file() else None


ANKI = interpreter()
pytestmark = pytest.mark.skipif(
    ANKI is None, reason=f"Anki is missing: `make test` installs it, or name an interpreter that has it in {VARIABLE}."
)


def peer(what: str, path: Path) -> Facts:
    assert ANKI is not None
    command = [ANKI, str(PEER), what, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr[-3000:]
    told: Facts = json.loads(done.stdout.splitlines()[-1])
    return told


@functools.cache
def taken(path: Path) -> Facts:
    """What Anki makes of a package that it exported itself."""
    return peer("take", path)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Facts]:
    """Collections that Anki made, scheduled and exported."""
    folder = tmp_path_factory.mktemp("anki")
    return folder, peer("build", folder)


def came(school: School, path: Path) -> Imported:
    return school.service.import_package(LENA, path, path.name)


def gone(school: School, tmp_path: Path, title: str, history: bool = True, actor: Actor = LENA) -> Path:
    deck = next(deck for deck in school.service.decks(actor) if deck.title == title)
    path = tmp_path / "ours.apkg"
    path.write_bytes(school.service.export_package(actor, deck.id, history))
    return path


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two sets of facts differ, by name."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = sorted({*one, *other})
        return [each for key in keys for each in differences(one.get(key), other.get(key), f"{path}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [
            each for at, pair in enumerate(zip(one, other, strict=True)) for each in differences(*pair, f"{path}/{at}")
        ]
    return [] if one == other else [f"{path}: {one!r} became {other!r}"]


@pytest.mark.parametrize("name", WITH_LOG)
def test_what_anki_exports_goes_back_without_a_loss(
    school: School, built: tuple[Path, Facts], tmp_path: Path, name: str
) -> None:
    source = built[0] / name
    came(school, source)
    theirs, ours = taken(source), peer("take", gone(school, tmp_path, "Spanish"))
    facts = theirs["facts"]
    assert (len(facts["notes"]), len(facts["cards"]), len(facts["media"])) == (NOTES, CARDS, MEDIA)
    assert len(facts["reviews"]) > 80
    assert {card["type"] for card in facts["cards"].values()} == {0, 1, 2, 3}
    assert {card["queue"] for card in facts["cards"].values()} >= {-3, -2, -1, 0, 1, 2}
    assert any(card["home"] for card in facts["cards"].values())
    assert differences(facts, ours["facts"]) == []
    assert theirs["log"] == ours["log"] and ours["same"] and ours["again"]["new"] == 0
    assert ours["integrity"][1] is True


@pytest.mark.parametrize("name", ["fsrs-legacy-log-media.apkg", "sm2-latest-log-media.apkg"])
def test_what_anki_exports_is_here_as_it_was_there(school: School, built: tuple[Path, Facts], name: str) -> None:
    told = came(school, built[0] / name)
    facts = built[1][name.split("-")[0]]["facts"]
    assert (told.notes, told.cards, told.media) == (len(facts["notes"]), len(facts["cards"]), len(facts["media"]))
    assert told.reviews == len(facts["reviews"])
    here = memories(school)
    there = {key: card for key, card in facts["cards"].items() if card["type"] in (1, 2, 3)}
    assert here.keys() == there.keys()
    for key, card in there.items():
        due = card["odue"] if card["home"] and card["odue"] else card["due"]
        assert here[key].due == datetime.fromtimestamp(due, UTC), key
        assert (here[key].state, here[key].reps, here[key].lapses) == (card["type"], card["reps"], card["lapses"])
        if "s" in card["data"]:
            assert (here[key].stability, here[key].difficulty) == (card["data"]["s"], card["data"]["d"])
    assert standings(school) == {
        key: (card["queue"] == -1, card["queue"] in (-2, -3), card["flags"])
        for key, card in facts["cards"].items()
        if card["queue"] < 0 or card["flags"]
    }
    assert school.service.replay(LENA) == ()


def keyed(school: School, table: Any) -> list[tuple[str, Any]]:
    """Rows by guid and ordinal of their card."""
    query = select(NoteRow.guid, CardRow.ordinal, table).join(CardRow, CardRow.note_id == NoteRow.id)
    with school.context.database.read() as session:
        rows = session.execute(query.join(table, table.card_id == CardRow.id)).all()
    return [(f"{guid}/{ordinal}", row) for guid, ordinal, row in rows]


def memories(school: School) -> dict[str, StateRow]:
    return {key: row for key, row in keyed(school, StateRow) if row.modality == ""}


def standings(school: School) -> dict[str, tuple[bool, bool, int]]:
    rows = keyed(school, StandingRow)
    return {key: (row.suspended, row.buried_until is not None, row.flag) for key, row in rows}


def test_a_package_without_scheduling_brings_new_cards(school: School, built: tuple[Path, Facts]) -> None:
    told = came(school, built[0] / "fsrs-latest.apkg")
    assert (told.notes, told.cards, told.media, told.reviews) == (NOTES, CARDS, 0, 0)
    assert memories(school) == {}


def test_both_generations_bring_the_same(school: School, built: tuple[Path, Facts]) -> None:
    came(school, built[0] / "fsrs-legacy-log-media.apkg")
    again = came(school, built[0] / "fsrs-latest-log-media.apkg")
    assert (again.notes, again.cards, again.media, again.reviews) == (0, 0, 0, 0)


def test_a_package_of_the_first_scheduler_goes_back_without_a_loss(
    school: School, built: tuple[Path, Facts], tmp_path: Path
) -> None:
    came(school, built[0] / "sm2-legacy-log-media.apkg")
    old = only_the_oldest(gone(school, tmp_path, "Spanish"), tmp_path / "old.apkg")
    school.service.import_package(MAX, old, "old.apkg")
    theirs, ours = peer("take", old)["facts"], peer("take", gone(school, tmp_path, "Spanish", actor=MAX))["facts"]
    relearned = [card for card in theirs["cards"].values() if card["type"] == 3]
    assert relearned and len(theirs["reviews"]) > 80
    assert differences(theirs, ours) == []


def only_the_oldest(path: Path, out: Path) -> Path:
    """A package with the database for Anki 2.0 alone."""
    with zipfile.ZipFile(path) as file, zipfile.ZipFile(out, "w") as left:
        for name in set(file.namelist()) - {"meta", "collection.anki21"}:
            left.writestr(name, file.read(name))
    return out


def test_a_whole_collection_comes_in(school: School, built: tuple[Path, Facts]) -> None:
    told = came(school, built[0] / "sm2.colpkg")
    assert (told.notes, told.cards, told.media) == (NOTES, CARDS, MEDIA)


def words(school: School) -> str:
    """A deck of our own, with a picture and words that HTML would trip over."""
    deck = school.service.create_deck(LENA, "Mis palabras", "es", "en")
    drafts = [
        Draft("casa", "house", ("hogar", "vivienda"), "La {{casa}} es grande.", ("home", "a1")),
        Draft("perro <b>", 'dog & "hound"', (), "", ()),
        Draft("gato", "cat", (), "", ()),
    ]
    school.service.add_notes(LENA, deck.id, drafts)
    first = school.service.notes(LENA, deck.id)[0]
    school.service.change_note(LENA, first.id, ipa="kasa", level="A1")
    school.service.set_picture(LENA, first.id, png(3))
    return deck.id


def learn(school: School, deck: str, days: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer what comes, on some days; one answer is taken back."""
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    for day in days:
        at = datetime.fromtimestamp(start.timestamp() + day * 86_400, UTC)
        monkeypatch.setattr(clock, "now", lambda at=at: at)
        turn = school.service.next(LENA, deck)
        for rating in (3, 1, 4, 3, 3):
            if not isinstance(turn, Turn):
                break
            turn = school.service.answer(LENA, turn.token, Answer(rating, duration_ms=4200))
    school.service.undo(LENA, deck)


def test_a_deck_of_our_own_goes_to_anki_and_back(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deck = words(school)
    learn(school, deck, (0, 1, 5), monkeypatch)
    path = gone(school, tmp_path, "Mis palabras")
    told = peer("take", path)
    facts = told["facts"]
    assert told["log"]["new"] == 3 and told["same"] and told["integrity"][1] is True
    assert {note["type"] for note in facts["notes"].values()} == {own.NAME}
    first = next(note for note in facts["notes"].values() if note["fields"][0] == "casa")
    name = next(iter(facts["media"]))
    assert first["fields"] == [
        "casa", "house", f'<img src="{name}">', "", "/kasa/", "La <b>casa</b> es grande.", "A1", "hogar; vivienda",
    ]  # fmt: skip
    assert sorted(first["tags"]) == ["a1", "home"]
    compare_memory(school, facts)
    back = school.service.import_package(MAX, path, "back.apkg")
    assert (back.notes, back.cards, back.media) == (3, 3, 1)
    notes = school.service.notes(MAX, back.decks[0].id)
    mine = {note.word: note for note in school.service.notes(LENA, deck)}
    for note in notes:
        was = mine[note.word]
        for part in ("meaning", "accepted", "ipa", "level", "example", "picture", "tags"):
            assert getattr(note, part) == getattr(was, part), part
        assert note.fields == {}
    assert school.service.replay(MAX) == ()


def compare_memory(school: School, facts: Facts) -> None:
    """Due dates, counts, FSRS state and log are in Anki what they are here."""
    here = memories(school)
    assert here
    for key, state in here.items():
        card = facts["cards"][key]
        assert (card["type"], card["reps"], card["lapses"]) == (state.state, state.reps, state.lapses)
        day = 86_400
        if state.state == 2:
            assert 0 <= state.due.timestamp() - card["due"] < day
        else:
            assert card["due"] == int(state.due.timestamp())
        assert card["data"]["s"] == pytest.approx(state.stability, abs=1e-4)
        assert card["data"]["d"] == pytest.approx(state.difficulty, abs=1e-3)
    with school.context.database.read() as session:
        rows = session.scalars(select(ReviewRow).where(ReviewRow.undone_at.is_(None))).all()
    assert sorted(facts["reviews"]) == sorted(str(row.origin_id) for row in rows)
    assert sorted(value[2] for value in facts["reviews"].values()) == sorted(row.rating for row in rows)
    assert {value[6] for value in facts["reviews"].values()} == {4200}


def test_answers_here_go_to_anki_and_do_not_come_back_twice(
    school: School, built: tuple[Path, Facts], tmp_path: Path
) -> None:
    source = built[0] / "fsrs-latest-log-media.apkg"
    deck = came(school, source).decks[0]
    turn = school.service.next(LENA, deck.id)
    assert isinstance(turn, Turn)
    school.service.answer(LENA, turn.token, Answer(3, duration_ms=900))
    before = taken(source)["facts"]
    path = gone(school, tmp_path, "Spanish")
    facts = peer("take", path)["facts"]
    new = facts["reviews"].keys() - before["reviews"].keys()
    assert len(new) == 1 and before["reviews"].keys() <= facts["reviews"].keys()
    touched = {f"{facts['reviews'][each][0]}/{facts['reviews'][each][1]}" for each in new}
    found = differences(before["cards"], facts["cards"])
    assert found and {"/".join(each.split("/")[1:-1]).split("/data")[0] for each in found} == touched
    again = school.service.import_package(LENA, path, "again.apkg")
    assert (again.notes, again.cards, again.reviews) == (0, 0, 0)


def test_a_changed_word_goes_to_anki_alone(school: School, built: tuple[Path, Facts], tmp_path: Path) -> None:
    deck = next(d for d in came(school, built[0] / "sm2-legacy-log-media.apkg").decks if d.title == "Spanish::Animals")
    note = school.service.notes(LENA, deck.id)[0]
    school.service.change_note(LENA, note.id, meaning="a <new> meaning", tags=["animals", "fresh"])
    theirs = taken(built[0] / "sm2-legacy-log-media.apkg")["facts"]
    ours = peer("take", gone(school, tmp_path, "Spanish"))["facts"]
    found = differences(theirs["notes"], ours["notes"])
    assert len({each.split("/")[1] for each in found}) == 1
    changed = next(each for each in ours["notes"].values() if "fresh" in each["tags"])
    assert changed["fields"][1] == "a &lt;new> meaning" or changed["fields"][1] == "a &lt;new&gt; meaning"
    assert differences(theirs["cards"], ours["cards"]) == []


def test_an_export_without_history_is_all_new(school: School, built: tuple[Path, Facts], tmp_path: Path) -> None:
    came(school, built[0] / "fsrs-legacy-log-media.apkg")
    facts = peer("take", gone(school, tmp_path, "Spanish", history=False))["facts"]
    assert (len(facts["notes"]), len(facts["cards"]), facts["reviews"]) == (NOTES, CARDS, {})
    assert {card["type"] for card in facts["cards"].values()} == {0}
