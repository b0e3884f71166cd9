"""Speech for a teacher's words, by one click."""

from importlib.util import find_spec

import pytest
from sqlalchemy import select

from domains.vocabulary.store import MediaRow
from domains.vocabulary.views import Draft, NoSuchDeck, NotNow
from tests.domains.vocabulary.conftest import LENA, MAX, School

pytestmark = pytest.mark.skipif(
    find_spec("espeakng_loader") is None or find_spec("av") is None, reason="espeakng-loader or av is not installed"
)


def deck(school: School, language: str, *drafts: Draft) -> str:
    made = school.service.create_deck(LENA, "Mine", language, "en")
    return school.service.add_notes(LENA, made.id, list(drafts)).id


def test_every_word_without_a_sound_is_spoken_without_its_article(school: School) -> None:
    made = deck(school, "de", Draft("der Hund", "dog"), Draft("die Katze", "cat", ipa="x"))
    assert school.service.voice(LENA, made) == 2
    dog, cat = school.service.notes(LENA, made)
    assert dog.ipa == "hˈʊnt" and cat.ipa == "x"  # noqa: RUF001 - IPA
    assert school.service.media(LENA, str(dog.sound))[1] == "audio/mpeg"
    assert school.service.voice(LENA, made) == 0
    with school.context.database.read() as session:
        assert {row.credit for row in session.scalars(select(MediaRow))} == {"spoken by eSpeak NG"}


def test_what_cannot_be_read_stays_silent_and_the_rest_is_spoken(school: School) -> None:
    made = deck(school, "ja", Draft("犬", "dog"), Draft("狐狸", "fox"), Draft("鉄", "iron", accepted=("てつ",)))
    assert school.service.voice(LENA, made) == 2
    assert [bool(note.sound) for note in school.service.notes(LENA, made)] == [True, False, True]


def test_a_language_that_nobody_speaks_is_said_in_a_sentence(school: School) -> None:
    with pytest.raises(NotNow, match="does not know the voice"):
        school.service.voice(LENA, deck(school, "xx", Draft("a", "b")))
    with pytest.raises(NoSuchDeck):
        school.service.voice(MAX, deck(school, "de", Draft("a", "b")))
