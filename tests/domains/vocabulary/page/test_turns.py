"""From a turn to a card: what is shown of which exercise, and what foreign HTML becomes."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from domains.vocabulary.modality import ASKS, Exercise
from domains.vocabulary.page import turns
from domains.vocabulary.page.seat import Seat
from domains.vocabulary.views import (
    Counts,
    NoteFacts,
    Option,
    Phone,
    Piece,
    Pronunciation,
    Question,
    Right,
    Turn,
    Verdict,
)
from ui.kit.cards import Way

NOTE = NoteFacts(
    7,
    "d",
    "el león",
    "the lion",
    "es",
    "en",
    ("león",),
    "/leon/",
    example="El {{león}} duerme.",
    picture="p",
    sound="s",
)
OPTIONS = (Option(7, "el león", "p"), Option(8, "el limón", "q"))


def addressed(digest: str | None, _place: str) -> str:
    return f"/media/{digest}" if digest else ""


@pytest.fixture
def seat() -> Seat:
    """Only what makes addresses: nothing here asks a service."""
    named = lambda _deck, name, _place: f"/media/{name}"  # noqa: E731
    return cast(Seat, SimpleNamespace(address=addressed, named=named))


def turn(exercise: Exercise, **more: Any) -> Turn:
    question = Question(exercise, ASKS[exercise], answer="el león", accepted=("el león",), language="es", **more)
    return Turn("t", "d", 1, NOTE, question, Counts(), {1: "1 min", 2: "6 min", 3: "10 min", 4: "8 d"}, is_new=True)


@pytest.mark.parametrize(
    ("exercise", "more", "way", "ask"),
    [
        (Exercise.PICTURE_WORD, {"options": OPTIONS, "picture": "p"}, Way.CHOOSE, "Which word is it?"),
        (Exercise.PICTURE_WORD, {"picture": "p"}, Way.RECALL, "What is it called in Spanish?"),
        (Exercise.TYPED, {"text": "the lion"}, Way.TYPE, "Type it in Spanish"),
        (Exercise.SPEAK, {"text": "el león"}, Way.SPEAK, "Say it aloud"),
        (Exercise.FLIP, {"front": "<b>x</b>"}, Way.RECALL, "Do you know it?"),
    ],
    ids=["choose", "recall", "type", "speak", "flip"],
)
def test_an_exercise_is_answered_in_its_way(
    seat: Seat, exercise: Exercise, more: dict[str, Any], way: Way, ask: str
) -> None:
    card = turns.card(seat, turn(exercise, **more))
    assert (card.way, card.ask) == (way, ask)


def test_a_picture_to_choose_hides_its_word_until_the_card_is_open(seat: Seat) -> None:
    card = turns.card(seat, turn(Exercise.WORD_PICTURE, options=OPTIONS, text="el león"))
    assert [(choice.text, choice.picture, choice.words) for choice in card.choices] == [
        ("", "/media/p", "el león"),
        ("", "/media/q", "el limón"),
    ]
    assert card.right == "7"


def test_the_back_holds_the_whole_word(seat: Seat) -> None:
    card = turns.card(seat, turn(Exercise.SOUND_WORD, sound="s"))
    assert (card.answer, card.meaning, card.example, card.also) == (
        "el león", "the lion", "El león duerme.", "Also: león"
    )  # fmt: skip
    assert (card.sound, card.plays, card.model, card.model_picture) == ("/media/s", True, "/media/s", "/media/p")
    assert (card.ratings[0].words, card.ratings[0].interval) == ("Again", "1 min")


def test_a_recording_by_a_person_comes_before_a_voice(seat: Seat) -> None:
    own = turn(Exercise.SOUND_WORD, sound="s")
    assert turns.card(seat, replace(own, note=replace(NOTE, own_sound="o"))).model == "/media/o"


def test_pictures_and_sounds_of_a_foreign_card_get_addresses(seat: Seat) -> None:
    front = '<img alt="x" src="a&amp;b.png"><span class="sound" data-name="f.wav"></span>'
    back = '<span class="sound" data-name="f.wav"></span><span class="sound" data-name="b.wav"></span>'
    card = turns.card(seat, turn(Exercise.FLIP, front=front, back=back, style=".card{}"))
    assert card.html.startswith('<img alt="x" src="/media/a&amp;b.png">')
    assert '<audio controls preload="none" src="/media/f.wav">' in card.html
    assert (card.sound, card.model, card.style, card.speaks) == ("/media/f.wav", "/media/b.wav", ".card{}", False)


def test_an_unscored_recording_has_a_sentence_and_no_marks() -> None:
    phones = (Phone("l", 0.9, 0.0, 0.1),)
    assert turns.heard("t", Pronunciation(False, "It cannot be scored.", phones)).phones == []
    assert turns.heard("t", Pronunciation(True, "Clear.", phones)).phones == [("l", 0.9)]


def test_a_verdict_keeps_its_pieces() -> None:
    told = turns.told("t", Verdict(Right.NEAR, 2, (Piece("accent", "ó"),), sentence="Mind the accent."))
    assert (told.right, told.rating, told.pieces) == ("near", 2, [("accent", "ó")])
