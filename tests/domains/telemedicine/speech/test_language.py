"""Which language is spoken."""

from domains.telemedicine.speech.language import named, settled, spoken
from domains.telemedicine.speech.models import opened


def test_votes_of_several_windows_settle_it() -> None:
    assert settled([{"de": 0.9, "en": 0.1}, {"de": 0.6, "en": 0.4}, {"de": 0.8, "fr": 0.2}], "en") == "de"


def test_the_expected_language_stands_where_no_other_is_sure() -> None:
    assert settled([{"de": 0.4, "nl": 0.3}, {"de": 0.5, "en": 0.5}], "en") == "en"
    assert settled([], "fr") == "fr"


def test_a_model_of_english_alone_is_asked_nothing() -> None:
    assert spoken(opened("tiny.en"), [], "de") == "en"


def test_languages_have_names() -> None:
    assert named("de") == "German"
    assert named("xx") == "xx"
