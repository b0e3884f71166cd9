"""Questions give nothing away, and every wrong option is wrong."""

from dataclasses import replace

import pytest

from domains.vocabulary.exercises.building import question
from domains.vocabulary.exercises.distractors import distractors, partner
from domains.vocabulary.modality import Exercise
from domains.vocabulary.views import NoteFacts


def note(id: int, word: str, meaning: str, **more: object) -> NoteFacts:
    facts = {"ipa": word, "picture": f"p{id}", "sound": f"s{id}", "level": "A1"} | more
    return NoteFacts(id, "deck", word, meaning, "en", "de", **facts)  # type: ignore[arg-type]


MOUSE = note(1, "mouse", "Maus", accepted=("mice",), example="A {{word}} eats cheese.")
HOUSE, MOUTH, BLOUSE = note(2, "house", "Haus"), note(3, "mouth", "Mund"), note(4, "blouse", "Bluse")
DECK = [MOUSE, HOUSE, MOUTH, BLOUSE]


def test_options_hold_the_answer_once_in_seeded_order() -> None:
    asked = [question(MOUSE, Exercise.PICTURE_WORD, DECK[1:], seed) for seed in range(30)]
    assert {tuple(sorted(one.text for one in each.options)) for each in asked} == {
        ("blouse", "house", "mouse", "mouth")
    }
    assert len({each.options for each in asked}) > 5
    assert asked[0] == question(MOUSE, Exercise.PICTURE_WORD, DECK[1:], 0)


@pytest.mark.parametrize("exercise", sorted(set(Exercise) - {Exercise.FLIP}))
def test_a_question_shows_no_more_than_it_should(exercise: Exercise) -> None:
    asked = question(MOUSE, exercise, DECK[1:], 1)
    shows = {name for name in ("text", "picture", "sound", "options") if getattr(asked, name)}
    assert (
        shows
        == {
            Exercise.PICTURE_WORD: {"picture", "options"},
            Exercise.SOUND_WORD: {"sound", "options"},
            Exercise.WORD_PICTURE: {"text", "options"},
            Exercise.WORD_MEANING: {"text", "options"},
            Exercise.TYPED: {"text", "picture"},
            Exercise.DICTATION: {"sound"},
            Exercise.CLOZE: {"text", "picture"},
            Exercise.SPEAK: {"text", "picture"},
            Exercise.CONTRAST: {"sound", "options"},
        }[exercise]
    )
    assert exercise in (Exercise.WORD_PICTURE, Exercise.WORD_MEANING, Exercise.SPEAK) or MOUSE.word not in asked.text


def test_a_gap_asks_for_the_form_that_the_sentence_has() -> None:
    asked = question(replace(MOUSE, example="Two {{mice}} eat."), Exercise.CLOZE)
    assert (asked.text, asked.answer, asked.accepted) == ("Two ____ eat.", "mice", ("mice",))
    assert question(MOUSE, Exercise.CLOZE).answer == "mouse"


def test_a_recording_by_a_person_is_heard_before_a_machine() -> None:
    assert question(replace(MOUSE, own_sound="own"), Exercise.DICTATION).sound == "own"


def test_a_contrast_needs_a_word_that_sounds_otherwise() -> None:
    asked = question(MOUSE, Exercise.CONTRAST, [replace(HOUSE, ipa=MOUSE.ipa), MOUTH])
    assert (asked.contrast, {each.text for each in asked.options}) == ("mouth", {"mouse", "mouth"})
    assert question(MOUSE, Exercise.CONTRAST, [replace(HOUSE, ipa=MOUSE.ipa)]).exercise is Exercise.SOUND_WORD
    assert partner(MOUSE, [replace(MOUTH, sound=None)]) is None


def test_without_distractors_there_is_nothing_to_choose() -> None:
    assert question(MOUSE, Exercise.WORD_MEANING).options == ()


def test_no_distractor_is_right_too() -> None:
    bad = [
        note(5, "mice", "Mäuse"),
        note(6, "The Mouse", "?"),
        note(7, "rodent", "die Maus"),
        note(8, "pointer", "?", picture="p1"),
        MOUSE,
        note(9, "twin", "?", concept="mouse"),
    ]
    asked = replace(MOUSE, concept="mouse")
    assert distractors(asked, Exercise.PICTURE_WORD, bad) == ()
    assert distractors(asked, Exercise.SOUND_WORD, [note(10, "mows", "mäht", ipa="mouse")]) == ()
    assert distractors(asked, Exercise.WORD_PICTURE, [replace(HOUSE, picture=None)]) == ()


def test_the_nearest_always_stands_there_and_the_rest_varies() -> None:
    near = [note(id, f"word{id}", f"Wort{id}") for id in range(10, 18)]
    drawn = [distractors(MOUSE, Exercise.PICTURE_WORD, near, (), seed) for seed in range(30)]
    assert {each[0].id for each in drawn} == {10}
    assert len({tuple(one.id for one in each) for each in drawn}) > 3 and all(len(each) == 3 for each in drawn)
    assert all(one.id < 16 for each in drawn for one in each)


def test_the_deck_fills_up_by_topic_and_level() -> None:
    others = [note(20, "b", "b", level="C1"), note(21, "c", "c"), note(22, "d", "d", level="C2", tags=("animals",))]
    asked = replace(MOUSE, tags=("animals",))
    assert [each.id for each in distractors(asked, Exercise.PICTURE_WORD, [HOUSE], others)] == [2, 22, 21]


def test_two_distractors_that_mean_the_same_are_not_offered_together() -> None:
    twins = [note(30, "big", "groß"), note(31, "large", "groß"), note(32, "small", "klein")]
    assert [each.id for each in distractors(MOUSE, Exercise.WORD_MEANING, twins)] == [30, 32]
