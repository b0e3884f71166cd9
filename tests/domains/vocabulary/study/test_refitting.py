"""The scheduler is fitted to a learner's own log by itself, and each answer names what scheduled it."""

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select

from data import audit
from domains.vocabulary.memory import refit
from domains.vocabulary.memory.curve import DEFAULT
from domains.vocabulary.memory.refit import Fitted
from domains.vocabulary.store import CardRow, ParametersRow, ReviewRow
from domains.vocabulary.study import keeping
from domains.vocabulary.study.refitting import Refitting
from domains.vocabulary.study.versions import versions
from domains.vocabulary.views import Answer
from tests.domains.vocabulary.conftest import LENA, School
from tests.domains.vocabulary.study.desk_at import Clock, made, stopped, turn


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch)


def logged(school: School, deck: str, clock: Clock, forgets: float) -> int:
    """A long log of somebody who forgets much more often than FSRS expects."""
    lot = Random(2)  # noqa: S311 - made-up data
    with school.context.database.write() as session:
        cards = session.scalars(select(CardRow.id).where(CardRow.deck_id == deck)).all()
        rows = [
            ReviewRow(
                learner_id=LENA.id, card_id=card, deck_id=deck, modality="reading", exercise="word-meaning",
                rating=1 if number and lot.random() < forgets else 3, seed=number, origin={},
                reviewed_at=clock.at - timedelta(days=160 - number * (number + 3), minutes=card),
            )
            for card in cards for number in range(11)
        ]  # fmt: skip
        session.add_all(rows)
        return keeping.rebuild(session, LENA.id)


@pytest.mark.skipif(not refit.available(), reason="fsrs-rs-python is not installed")
def test_a_fit_that_tells_later_answers_better_is_kept(school: School, clock: Clock) -> None:
    deck = made(school, 60, new_per_day=60)
    reviews = logged(school, deck, clock, forgets=0.45)
    assert Refitting(school.context).fit(LENA)
    with school.context.database.read() as session:
        row = session.scalars(select(ParametersRow)).one()
    assert row.version == 1 and row.loss_after < row.loss_before and tuple(row.values) != DEFAULT
    assert 0 < row.reviews <= reviews
    assert audit.rows(school.context.database, limit=1)[0].action == "parameters.fit"
    asked = turn(school.service.next(LENA, deck))
    school.service.answer(LENA, asked.token, Answer(3))
    with school.context.database.read() as session:
        assert session.scalars(select(ReviewRow.parameters).order_by(ReviewRow.id.desc())).first() == 1
    assert school.service.replay(LENA) == ()
    assert school.service.statistics(LENA).parameters["loss_after"] == row.loss_after


def test_a_fit_is_due_after_so_many_answers_and_then_not_for_as_many(
    school: School, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[int] = []
    monkeypatch.setattr(refit, "available", lambda: True)
    monkeypatch.setattr(refit, "refit", lambda reviews, _before: asked_for.append(len(reviews)))
    deck = made(school, 8, new_per_day=8)
    kept = keeping.fit_is_due
    monkeypatch.setattr(keeping, "fit_is_due", lambda session, learner, _after: kept(session, learner, 3))
    found = school.service.next(LENA, deck)
    for _ in range(7):
        found = school.service.answer(LENA, turn(found).token, Answer(4))
    assert asked_for == [3, 6]


def test_a_fit_of_other_weights_than_those_in_force_is_not_kept(
    school: School, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(_reviews: object, _before: object) -> Fitted:
        with school.context.database.write() as session:
            session.add(_version(1, [*DEFAULT[:-1], 0.2]))
        return Fitted(tuple(DEFAULT), 5, 0.5, 0.4)

    monkeypatch.setattr(refit, "refit", meanwhile)
    deck = made(school, 1)
    school.service.answer(LENA, turn(school.service.next(LENA, deck)).token, Answer(3))
    assert not Refitting(school.context).fit(LENA)
    with school.context.database.read() as session:
        assert len(versions(session, LENA.id).rows) == 1


def test_another_retention_is_a_version_of_its_own(school: School, clock: Clock) -> None:
    deck = made(school, 3, desired_retention=0.8)
    usual = made(school, 3)
    for each in (deck, usual, deck):
        school.service.answer(LENA, turn(school.service.next(LENA, each)).token, Answer(4))
    with school.context.database.read() as session:
        rows = session.scalars(select(ReviewRow).order_by(ReviewRow.id)).all()
        kept = session.scalars(select(ParametersRow)).all()
    assert [row.parameters for row in rows] == [1, 0, 1]
    assert [(row.version, row.retention, row.reviews) for row in kept] == [(1, 0.8, 0)]
    assert school.service.replay(LENA) == ()
    assert school.service.statistics(LENA).parameters == {}


def _version(number: int, values: list[float]) -> ParametersRow:
    from domains.vocabulary import clock

    row = ParametersRow(learner_id=LENA.id, version=number, values=values, retention=0.9, fitted_at=clock.now())
    row.reviews, row.loss_before, row.loss_after = 5, 0.5, 0.4
    return row
