"""Look-alikes stand near each other, whatever the script, and big decks are done in time."""

import time

import numpy as np
import pytest

from domains.vocabulary.confusability.combining import score, tails
from domains.vocabulary.confusability.graph import Edge, edges
from domains.vocabulary.confusability.spelling import Spelling
from domains.vocabulary.views import NoteFacts

WORDS = "house mouse horse nurse table cable stable lamp camp window widow river driver lemon melon".split()


def note(id: int, word: str, language: str = "en", ipa: str = "") -> NoteFacts:
    return NoteFacts(id, "deck", word, "", language, "de", ipa=ipa)


def deck(words: list[str], language: str = "en") -> list[NoteFacts]:
    return [note(id, word, language) for id, word in enumerate(words, 1)]


def best(found: list[Edge], id: int) -> int:
    top = max((each for each in found if id in (each.first, each.second)), key=lambda each: each.score)
    return top.first + top.second - id


def test_look_alikes_are_neighbours() -> None:
    found = edges(deck(WORDS))
    assert WORDS[best(found, 1) - 1] == "mouse"
    assert WORDS[best(found, 10) - 1] == "widow"
    assert all(each.first < each.second and 0 < each.score <= 1 for each in found)
    assert all(each.channels["phonetics"] is None and each.channels["picture"] is None for each in found)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ["사과", "사자", "나무", "바다"]),
        ("ar", ["كِتاب", "كتب", "شمس", "قمر"]),
        ("hi", ["किताब", "किताबें", "पानी", "घर"]),
        ("ja", ["犬", "太", "人", "かぎ"]),
        ("fr", ["pêche", "pêché", "maison", "l'arbre"]),
    ],
)
def test_every_script_is_compared(language: str, words: list[str]) -> None:
    found = edges(deck(words, language))
    assert language == "ja" or best(found, 1) == 2


def test_an_accent_counts_half_a_letter() -> None:
    spelling = Spelling(["ano", "año", "amo"], "es")
    accent, letter = spelling.likeness(np.array([[0, 1], [0, 2]]))
    assert accent == pytest.approx(1 - 1 / 6) and letter == pytest.approx(1 - 1 / 3)


def test_the_same_word_twice_is_no_pair_to_tell_apart() -> None:
    found = edges(deck(["house", "house", "the house", "mouse"]))
    assert {(each.first, each.second) for each in found} <= {(1, 4), (2, 4), (3, 4)}


def test_pictures_have_a_say_where_they_are_known() -> None:
    vectors = np.eye(len(WORDS), dtype=np.float32)
    vectors[13] = vectors[7]
    found = edges(deck(WORDS), {id: vectors[id - 1] for id in range(1, len(WORDS) + 1)})
    assert best(found, 8) == 14
    assert max(found, key=lambda each: each.channels["picture"] or 0.0).channels["picture"] == pytest.approx(1.0)


@pytest.mark.parametrize("words", [[], ["house"], ["house", "mouse"]])
def test_a_tiny_deck_has_a_graph_too(words: list[str]) -> None:
    assert len(edges(deck(words))) == max(len(words) - 1, 0)


def test_a_graph_is_sparse_and_the_same_each_time() -> None:
    lot = np.random.default_rng(1)
    words = ["".join(lot.choice(list("abcdefghijklmnop"), 6)) for _ in range(200)]
    found = edges(deck(words), kept=5)
    assert found == edges(deck(words), kept=5)
    assert 200 * 5 / 2 <= len(found) <= 200 * 5


def test_six_hundred_words_are_compared_in_seconds() -> None:
    lot = np.random.default_rng(2)
    words = ["".join(lot.choice(list("abcdefghijklmnop"), 7)) for _ in range(600)]
    began = time.process_time()
    assert edges([note(id, word, ipa=word) for id, word in enumerate(words)])
    assert time.process_time() - began < 10.0


def test_tails_are_shares_and_scores_weigh_all_channels() -> None:
    reference = np.linspace(0, 1, 100, dtype=np.float32)
    told = tails(np.array([0.0, 0.5, 1.0, np.nan], np.float32), reference)
    np.testing.assert_allclose(told[:3], [0.995, 0.5, 0.015], atol=0.01)
    assert np.isnan(told[3])
    one = score({"spelling": np.array([0.01]), "phonetics": np.array([np.nan])})
    both = score({"spelling": np.array([0.01]), "phonetics": np.array([0.01])})
    assert one == pytest.approx([2 / 8]) and both > one
    assert score({"spelling": np.array([np.nan])}) == [0.0]
