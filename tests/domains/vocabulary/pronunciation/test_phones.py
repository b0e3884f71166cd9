# ruff: noqa: RUF001 - phonetic symbols
"""Two alphabets of sounds, there and back."""

import pytest

from domains.vocabulary.pronunciation.phones import IPA, from_ipa, spoken


@pytest.mark.parametrize("name", IPA)
def test_every_phone_comes_back(name: str) -> None:
    assert from_ipa(IPA[name]) == (name,)


@pytest.mark.parametrize(
    ("ipa", "phones"),
    [
        ("ˈt͡ʃɪkɪn", "CH IH K IH N"),
        ("/haʊs/", "HH AW S"),
        ("ˈkɑː", "K AA"),
        ("bɜːd", "B ER D"),
        ("ˈwɔːtɚ", "W AO T ER"),
        ("ɡəʊ", "G OW"),
        ("ˈɪtəli", "IH T AH L IY"),
    ],
)
def test_transcriptions_of_either_accent_are_read(ipa: str, phones: str) -> None:
    assert from_ipa(ipa) == tuple(phones.split())


@pytest.mark.parametrize("ipa", ["", "ˈ", "ǃa", "犬"])
def test_what_english_has_not_is_not_guessed(ipa: str) -> None:
    assert from_ipa(ipa) is None


def test_a_word_may_be_said_in_every_known_way() -> None:
    assert ("HH", "AW", "S") in spoken("House")
    assert ("K", "AA") in spoken("car", "kɑː") and ("K", "AA", "R") in spoken("car", "kɑː")
    assert spoken("ice cream")[0] == ("AY", "S", "K", "R", "IY", "M")
    assert spoken("xqzt") == [] and spoken("xqzt", "kæt") == [("K", "AE", "T")]
    assert spoken("犬") == []
