"""The card browser."""

from collections.abc import Iterator

import pytest

from domains.vocabulary.decks.query import parsed
from domains.vocabulary.views import Answer, Draft
from tests.domains.vocabulary.conftest import ADMIN, LENA, MAX, Open, School
from tests.domains.vocabulary.study.desk_at import turn


@pytest.fixture(params=["sqlite", "postgresql"])
def shelf(request: pytest.FixtureRequest, open_school: Open) -> Iterator[School]:
    school = open_school(None if request.param == "sqlite" else request.getfixturevalue("postgres"))
    deck = school.service.create_deck(LENA, "Küche", "es", "en")
    drafts = [
        Draft("corazón", "heart", tags=("body", "Érable"), level="A2"), Draft("niño", "boy"), Draft("100%_x", "odd"),
        Draft("cocina", "kitchen", tags=("room",), level="A1"), Draft("caño", "pipe"),
    ]  # fmt: skip
    school.service.add_notes(LENA, deck.id, drafts)
    yield school


def test_queries(shelf: School) -> None:
    def words(query: str) -> list[str]:
        return [line.note.word for line in shelf.service.search(LENA, query, order="word").lines]

    cards = {line.note.word: line.card_id for line in shelf.service.search(LENA, "").lines}
    shelf.service.flag(LENA, cards["niño"], 3)
    shelf.service.tag(LENA, cards["cocina"], ["mine"])
    shelf.service.suspend(LENA, cards["caño"], True)
    shelf.service.bury(LENA, cards["corazón"])
    expected = {
        "CORAZON": ["corazón"], "corazón heart": ["corazón"], "kit": ["cocina"], "%": ["100%_x"], "_": ["100%_x"],
        "tag:body": ["corazón"], "tag:BO*": ["corazón"], "tag:bod": [], "tag:érable": ["corazón"],
        "tag:mine": ["cocina"],
        "flag:3": ["niño"], "level:a1": ["cocina"], "is:suspended": ["caño"], "is:buried": ["corazón"],
        "-is:new": [], "is:due": [], "deck:küche is:new -tag:room": ["100%_x", "caño", "corazón", "niño"],
        '"o niño"': [], 'deck:"küche" nino': ["niño"], "deck:other": [], "is:leech": [],
    }  # fmt: skip
    assert {query: words(query) for query in expected} == expected
    assert shelf.service.search(MAX, "").total == shelf.service.search(ADMIN, "").total == 0


def test_a_line_tells_the_memory_of_a_card(school: School) -> None:
    deck = school.service.create_deck(LENA, "Words", "es", "en")
    school.service.add_notes(LENA, deck.id, [Draft("uno", "one")])
    school.service.answer(LENA, turn(school.service.next(LENA, deck.id)).token, Answer(4))
    (line,) = school.service.search(LENA, "is:review").lines
    assert (line.state, line.reps, line.lapses, line.suspended, line.leech) == ("review", 1, 0, False, "")
    assert line.stability is not None and line.recall is not None and line.due is not None
    assert list(line.modalities) != []


def test_pages(school: School) -> None:
    deck = school.service.create_deck(LENA, "Words", "es", "en")
    school.service.add_notes(LENA, deck.id, [Draft(f"w{n:03}", "m") for n in range(120)])
    pages = [school.service.search(LENA, "", page) for page in (0, 1, 3, 9)]
    assert [(page.page, page.pages, page.total, len(page.lines)) for page in pages] == [
        (1, 3, 120, 50), (1, 3, 120, 50), (3, 3, 120, 20), (3, 3, 120, 20)
    ]  # fmt: skip
    assert len(school.service.notes(LENA, deck.id, 3)) == 20


@pytest.mark.parametrize(
    ("typed", "said"),
    [("is:lost", "is:lost"), ("flag:9", "0 to 7"), ("level:X", "A1"), ("foo:bar", "foo:"), ("x" * 600, "500"),
     ("flag:²", "0 to 7"), ("", ""), ("plain words", "")],
)  # fmt: skip
def test_what_is_not_understood_is_said(typed: str, said: str) -> None:
    problem = parsed(typed).problem
    assert said in problem and bool(problem) == bool(said)
