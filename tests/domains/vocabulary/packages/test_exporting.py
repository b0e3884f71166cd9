"""What goes into a package: read back by our own reader; what Anki makes of it is in `tests/interop`."""

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from data import audit
from data.actor import NotAllowed
from domains.vocabulary.packages.child import database
from domains.vocabulary.packages.limits import Limits
from domains.vocabulary.store import ReviewRow
from domains.vocabulary.views import Answer, Draft, NoSuchDeck, NotNow, Turn
from tests.domains.vocabulary.conftest import CLINICIAN, LENA, MAX, School
from tests.domains.vocabulary.packages.making import CRT, DAY, NOW, add, collection, package, png, review


def told(content: bytes, name: str = "collection.anki21") -> dict[str, Any]:
    """Collection and rows of a package."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        pieces = database.rows(database.opened(file.read(name)), Limits())
        found: dict[str, Any] = {"note": [], "card": [], "review": []}
        for piece in pieces:
            if piece["kind"] == "collection":
                found |= piece
            else:
                found[piece["kind"]] += piece["rows"]
        names = json.loads(file.read("media"))
        found["media"] = {name: file.read(key) for key, name in names.items()}
    return found


def card(row: list[Any]) -> dict[str, Any]:
    names = "id nid did ord mod type queue due ivl factor reps lapses left odue odid flags data".split()
    return dict(zip(names, row, strict=True))


def learned(days: int = 150, **columns: Any) -> bytes:
    made = collection(0)
    values: dict[str, Any] = {
        "type": 2,
        "queue": 2,
        "due": days,
        "ivl": 30,
        "factor": 2350,
        "reps": 2,
        "data": '{"s":3.5,"d":4.5}',
    }
    add(made, 0, ["casa", "house<script>1</script>"], **values | columns)
    review(made, 0, 40, kind=0)
    review(made, 0, 30)
    return package(made, {"a.png": png()})


def came(school: School, content: bytes) -> str:
    return school.service.import_package(LENA, content, "es.apkg").decks[0].id


def test_what_came_goes_back_as_it_came(school: School) -> None:
    content = learned()
    before, after = told(content), told(school.service.export_package(LENA, came(school, content)))
    assert after["note"] == before["note"] and after["card"] == before["card"] and after["review"] == before["review"]
    assert after["media"] == {"a.png": png()}
    assert after["models"] == before["models"] and after["crt"] == before["crt"]


def test_the_oldest_anki_gets_what_it_knows(school: School) -> None:
    made = collection(0)
    add(made, 0, ["a", "b"], type=3, queue=1, due=NOW + 60, ivl=4, factor=2300, reps=3, lapses=1, left=1001)
    add(made, 1, ["c", "d"], type=2, queue=-3, due=150, ivl=4, factor=2300, reps=3)
    content = school.service.export_package(LENA, came(school, package(made)))
    new, old = told(content)["card"], told(content, "collection.anki2")["card"]
    assert [(card(row)["type"], card(row)["queue"]) for row in new] == [(3, 1), (2, -3)]
    assert [(card(row)["type"], card(row)["queue"]) for row in old] == [(2, 1), (2, -2)]
    assert card(old[0])["odue"] > 0


def test_an_answer_here_moves_its_card_alone(school: School) -> None:
    content = learned(days=(NOW - CRT) // DAY - 1)
    deck = came(school, content)
    turn = school.service.next(LENA, deck)
    assert isinstance(turn, Turn)
    school.service.answer(LENA, turn.token, Answer(3, duration_ms=1234))
    first, second = (told(school.service.export_package(LENA, deck)) for _ in range(2))
    audited(school, deck)
    assert first["review"] == second["review"] and len(first["review"]) == 3
    new = first["review"][-1]
    assert (new[2], new[6], new[7]) == (3, 1234, 1) and new[3] >= 1
    moved = card(first["card"][0])
    assert moved["reps"] == 3 and moved["due"] > (NOW - CRT) // DAY and moved["factor"] == 2350
    school.service.undo(LENA, deck)
    back = told(school.service.export_package(LENA, deck))
    assert back["card"] == told(content)["card"] and len(back["review"]) == 2


def test_decisions_go_along(school: School) -> None:
    deck = came(school, learned())
    line = school.service.search(LENA, "casa").lines[0]
    school.service.suspend(LENA, line.card_id, True)
    school.service.flag(LENA, line.card_id, 4)
    school.service.tag(LENA, line.card_id, ["mine"])
    out = told(school.service.export_package(LENA, deck))
    assert (card(out["card"][0])["queue"], card(out["card"][0])["flags"]) == (-1, 4)
    assert out["note"][0][4] == " a b mine "
    school.service.suspend(LENA, line.card_id, False)
    assert card(told(school.service.export_package(LENA, deck))["card"][0])["queue"] == 2


def test_changed_settings_go_along(school: School) -> None:
    deck = school.service.deck(LENA, came(school, learned()))
    settings = {**deck.settings, "new_per_day": 3, "desired_retention": 0.8}
    school.service.change_deck(LENA, deck.id, deck.version, settings=settings)
    out = told(school.service.export_package(LENA, deck.id))
    options = out["dconf"][str(out["decks"]["55"]["conf"])]
    assert (options["new"]["perDay"], options["desiredRetention"]) == (3, 0.8)


def test_somebody_else_gets_the_deck_without_its_owners_memory(school: School) -> None:
    deck = school.service.deck(LENA, came(school, learned()))
    with school.context.database.write() as session:
        from domains.vocabulary.store import DeckRow

        session.get_one(DeckRow, deck.id).audience = "everyone"
    out = told(school.service.export_package(MAX, deck.id))
    assert card(out["card"][0])["type"] == 0 and out["review"] == []


def test_decks_below_go_along_and_others_stay(school: School) -> None:
    made = collection(0, title="A::B")
    made.decks[56] = made.decks[55] | {"id": 56, "name": "A"}
    made.decks[57] = made.decks[55] | {"id": 57, "name": "AB"}
    for at, home in enumerate((55, 56, 57)):
        add(made, at, [f"w{at}", "x"], home)
    decks = {deck.title: deck.id for deck in school.service.import_package(LENA, package(made), "x.apkg").decks}
    out = told(school.service.export_package(LENA, decks["A"]))
    assert {deck["name"] for deck in out["decks"].values()} == {"Default", "A", "A::B"}
    assert len(out["card"]) == 2


def test_packages_of_two_collections_keep_their_days(school: School) -> None:
    first, second = collection(0), collection(0)
    second.crt = CRT - 10 * DAY
    add(first, 0, ["a", "b"], type=2, queue=2, due=150, ivl=9, factor=2500, reps=1)
    add(second, 1, ["c", "d"], type=2, queue=2, due=150, ivl=9, factor=2500, reps=1)
    came(school, package(first))
    out = told(school.service.export_package(LENA, came(school, package(second))))
    assert sorted(card(row)["due"] for row in out["card"]) == [140, 150]


def test_a_deck_of_our_own_has_a_type_of_our_own(school: School) -> None:
    deck = school.service.create_deck(LENA, "Mis", "es", "en")
    school.service.add_notes(LENA, deck.id, [Draft("uno", "one", ("1",), "{{Uno}} & dos.", ())])
    note = school.service.notes(LENA, deck.id)[0]
    school.service.set_picture(LENA, note.id, png(7))
    out = told(school.service.export_package(LENA, deck.id))
    name = next(iter(out["media"]))
    fields = ["uno", "one", f'<img src="{name}">', "", "", "<b>Uno</b> &amp; dos.", "", "1"]
    assert out["note"][0][5].split("\x1f") == fields
    assert next(iter(out["models"].values()))["name"] == "Chiron word"
    back = school.service.import_package(MAX, school.service.export_package(LENA, deck.id), "x.apkg")
    mine = school.service.notes(MAX, back.decks[0].id)[0]
    assert (mine.word, mine.meaning, mine.accepted, mine.example) == ("uno", "one", ("1",), "{{Uno}} & dos.")
    assert mine.picture == school.service.note(LENA, note.id).picture and mine.fields == {}


def test_without_history_nothing_of_the_learner_goes_along(school: School) -> None:
    deck = came(school, learned(queue=-1, flags=3))
    out = told(school.service.export_package(LENA, deck, history=False))
    assert out["review"] == [] and (card(out["card"][0])["type"], card(out["card"][0])["queue"]) == (0, 0)
    assert card(out["card"][0])["flags"] == 0


def test_what_cannot_be_exported(school: School) -> None:
    empty = school.service.create_deck(LENA, "Empty", "es", "en")
    with pytest.raises(NotNow, match="no cards yet"):
        school.service.export_package(LENA, empty.id)
    with pytest.raises(NoSuchDeck):
        school.service.export_package(MAX, empty.id)
    with pytest.raises(NotAllowed):
        school.service.export_package(CLINICIAN, empty.id)


def audited(school: School, deck: str) -> None:
    """An export leaves its row, and every answer has its number."""
    row = audit.rows(school.context.database, limit=1, actor=LENA.id)[0]
    assert (row.action, row.subject, row.detail["cards"]) == ("package.export", f"deck/{deck}", 1)
    with school.context.database.read() as session:
        rows = session.scalars(select(ReviewRow)).all()
    assert all(each.origin_id for each in rows)
    assert rows[0].reviewed_at <= datetime.now(UTC)


def test_it_comes_and_goes_on_postgresql(open_school: Any, postgres: str) -> None:
    school = open_school(postgres)
    content = learned()
    deck = came(school, content)
    assert school.service.import_package(LENA, content, "again.apkg").notes == 0
    assert told(school.service.export_package(LENA, deck))["card"] == told(content)["card"]
    assert school.service.replay(LENA) == ()
