"""Figures from a learner's own log."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from data import audit
from domains.vocabulary.figures import telling
from domains.vocabulary.figures.retention import wilson
from domains.vocabulary.views import Answer, NoSuchDeck
from tests.domains.vocabulary.conftest import ADMIN, LENA, MAX, Open, School
from tests.domains.vocabulary.study.desk_at import Clock, go_through, made, stopped, turn


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return stopped(monkeypatch)


@pytest.mark.parametrize(
    ("recalled", "reviews", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (90, 100, 0.8256, 0.9448), (1, 2, 0.0945, 0.9055)],
)
def test_wilsons_interval(recalled: int, reviews: int, low: float, high: float) -> None:
    found = wilson(recalled, reviews)
    assert found.rate == recalled / reviews
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_nothing_asked_has_no_rate() -> None:
    assert wilson(0, 0).rate is None and wilson(0, 0).low is None


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_figures_tell_what_was_done(
    open_school: Open, clock: Clock, database: str, request: pytest.FixtureRequest
) -> None:
    school: School = open_school(None if database == "sqlite" else request.getfixturevalue("postgres"))
    deck = made(school, 10, new_per_day=4)
    go_through(school, deck, clock, lambda _: 4)
    clock.go(days=20)
    ratings = iter([1, 3, 3, 3, 4, 4, 4, 4, 4, 4])
    go_through(school, deck, clock, lambda each: 3 if each.is_new else next(ratings), most=6)
    card = school.service.search(LENA, "is:new").lines[0].card_id
    school.service.suspend(LENA, card, True)
    found = school.service.statistics(LENA, deck)
    assert found.reviews == 10 and found.today == 6 and found.seconds_today == 24.0
    assert found.retention["all"].reviews == found.retention["week"].reviews == found.retention["today"].reviews
    recalled, asked = found.retention["all"].recalled, found.retention["all"].reviews
    assert recalled == asked - 1 and sum(each.reviews for each in found.by_modality.values()) == asked
    assert found.expected is not None and 0 < found.expected < 1
    assert sum(found.states.values()) == 10 and found.states["suspended"] == 1
    met = 10 - found.states["new"] - found.states["suspended"]
    assert sum(number for *_, number in found.stability) == sum(number for *_, number in found.difficulty) == met
    assert sum(found.calendar.values()) == 10 and len(found.calendar) == 2
    assert len(found.forecast) == 60 and next(iter(found.forecast)) == clock.at.date()
    assert found.streak.days == 1 and found.streak.best == 1 and found.streak.today


def test_what_was_taken_back_counts_nowhere(school: School, clock: Clock) -> None:
    deck = made(school, 2)
    go_through(school, deck, clock, lambda _: 4)
    school.service.undo(LENA, deck)
    assert school.service.statistics(LENA).reviews == 1
    assert len(school.service.statements(LENA)) == 1
    assert school.service.export_log(LENA).decode("utf-8-sig").count("\r\n") == 3


def test_figures_are_the_learners_own(school: School, clock: Clock) -> None:
    deck = made(school, 3)
    go_through(school, deck, clock, lambda _: 4)
    found = school.service.statistics(MAX)
    assert found.reviews == 0 and found.streak.days == 0 and sum(found.states.values()) == 0
    assert school.service.statements(MAX) == [] and school.service.replay(MAX) == ()
    assert school.service.export_log(MAX).decode("utf-8-sig").count("\r\n") == 1
    with pytest.raises(NoSuchDeck):
        school.service.statistics(MAX, deck)
    with pytest.raises(PermissionError):
        school.service.statistics(ADMIN)


def test_statements_are_valid_and_name_no_address(school: School, clock: Clock) -> None:
    deck = made(school, 2)
    first = turn(school.service.next(LENA, deck))
    school.service.answer(LENA, first.token, Answer(1, duration_ms=1234))
    clock.go(hours=1)
    school.service.answer(LENA, turn(school.service.next(LENA, deck)).token, Answer(3))
    wrong, right = school.service.statements(LENA)
    assert UUID(wrong["id"]).version == 5 and wrong["id"] != right["id"]
    assert wrong["actor"] == {"objectType": "Agent", "account": {"homePage": "https://chiron.invalid", "name": LENA.id}}
    assert wrong["verb"]["id"].startswith("http://adlnet.gov/expapi/verbs/")
    assert wrong["object"]["definition"]["name"] == {"es": first.note.word}
    assert wrong["result"]["success"] is False and wrong["result"]["duration"] == "PT1.23S"
    assert right["result"]["success"] is True and "duration" not in right["result"]
    assert -1 <= right["result"]["score"]["scaled"] <= 1
    at = datetime.fromisoformat(wrong["timestamp"])
    assert at.utcoffset() == timedelta(0) and abs(at - clock.at + timedelta(hours=1)) < timedelta(seconds=1)
    assert "mbox" not in json.dumps([wrong, right]) and "@" not in json.dumps([wrong, right])
    assert school.service.statements(LENA) == [wrong, right]
    assert school.service.statements(LENA, since=clock.at - timedelta(minutes=1)) == [right]


def test_erasing_leaves_nothing_of_a_learner_and_all_of_others(school: School, clock: Clock) -> None:
    deck, other = made(school, 3), made(school, 3, actor=MAX)
    go_through(school, deck, clock, lambda _: 4)
    go_through(school, other, clock, lambda _: 4, actor=MAX)
    school.service.flag(LENA, school.service.search(LENA, "").lines[0].card_id, 2)
    assert school.service.erase(LENA) == 3
    assert school.service.statistics(LENA).reviews == 0 and school.service.search(LENA, "flag:2").total == 0
    assert school.service.deck(LENA, deck).cards == 3 and school.service.statistics(MAX).reviews == 3
    last = audit.rows(school.context.database, limit=1)[0]
    assert (last.action, dict(last.detail)) == ("learner.erase", {"reviews": 3})
    assert turn(school.service.next(LENA, deck)).is_new


def test_the_terminal_tells_everything_as_json(school: School, clock: Clock) -> None:
    deck = made(school, 3)
    go_through(school, deck, clock, lambda _: 4)
    found, decks = school.service.statistics(LENA), school.service.decks(LENA)
    told = json.loads(json.dumps(telling.as_json(LENA, found, decks), allow_nan=False))
    assert told["user"] == "Lena" and told["reviews"] == 3 and told["streak"]["days"] == 1
    assert told["retention"]["all"]["rate"] is None and told["decks"][0]["id"] == deck
    assert told["calendar"] == {clock.at.date().isoformat(): 3}
    assert "3 reviews in all" in telling.lines(LENA, found, decks)
