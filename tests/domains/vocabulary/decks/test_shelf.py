"""Decks: who sees them, and how they are made, changed, copied, shared, deleted and brought back."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from data import audit
from data.actor import NotAllowed
from domains.vocabulary.store import ConfusionRow, NoteRow
from domains.vocabulary.views import Answer, Draft, NoSuchCard, NoSuchDeck, NotNow, Turn
from tests.domains.vocabulary.conftest import ADMIN, CLINICIAN, LENA, MAX, TESS, Open, School


def filled(school: School, words: int = 3) -> str:
    deck = school.service.create_deck(LENA, "Kitchen", "es", "en")
    return school.service.add_notes(LENA, deck.id, [Draft(f"w{n}", f"m{n}") for n in range(words)]).id


def test_a_deck_is_its_owners_alone(school: School) -> None:
    deck = filled(school)
    assert [each.title for each in school.service.decks(LENA)] == ["Kitchen"]
    assert school.service.deck(LENA, deck).editable and school.service.deck(LENA, deck).cards == 3
    for stranger in (MAX, ADMIN):
        assert school.service.decks(stranger) == ()
        with pytest.raises(NoSuchDeck, match="no such deck for you"):
            school.service.deck(stranger, deck)


def test_a_stranger_can_do_nothing_with_it(school: School) -> None:
    deck = filled(school)
    note = school.service.notes(LENA, deck)[0].id
    card = school.service.search(LENA, "").lines[0].card_id
    service = school.service
    attempts: list[Callable[[], object]] = [
        lambda: service.deck(MAX, deck), lambda: service.next(MAX, deck), lambda: service.undo(MAX, deck),
        lambda: service.backlog(MAX, deck), lambda: service.spread(MAX, deck, 3), lambda: service.notes(MAX, deck),
        lambda: service.statistics(MAX, deck), lambda: service.change_deck(MAX, deck, 2, title="x"),
        lambda: service.delete_deck(MAX, deck, 2), lambda: service.restore_deck(MAX, deck),
        lambda: service.copy_deck(MAX, deck), lambda: service.drafts(MAX, deck, "a - b"),
        lambda: service.add_notes(MAX, deck, [Draft("a", "b")]), lambda: service.import_table(MAX, deck, b"a,b"),
        lambda: service.export_table(MAX, deck), lambda: service.share(MAX, deck, None),
        lambda: service.media_named(MAX, deck, "x"), lambda: service.export_package(MAX, deck),
        lambda: service.note(MAX, note), lambda: service.change_note(MAX, note, word="x"),
        lambda: service.delete_note(MAX, note), lambda: service.restore_note(MAX, note),
        lambda: service.set_picture(MAX, note, None), lambda: service.set_recording(MAX, note, None),
        lambda: service.bury(MAX, card), lambda: service.suspend(MAX, card, True), lambda: service.flag(MAX, card, 1),
        lambda: service.tag(MAX, card, ["x"]), lambda: service.leech(MAX, card),
    ]  # fmt: skip
    before = school.service.deck(LENA, deck)
    for attempt in attempts:
        with pytest.raises((NoSuchDeck, NoSuchCard)):
            attempt()
    assert school.service.search(MAX, "").total == 0
    assert school.service.deck(LENA, deck) == before and school.service.note(LENA, note).word == "w0"


def test_a_clinician_is_refused_and_the_attempt_recorded(school: School) -> None:
    for attempt in (
        lambda: school.service.decks(CLINICIAN),
        lambda: school.service.create_deck(CLINICIAN, "x", "", ""),
    ):
        with pytest.raises(NotAllowed):
            attempt()
        assert audit.rows(school.context.database, limit=1)[0].action.endswith(".refused")


def test_everyones_deck_is_seen_by_all_and_changed_by_administrators(school: School) -> None:
    deck = school.service.create_deck(ADMIN, "Starter", "es", "en")
    school.service.add_notes(ADMIN, deck.id, [Draft("sol", "sun")])
    school.service.share(ADMIN, deck.id, "everyone")
    view = school.service.deck(MAX, deck.id)
    assert not view.editable and view.audience == "everyone" and view.counts.new == 1
    with pytest.raises(NotNow, match="make a copy"):
        school.service.change_note(MAX, school.service.notes(MAX, deck.id)[0].id, word="x")
    assert isinstance(school.service.next(MAX, deck.id), Turn)


def test_only_an_administrator_shows_a_deck_to_everyone(school: School) -> None:
    with pytest.raises(NotNow, match="Only an administrator"):
        school.service.share(LENA, filled(school), "everyone")


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused(school: School) -> None:
    deck = filled(school)
    version = school.service.deck(LENA, deck).version
    changed = school.service.change_deck(LENA, deck, version, title="  Küche\n", language="de_AT", known="en")
    assert (changed.title, changed.language, changed.version) == ("Küche", "de-AT", version + 1)
    for attempt in (
        lambda: school.service.change_deck(LENA, deck, version, title="x"),
        lambda: school.service.delete_deck(LENA, deck, version),
    ):
        with pytest.raises(NotNow, match="changed meanwhile"):
            attempt()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": " "}, "no title"),
        ({"title": "x" * 257}, "257 characters"),
        ({"language": "espagnol du nord"}, "its tag"),
        ({"colour": "red"}, "cannot be changed"),
        ({"settings": {"desired_retention": 0.999}}, "less than or equal"),
        ({"settings": {"new_per_day": -1}}, "New cards a day"),
        ({"settings": {"refit_after": 100}}, "no setting"),
    ],
)
def test_a_value_that_cannot_be_is_not_kept(school: School, fields: dict[str, object], said: str) -> None:
    deck = filled(school)
    before = school.service.deck(LENA, deck)
    with pytest.raises(NotNow, match=said):
        school.service.change_deck(LENA, deck, before.version, **fields)
    assert school.service.deck(LENA, deck) == before


def test_a_setting_of_a_deck_goes_back_to_the_suites(school: School) -> None:
    deck = filled(school)
    version = school.service.deck(LENA, deck).version
    view = school.service.change_deck(LENA, deck, version, settings={"new_per_day": 1})
    assert view.settings == {"new_per_day": 1} and view.counts.new == 1
    view = school.service.change_deck(LENA, deck, view.version, settings={"new_per_day": None})
    assert view.settings == {} and view.counts.new == 3


def test_a_deleted_deck_is_gone_until_it_is_restored_with_its_memory(school: School) -> None:
    deck = filled(school)
    asked = school.service.next(LENA, deck)
    assert isinstance(asked, Turn)
    school.service.answer(LENA, asked.token, Answer(4))
    school.service.delete_deck(LENA, deck, school.service.deck(LENA, deck).version)
    assert school.service.decks(LENA) == () and school.service.search(LENA, "").total == 0
    with pytest.raises(NoSuchDeck):
        school.service.next(LENA, deck)
    assert school.service.replay(LENA) == ()
    with pytest.raises(NoSuchDeck, match="no deleted deck"):
        school.service.restore_deck(MAX)
    assert school.service.restore_deck(LENA).id == deck
    assert school.service.deck(LENA, deck).counts.done == 1


def test_a_copy_is_ones_own_and_without_memory(open_school: Open, postgres: str) -> None:
    school = open_school(postgres)
    deck = filled(school)
    note = school.service.notes(LENA, deck)[0].id
    school.service.delete_note(LENA, school.service.notes(LENA, deck)[2].id)
    with school.context.database.write() as session:
        session.merge(ConfusionRow(first=note, second=note + 1, deck_id=deck, score=0.7, spelling=0.7))
    asked = school.service.next(LENA, deck)
    assert isinstance(asked, Turn)
    school.service.answer(LENA, asked.token, Answer(4))
    copy = school.service.copy_deck(LENA, deck)
    assert (copy.title, copy.cards, copy.kind, copy.counts.done, copy.counts.new) == ("Kitchen (copy)", 2, "own", 0, 2)
    school.service.change_note(LENA, school.service.notes(LENA, copy.id)[0].id, word="other")
    assert school.service.note(LENA, note).word == "w0"
    with school.context.database.read() as session:
        edges = session.scalars(select(ConfusionRow).where(ConfusionRow.deck_id == copy.id)).all()
        owners = {session.get_one(NoteRow, edge.first).deck_id for edge in edges}
    assert owners <= {copy.id}


def test_a_class_deck_can_be_copied_by_its_learners(school: School) -> None:
    deck = filled(school)
    row = school.service.create_class(ADMIN, "First year")
    school.service.enrol(ADMIN, row.id, LENA.id, "teacher")
    school.service.enrol(LENA, row.id, MAX.id, "learner")
    school.service.share(LENA, deck, row.id)
    copy = school.service.copy_deck(MAX, deck)
    assert copy.owner == "Max" and copy.editable
    with pytest.raises(NoSuchDeck):
        school.service.copy_deck(TESS, deck)
