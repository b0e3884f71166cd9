"""The demonstration: made up, said to be so, and made once."""

from typing import NoReturn

import pytest

from data.actor import SYSTEM
from domains.vocabulary import demo
from domains.vocabulary.content import building
from domains.vocabulary.content.speech import SpeechError
from domains.vocabulary.views import Turn
from tests.domains.vocabulary.conftest import LENA, MAX, School


@pytest.fixture(autouse=True)
def without_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where no voice is installed: to speak hundreds of words takes half a minute."""

    def refused(*_: object, **__: object) -> NoReturn:
        raise SpeechError("No voice is installed.")

    monkeypatch.setattr(building, "build", refused)


def test_the_demonstration_is_made_once_and_shows_what_there_is(school: School) -> None:
    for _ in range(2):
        school.service.demo(LENA)
    (deck,) = school.service.decks(LENA)
    assert deck.is_demonstration and "made up" in deck.description and deck.cards == len(demo.drafts()) == 30
    found = school.service.statistics(LENA)
    assert found.reviews > 100 and found.retention["all"].reviews > 40 and found.confusions
    assert found.expected is not None and set(found.by_modality) == {"reading", "writing"}
    assert isinstance(school.service.next(LENA), Turn)
    assert school.service.replay(LENA) == ()
    assert [row.name for row in school.service.classes(SYSTEM)] == [demo.CLASS]
    assert [row.mine for row in school.service.classes(LENA)] == ["learner"]
    assert school.service.decks(MAX) == ()


def test_a_demonstration_that_was_cut_short_is_finished(school: School) -> None:
    school.service.create_deck(LENA, demo.TITLE, "es", "en")
    school.service.demo(LENA)
    (deck,) = school.service.decks(LENA)
    assert deck.cards == 30 and school.service.statistics(LENA).reviews > 100
