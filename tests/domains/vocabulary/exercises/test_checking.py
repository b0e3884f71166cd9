# ruff: noqa: RUF001 - words of several scripts
"""Typed answers are judged as a patient teacher would."""

import pytest

from domains.vocabulary.exercises.building import question
from domains.vocabulary.exercises.checking import check
from domains.vocabulary.modality import Exercise
from domains.vocabulary.views import NoteFacts, Right, Verdict


def note(word: str, language: str = "en", id: int = 1, meaning: str = "?", **more: object) -> NoteFacts:
    return NoteFacts(id, "deck", word, meaning, language, "en", **more)  # type: ignore[arg-type]


def judge(word: str, text: str, language: str = "en", *accepted: str) -> Verdict:
    asked = note(word, language, accepted=accepted)
    return check(question(asked, Exercise.TYPED), text, notes={1: asked})


@pytest.mark.parametrize(
    ("language", "word", "text"),
    [
        ("en", "dog", " Dog. "),
        ("en", "dog", "the dog"),
        ("en", "colour / color", "color"),
        ("en", "(bus) stop", "stop"),
        ("en", "(bus) stop", "bus stop"),
        ("en", "don't", "don\u2019t"),
        ("en", "don't", "don`t"),
        ("en", "café", "cafe\u0301"),
        ("de", "der Hund", "hund"),
        ("de", "Hund", "der Hund"),
        ("de", "Straße", "strasse"),
        ("de", "Äpfel", "Aepfel"),
        ("fr", "l'arbre", "arbre"),
        ("fr", "l\u2019arbre", "l'arbre"),
        ("fr", "cœur", "coeur"),
        ("es", "¿qué?", "qué"),
        ("el", "ένας φίλος", "ΦΊΛΟΣ"),
        ("ru", "ёж", "еж"),
        ("tr", "ışık", "IŞIK"),
        ("ja", "ネコ", "\uff88\uff7a"),
        ("ar", "كِتَاب", "كتـاب"),
        ("ar", "الكتاب", "كتاب"),
        ("he", "שָׁלוֹם", "\u200fשלום"),
        ("pt-BR", "a casa", "casa"),
        ("ko", "사과", "사과"),
        ("hi", "किताब", "किताब"),
    ],
)
def test_the_same_word_is_right(language: str, word: str, text: str) -> None:
    verdict = judge(word, text, language)
    assert (verdict.right, verdict.rating) == (Right.RIGHT, 3)
    assert {piece.kind for piece in verdict.pieces} == {"same"}


@pytest.mark.parametrize(
    ("word", "accepted", "text"), [("犬", "いぬ", "いぬ"), ("犬", "いぬ", "犬"), ("学生", "がくせい", "がくせい")]
)
def test_every_accepted_form_is_right(word: str, accepted: str, text: str) -> None:
    assert judge(word, text, "ja", accepted).right is Right.RIGHT


@pytest.mark.parametrize(
    ("language", "word", "text", "sentence"),
    [
        ("es", "árbol", "arbol", "Only the accents differ."),
        ("fr", "été", "ete", "Only the accents differ."),
        ("de", "Tür", "tur", "Only the accents differ."),
        ("pl", "łódź", "lodz", "Only the accents differ."),
        ("ja", "いぬ", "イヌ", "Only the accents differ."),
        ("ar", "أرنب", "ارنب", "Only the accents differ."),
        ("en", "ice cream", "icecream", "Only spaces or hyphens differ."),
        ("en", "e-mail", "email", "Only spaces or hyphens differ."),
        ("en", "house", "huose", "A slip of spelling."),
        ("en", "strawberry", "strawbery", "A slip of spelling."),
        ("ko", "고양이", "고양ㅣ", "A slip of spelling."),
        ("de", "der Hund", "die Hund", "The word is right, but its article is “der”."),
    ],
)
def test_a_slip_is_near_and_says_why(language: str, word: str, text: str, sentence: str) -> None:
    verdict = judge(word, text, language)
    assert (verdict.right, verdict.rating, verdict.sentence) == (Right.NEAR, 2, sentence)


@pytest.mark.parametrize(
    ("language", "word", "text"),
    [
        ("en", "cat", "car"),
        ("en", "house", "mouth"),
        ("en", "dog", ""),
        ("en", "dog", " ?! "),
        ("ja", "犬", "猫"),
        ("ja", "かき", "かぎ"),
        ("th", "หมู", "หมี"),
        ("hi", "किताब", "कुत्ता"),
    ],
)
def test_another_word_is_wrong(language: str, word: str, text: str) -> None:
    verdict = judge(word, text, language)
    assert (verdict.right, verdict.rating) == (Right.WRONG, 1)


def test_a_slip_that_is_another_word_of_the_deck_is_wrong_and_named() -> None:
    mouse, house = note("mouse", meaning="a small animal"), note("house", id=2, meaning="a building")
    asked, notes = question(mouse, Exercise.TYPED), {1: mouse, 2: house}
    verdict = check(asked, "the house", notes=notes)
    assert (verdict.right, verdict.confused_with) == (Right.WRONG, 2)
    assert verdict.sentence == "“house” is another word, which means “a building”."
    assert check(asked, "mouze", notes=notes).right is Right.NEAR


def test_a_synonym_is_right_where_the_meaning_is_asked_but_not_where_the_sound_is() -> None:
    car = note("coche", "es", meaning="car", sound="a", ipa="kotʃe")
    auto = note("auto", "es", id=2, meaning="the car")
    notes = {1: car, 2: auto}
    assert check(question(car, Exercise.TYPED), "auto", notes=notes).right is Right.RIGHT
    assert check(question(car, Exercise.DICTATION), "auto", notes=notes).confused_with == 2


def test_a_homophone_is_near_in_dictation() -> None:
    sea = note("sea", meaning="water", sound="a", ipa="siː")
    see = note("see", id=2, meaning="to look", ipa="siː")
    verdict = check(question(sea, Exercise.DICTATION), "see", notes={1: sea, 2: see})
    assert (verdict.right, verdict.sentence) == (Right.NEAR, "It sounds the same, but “sea” was meant.")


@pytest.mark.parametrize(("duration", "rating"), [(1_500, 4), (9_000, 3), (None, 3)])
def test_a_quick_right_answer_is_easy(duration: int | None, rating: int) -> None:
    assert check(question(note("dog"), Exercise.TYPED), "dog", duration_ms=duration).rating == rating


def test_a_choice_is_right_or_names_what_was_chosen() -> None:
    dog, cat = note("dog", picture="p"), note("cat", id=2, meaning="!", picture="q")
    asked = question(dog, Exercise.PICTURE_WORD, [cat])
    assert check(asked, chosen=1).right is Right.RIGHT
    wrong = check(asked, chosen=2)
    assert (wrong.right, wrong.rating, wrong.confused_with) == (Right.WRONG, 1, 2)
    assert check(asked, chosen=99).confused_with is None


@pytest.mark.parametrize("exercise", [Exercise.FLIP, Exercise.SPEAK])
def test_what_only_the_learner_can_judge_is_not_judged(exercise: Exercise) -> None:
    assert check(question(note("dog", sound="s"), exercise)).right is Right.NONE


def test_without_options_the_learner_recalls_and_judges() -> None:
    assert check(question(note("dog", picture="p"), Exercise.PICTURE_WORD)).right is Right.NONE


def test_a_very_long_answer_is_cut_and_judged_quickly() -> None:
    assert judge("dog", "x" * 1_000_000).right is Right.WRONG
