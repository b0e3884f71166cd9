"""Answers: kept, taken back, and answered once."""

import threading
from collections.abc import Callable, Iterator
from random import Random

import pytest
from sqlalchemy import select

from data import audit
from data.actor import NotAllowed
from domains.vocabulary.memory.correction import Correction
from domains.vocabulary.memory.scheduling import Memory
from domains.vocabulary.store import CorrectionRow, NoteRow, ReviewRow, StateRow
from domains.vocabulary.study import keeping, memories
from domains.vocabulary.views import Answer, Gone, NoSuchCard, NotNow, Rest, Right, Turn
from tests.domains.vocabulary.conftest import ADMIN, CLINICIAN, LENA, MAX, Open, School
from tests.domains.vocabulary.study.desk_at import Clock, go_through, made, stopped, turn


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, open_school: Open) -> Iterator[School]:
    yield open_school(None if request.param == "sqlite" else request.getfixturevalue("postgres"))


def stored(school: School, learner: str = LENA.id) -> tuple[dict[tuple[int, str], Memory], Correction]:
    """All that is remembered, to be compared."""
    with school.context.database.read() as session:
        rows = session.scalars(select(StateRow).where(StateRow.learner_id == learner))
        kept = {(row.card_id, row.modality): memories.memory(row) for row in rows}
        return kept, memories.correction(session, learner)


def test_an_answer_leaves_a_review_a_memory_and_an_audit_row(school: School, clock: Clock) -> None:
    deck = made(school, 3)
    first = turn(school.service.next(LENA, deck))
    assert first.is_new and first.predicted is None and set(first.intervals) == {1, 2, 3, 4}
    clock.go(seconds=5)
    school.service.answer(LENA, first.token, Answer(3, chosen=first.note.id, duration_ms=2500))
    with school.context.database.read() as session:
        row = session.scalars(select(ReviewRow)).one()
        states = {each.modality: each for each in session.scalars(select(StateRow))}
    assert (row.rating, row.verdict, row.duration_ms, row.state, row.answer) == (3, "right", 2500, 0, first.note.word)
    assert row.reviewed_at == clock.at
    assert set(states) == {"", row.modality}
    assert states[""].due == states[row.modality].due
    last = audit.rows(school.context.database, limit=1)[0]
    assert (last.actor, last.action, last.subject) == ("Lena", "review.add", f"card/{first.card_id}")


def test_a_prediction_is_made_before_its_answer(school: School, clock: Clock) -> None:
    deck = made(school, 1)
    go_through(school, deck, clock, lambda _: 4)
    clock.go(days=12)
    asked = turn(school.service.next(LENA, deck))
    assert asked.predicted is not None and 0.3 < asked.predicted < 1
    school.service.answer(LENA, asked.token, Answer(1))
    with school.context.database.read() as session:
        assert session.scalars(select(ReviewRow).order_by(ReviewRow.id)).all()[-1].predicted == asked.predicted


def test_a_turn_is_answered_once(school: School, clock: Clock) -> None:
    deck = made(school, 3)
    here, there = (turn(school.service.next(LENA, deck)) for _ in range(2))
    assert here.card_id == there.card_id and here.token != there.token
    school.service.answer(LENA, here.token, Answer(3))
    for token in (here.token, there.token):
        with pytest.raises(Gone, match="go on with the next"):
            school.service.answer(LENA, token, Answer(3))
        with pytest.raises(Gone):
            school.service.check(LENA, token)
    school.service.undo(LENA, deck)
    with pytest.raises(Gone):
        school.service.answer(LENA, there.token, Answer(3))


def test_two_windows_at_the_same_moment_keep_one_answer(either: School, clock: Clock) -> None:
    deck = made(either, 3)
    tokens = [turn(either.service.next(LENA, deck)).token for _ in range(4)]
    outcomes: list[str] = []

    def answer(token: str) -> None:
        try:
            either.service.answer(LENA, token, Answer(3))
            outcomes.append("kept")
        except Gone:
            outcomes.append("gone")

    windows = [threading.Thread(target=answer, args=(token,)) for token in tokens]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert sorted(outcomes) == ["gone", "gone", "gone", "kept"]
    assert either.service.replay(LENA) == ()


@pytest.mark.parametrize("spoil", [lambda token: token[:-4] + "AAAA", lambda token: "x" + token, lambda token: ""])
def test_a_token_of_somebody_else_or_made_up_is_gone(school: School, clock: Clock, spoil: Callable[[str], str]) -> None:
    deck = made(school, 1)
    token = turn(school.service.next(LENA, deck)).token
    with pytest.raises(Gone):
        school.service.answer(LENA, spoil(token), Answer(3))
    with pytest.raises(Gone):
        school.service.answer(MAX, token, Answer(3))


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_a_rating_is_one_of_four(school: School, clock: Clock, rating: int) -> None:
    deck = made(school, 1)
    token = turn(school.service.next(LENA, deck)).token
    with pytest.raises(NotNow, match="1 again"):
        school.service.answer(LENA, token, Answer(rating))


def test_undo_is_the_true_inverse_over_random_sequences(either: School, clock: Clock) -> None:
    decks = [made(either, 4, new_per_day=4), made(either, 3, new_per_day=3)]
    lot = Random(3)  # noqa: S311 - made-up data
    for step in range(40 if either.context.database.file else 15):
        deck = lot.choice(decks)
        if step > 5 and lot.random() < 0.3:
            before = stored(either)
            try:
                either.service.undo(LENA, lot.choice([deck, None]))
            except NotNow:
                assert stored(either) == before
        else:
            found = either.service.next(LENA, deck)
            if isinstance(found, Rest):
                clock.go(days=lot.choice([1, 3, 9]))
                continue
            clock.go(seconds=lot.randint(1, 700))
            either.service.answer(LENA, found.token, Answer(lot.choice([1, 2, 3, 3, 3, 4])))
        if step % 6 == 0:
            assert either.service.replay(LENA) == ()
    assert either.service.replay(LENA) == ()


def test_undo_brings_the_card_and_all_that_was_back(school: School, clock: Clock) -> None:
    deck = made(school, 4)
    go_through(school, deck, clock, lambda _: 3)
    clock.go(days=4)
    before, counts = stored(school), school.service.deck(LENA, deck).counts
    asked = turn(school.service.next(LENA, deck))
    clock.go(seconds=9)
    assert turn(school.service.answer(LENA, asked.token, Answer(1))).card_id != asked.card_id
    assert stored(school) != before
    again = turn(school.service.undo(LENA, deck))
    assert again.card_id == asked.card_id
    assert stored(school) == before
    assert school.service.deck(LENA, deck).counts == counts
    assert audit.rows(school.context.database, limit=1)[0].action == "review.undo"
    assert again.predicted == pytest.approx(asked.predicted, abs=1e-3)


def test_undo_goes_back_beyond_what_is_kept_at_hand(
    school: School, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "STEPS_BACK", 2)
    deck = made(school, 9, new_per_day=9)
    answered = go_through(school, deck, clock, lambda _: 3, most=5)
    for _ in answered:
        assert isinstance(school.service.undo(LENA, deck), Turn)
    assert stored(school)[0] == {}
    assert school.service.replay(LENA) == ()
    with pytest.raises(NotNow, match="no answer to take back"):
        school.service.undo(LENA, deck)


def test_the_first_answer_of_all_can_be_undone_without_naming_its_deck(school: School, clock: Clock) -> None:
    deck = made(school, 2)
    asked = turn(school.service.next(LENA, deck))
    school.service.answer(LENA, asked.token, Answer(3))
    assert turn(school.service.undo(LENA)).card_id == asked.card_id


def test_undo_leaves_others_alone(school: School, clock: Clock) -> None:
    deck = made(school, 2)
    other = made(school, 2, actor=MAX)
    for actor, each in ((LENA, deck), (MAX, other)):
        school.service.answer(actor, turn(school.service.next(actor, each)).token, Answer(3))
    school.service.undo(MAX)
    assert len(stored(school)[0]) == 2 and stored(school, MAX.id)[0] == {}


def test_a_clock_that_steps_back_keeps_the_order_of_the_log(school: School, clock: Clock) -> None:
    deck = made(school, 4)
    first = turn(school.service.next(LENA, deck))
    second = turn(school.service.answer(LENA, first.token, Answer(3)))
    clock.go(minutes=-5)
    third = turn(school.service.answer(LENA, second.token, Answer(3)))
    clock.go(days=-3)
    school.service.answer(LENA, third.token, Answer(3))
    assert school.service.replay(LENA) == ()
    school.service.undo(LENA, deck)
    assert school.service.replay(LENA) == ()


def test_what_is_kept_is_shown_to_be_the_replay_or_not(school: School, clock: Clock) -> None:
    deck = made(school, 3)
    go_through(school, deck, clock, lambda _: 3)
    with school.context.database.write() as session:
        row, *rest = session.scalars(select(StateRow)).all()
        row.stability = (row.stability or 0.0) + 1e-9
        session.delete(next(other for other in rest if other.card_id != row.card_id))
        session.get_one(CorrectionRow, LENA.id).values = {"form": 1} | session.get_one(CorrectionRow, LENA.id).values
    found = school.service.replay(LENA)
    assert len(found) == 2
    with school.context.database.write() as session:
        keeping.rebuild(session, LENA.id)
    assert school.service.replay(LENA) == ()


def test_a_wrong_answer_names_the_card_it_was_confused_with(school: School, clock: Clock) -> None:
    deck = made(school, 6)
    asked = turn(school.service.next(LENA, deck))
    wrong = next(each for each in asked.question.options if each.note != asked.note.id)
    said = school.service.check(LENA, asked.token, chosen=wrong.note)
    assert said.right is Right.WRONG and said.rating == 1
    school.service.answer(LENA, asked.token, Answer(1, chosen=wrong.note))
    (pair,) = school.service.statistics(LENA).confusions
    assert {pair.first.id, pair.second.id} == {asked.note.id, wrong.note} and pair.times == 1
    assert said.confused_with is not None


def test_checking_keeps_nothing(school: School, clock: Clock) -> None:
    deck = made(school, 3)
    token = turn(school.service.next(LENA, deck)).token
    before = audit.count(school.context.database)
    school.service.check(LENA, token, "anything")
    assert stored(school)[0] == {} and audit.count(school.context.database) == before


def test_a_card_whose_word_was_deleted_meanwhile_is_not_answered(school: School, clock: Clock) -> None:
    deck = made(school, 2)
    asked = turn(school.service.next(LENA, deck))
    school.service.delete_note(LENA, asked.note.id)
    with pytest.raises(NoSuchCard):
        school.service.answer(LENA, asked.token, Answer(3))
    assert turn(school.service.next(LENA, deck)).card_id != asked.card_id


def test_others_than_learners_do_not_study(school: School) -> None:
    deck = made(school, 1)
    for actor in (ADMIN, CLINICIAN):
        with pytest.raises(NotAllowed):
            school.service.next(actor, deck)
    assert audit.rows(school.context.database, limit=1)[0].action == "vocabulary.read.refused"


def test_a_word_changed_while_it_is_asked_is_judged_as_it_is_now(school: School, clock: Clock) -> None:
    deck = made(school, 4)
    asked = turn(school.service.next(LENA, deck))
    school.service.change_note(LENA, asked.note.id, meaning="something else")
    assert school.service.check(LENA, asked.token, chosen=asked.note.id).right is Right.RIGHT
    with school.context.database.read() as session:
        assert session.get_one(NoteRow, asked.note.id).meaning == "something else"
