"""Which card comes: learning first, most at risk next, new ones between, look-alikes apart, within the day's limits."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import delete, select

from domains.vocabulary.bands import band
from domains.vocabulary.store import CardRow, ConfusionRow, NoteRow, StandingRow, StateRow
from domains.vocabulary.study import picking
from domains.vocabulary.views import Answer, Draft, NotNow, Rest, Turn
from tests.domains.vocabulary.conftest import LENA, MAX, Open, School
from tests.domains.vocabulary.study.desk_at import Clock, go_through, made, stopped, turn


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, open_school: Open) -> Iterator[School]:
    yield open_school(None if request.param == "sqlite" else request.getfixturevalue("postgres"))


def remembered(school: School, deck: str, clock: Clock, stability: dict[int, tuple[float, float]]) -> list[int]:
    """Put cards into review: by place, days of stability and days since the last review; card ids by place."""
    with school.context.database.write() as session:
        cards = session.scalars(select(CardRow.id).where(CardRow.deck_id == deck).order_by(CardRow.position)).all()
        session.execute(delete(ConfusionRow))
        for place, (days, ago) in stability.items():
            last = clock.at - timedelta(days=ago)
            session.add(
                StateRow(
                    learner_id=LENA.id,
                    card_id=cards[place],
                    modality="",
                    deck_id=deck,
                    state=2,
                    step=None,
                    stability=days,
                    difficulty=5.0,
                    last_review=last,
                    due=last + timedelta(days=days),
                    reps=3,
                    lapses=0,
                    trace=[],
                )
            )
    return list(cards)


def asked_in_turn(school: School, deck: str, clock: Clock, most: int = 100) -> list[int]:
    return [each.card_id for each in go_through(school, deck, clock, lambda _: 4, most)]


def test_the_card_most_at_risk_comes_first(either: School, clock: Clock) -> None:
    deck = made(either, 5, new_per_day=0)
    cards = remembered(either, deck, clock, {0: (10, 14), 1: (10, 40), 2: (2, 4), 3: (50, 51), 4: (30, 29)})
    assert asked_in_turn(either, deck, clock) == [cards[1], cards[2], cards[0], cards[3]]


def test_of_many_due_cards_the_riskiest_is_found_by_bands(
    either: School, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picking, "EXACT", 5)
    lot = Random(1)  # noqa: S311 - made-up data
    deck = made(either, 40, new_per_day=0)
    known = {place: (days := lot.uniform(5, 200), days * lot.uniform(1.0, 3.0)) for place in range(40)}
    cards = remembered(either, deck, clock, known)
    risk = {cards[place]: late / days for place, (days, late) in known.items()}
    order = asked_in_turn(either, deck, clock, 10)
    ranked = sorted(risk, key=lambda card: -risk[card])
    assert order[0] in ranked[:3]
    assert all(ranked.index(card) < 24 for card in order)


def test_what_is_being_learned_comes_before_all_else(school: School, clock: Clock) -> None:
    deck = made(school, 6, new_per_day=1)
    remembered(school, deck, clock, {place: (5, 9) for place in range(1, 6)})
    order = go_through(school, deck, clock, lambda each: 3 if each.is_new else 4, most=2)
    new = next((each for each in order if each.is_new), None)
    assert new is not None
    clock.go(minutes=11)
    assert turn(school.service.next(LENA, deck)).card_id == new.card_id


def test_a_card_in_learning_comes_early_when_nothing_else_is_left(school: School, clock: Clock) -> None:
    deck = made(school, 1)
    first = turn(school.service.next(LENA, deck))
    second = school.service.answer(LENA, first.token, Answer(3))
    assert turn(second).card_id == first.card_id and not turn(second).is_new
    rest = school.service.answer(LENA, turn(second).token, Answer(3))
    assert isinstance(rest, Rest) and rest.next_due is not None and rest.next_due > clock.at + timedelta(days=1)


def test_new_cards_are_spread_among_reviews(school: School, clock: Clock) -> None:
    deck = made(school, 15, new_per_day=3)
    remembered(school, deck, clock, {place: (5, 9 + place / 10) for place in range(12)})
    order = [each.is_new for each in go_through(school, deck, clock, lambda _: 4)]
    places = [place for place, is_new in enumerate(order) if is_new]
    assert len(places) == 3 and len(order) == 15
    gaps = [after - before for before, after in pairwise(places)]
    assert min(gaps) >= 3 and max(gaps) <= 8


def test_look_alikes_are_five_turns_apart(school: School, clock: Clock) -> None:
    deck = made(school, 14, new_per_day=14)
    with school.context.database.write() as session:
        session.execute(delete(ConfusionRow))
        notes = session.scalars(select(NoteRow.id).where(NoteRow.deck_id == deck).order_by(NoteRow.position)).all()
        alike = [(notes[at], notes[at + 1]) for at in range(0, 6, 2)]
        session.add_all(ConfusionRow(first=one, second=two, deck_id=deck, score=0.9) for one, two in alike)
    order = [each.note.id for each in go_through(school, deck, clock, lambda _: 4)]
    assert sorted(order) == sorted(notes)
    for one, two in alike:
        assert abs(order.index(one) - order.index(two)) > 5


def test_look_alikes_come_when_nothing_else_is_left(school: School, clock: Clock) -> None:
    deck = made(school, 2)
    with school.context.database.write() as session:
        session.execute(delete(ConfusionRow))
        one, two = session.scalars(select(NoteRow.id).where(NoteRow.deck_id == deck).order_by(NoteRow.id)).all()
        session.add(ConfusionRow(first=one, second=two, deck_id=deck, score=0.9))
    assert [each.note.id for each in go_through(school, deck, clock, lambda _: 4)] == [one, two]


def test_a_day_holds_so_many_new_cards_and_the_next_day_as_many_again(either: School, clock: Clock) -> None:
    deck = made(either, 5, new_per_day=2)
    assert len(go_through(either, deck, clock, lambda _: 4)) == 2
    assert either.service.deck(LENA, deck).counts.new == 0
    clock.go(days=1)
    assert either.service.deck(LENA, deck).counts.new == 2
    assert len([each for each in go_through(either, deck, clock, lambda _: 4) if each.is_new]) == 2


def test_a_day_begins_at_its_hour(school: School, clock: Clock) -> None:
    deck = made(school, 4, new_per_day=2)
    clock.at = clock.at.replace(hour=3, minute=50)
    assert len(go_through(school, deck, clock, lambda _: 4)) == 2
    clock.at = clock.at.replace(hour=4, minute=1)
    assert school.service.deck(LENA, deck).counts.new == 2


def test_reviews_are_limited_and_new_cards_wait_for_a_backlog(school: School, clock: Clock) -> None:
    deck = made(school, 12, new_per_day=5, reviews_per_day=4)
    remembered(school, deck, clock, {place: (5, 9) for place in range(10)})
    counts = school.service.deck(LENA, deck).counts
    assert (counts.new, counts.due, counts.later) == (0, 4, 6)
    assert len(go_through(school, deck, clock, lambda _: 4)) == 4
    rest = school.service.next(LENA, deck)
    assert isinstance(rest, Rest) and "6 more are due beyond the daily limit" in rest.sentence


def test_a_backlog_is_spread_over_days(either: School, clock: Clock) -> None:
    deck = made(either, 30, new_per_day=0, reviews_per_day=10)
    remembered(either, deck, clock, {place: (5, 9) for place in range(30)})
    offered = either.service.backlog(LENA, deck)
    assert offered is not None and offered.due == 30 and offered.limit == 10 and 3 in offered.choices
    assert "spread them over" in offered.sentence
    either.service.spread(LENA, deck, 6)
    planned = either.service.backlog(LENA, deck)
    assert planned is not None and planned.per_day == 5 and planned.until == (clock.at + timedelta(days=5)).date()
    assert len(go_through(either, deck, clock, lambda _: 4)) == 5
    clock.go(days=1)
    assert either.service.deck(LENA, deck).counts.due == 5
    either.service.spread(LENA, deck, None)
    assert either.service.deck(LENA, deck).counts.due == 10
    clock.go(days=-1)
    assert either.service.backlog(MAX, made(either, 1, actor=MAX)) is None


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_backlog_is_spread_over_a_year_at_most(school: School, days: int) -> None:
    with pytest.raises(NotNow, match="from 1 to 365"):
        school.service.spread(LENA, made(school, 1), days)


@pytest.mark.parametrize("hide", ["bury", "suspend"])
def test_what_is_put_aside_does_not_come_and_is_not_counted(either: School, clock: Clock, hide: str) -> None:
    deck = made(either, 4, new_per_day=2)
    cards = remembered(either, deck, clock, {0: (5, 9), 1: (5, 8)})
    for card in (cards[0], cards[2]):
        either.service.bury(LENA, card) if hide == "bury" else either.service.suspend(LENA, card, True)
    counts = either.service.deck(LENA, deck).counts
    assert (counts.due, counts.new) == (1, 1)
    assert {each.card_id for each in go_through(either, deck, clock, lambda _: 4)} == {cards[1], cards[3]}
    if hide == "bury":
        clock.go(days=1)
    else:
        for card in cards:
            either.service.suspend(LENA, card, False)
    assert either.service.deck(LENA, deck).counts.due == 1


def test_a_card_in_learning_that_is_suspended_is_not_counted(school: School, clock: Clock) -> None:
    deck = made(school, 3, new_per_day=1)
    first = turn(school.service.next(LENA, deck))
    school.service.answer(LENA, first.token, Answer(3))
    assert school.service.deck(LENA, deck).counts.learning == 1
    school.service.suspend(LENA, first.card_id, True)
    assert school.service.deck(LENA, deck).counts.learning == 0
    assert isinstance(school.service.next(LENA, deck), Rest)


def test_cards_of_one_word_are_not_asked_on_the_same_day(school: School, clock: Clock) -> None:
    deck = made(school, 2, new_per_day=4)
    with school.context.database.write() as session:
        notes = session.scalars(select(NoteRow).where(NoteRow.deck_id == deck)).all()
        session.add_all(
            CardRow(note_id=row.id, deck_id=deck, ordinal=1, position=10 + row.id, origin={}) for row in notes
        )
    order = go_through(school, deck, clock, lambda _: 4)
    assert len({each.note.id for each in order}) == len(order) == 2
    school.service.undo(LENA, deck)
    with school.context.database.read() as session:
        assert len([row for row in session.scalars(select(StandingRow)) if row.buried_until]) == 1
    assert len(go_through(school, deck, clock, lambda _: 4)) == 1
    clock.go(days=1)
    assert len([each for each in go_through(school, deck, clock, lambda _: 4) if each.is_new]) == 2


def test_siblings_may_follow_where_the_deck_says_so(school: School, clock: Clock) -> None:
    deck = made(school, 1, new_per_day=4, bury_siblings=False)
    with school.context.database.write() as session:
        note = session.scalars(select(NoteRow).where(NoteRow.deck_id == deck)).one()
        session.add(CardRow(note_id=note.id, deck_id=deck, ordinal=1, position=10, origin={}))
    assert len(go_through(school, deck, clock, lambda _: 4)) == 2


def test_what_is_forgotten_often_is_a_leech_that_tells_what_it_is_confused_with(school: School, clock: Clock) -> None:
    deck = made(school, 6, leech_lapses=2, new_per_day=1)
    go_through(school, deck, clock, lambda _: 4)
    view = school.service.deck(LENA, deck)
    school.service.change_deck(LENA, deck, view.version, settings={"leech_lapses": 2, "new_per_day": 0})
    for _ in range(2):
        clock.go(days=40)
        asked = turn(school.service.next(LENA, deck))
        again = turn(school.service.answer(LENA, asked.token, Answer(1)))
        school.service.answer(LENA, again.token, Answer(4))
    lines = school.service.search(LENA, "is:leech").lines
    assert [line.card_id for line in lines] == [asked.card_id]
    assert "forgotten often" in lines[0].leech
    for _ in range(2):
        school.service.undo(LENA, deck)
    assert school.service.search(LENA, "is:leech").total == 0


def test_a_word_added_behind_comes_although_all_was_met(school: School, clock: Clock) -> None:
    deck = made(school, 2)
    go_through(school, deck, clock, lambda _: 4)
    assert isinstance(school.service.next(LENA, deck), Rest)
    school.service.add_notes(LENA, deck, [Draft("nuevo", "new")])
    assert turn(school.service.next(LENA, deck)).note.word == "nuevo"


def test_a_deleted_word_is_not_counted_and_comes_back_when_restored(either: School, clock: Clock) -> None:
    deck = made(either, 3, new_per_day=1)
    remembered(either, deck, clock, {0: (5, 9)})
    first = turn(either.service.next(LENA, deck))
    either.service.delete_note(LENA, first.note.id)
    assert either.service.deck(LENA, deck).counts.due == 0
    either.service.restore_note(LENA)
    assert either.service.deck(LENA, deck).counts.due == 1


def test_without_a_deck_all_that_was_begun_is_studied(school: School, clock: Clock) -> None:
    begun, other = made(school, 2), made(school, 2)
    assert isinstance(school.service.next(LENA), Rest)
    first = turn(school.service.next(LENA, begun))
    found = school.service.answer(LENA, first.token, Answer(4))
    assert isinstance(found, Turn) and found.deck_id == begun
    assert turn(school.service.next(LENA)).deck_id == begun != other


def test_an_empty_deck_says_what_to_do(school: School) -> None:
    rest = school.service.next(LENA, made(school, 0))
    assert isinstance(rest, Rest) and "add words" in rest.sentence


def test_bands_hold_cards_of_nearly_the_same_stability() -> None:
    assert band(2, 10.0) == band(2, 11.0) < band(2, 12.5)


def test_a_word_put_before_all_that_was_met_comes(school: School, clock: Clock) -> None:
    deck = made(school, 3)
    go_through(school, deck, clock, lambda _: 4)
    with school.context.database.write() as session:
        first = session.scalars(select(NoteRow.id).where(NoteRow.deck_id == deck).order_by(NoteRow.position)).first()
        session.add(CardRow(note_id=first, deck_id=deck, ordinal=1, position=-5, origin={}))
    clock.go(days=1)
    assert school.service.deck(LENA, deck).counts.new == 1
    school.service.undo(LENA, deck)
    assert school.service.deck(LENA, deck).counts.new == 2
