# ruff: noqa: RUF001 - words of several scripts
"""What is known least is asked for."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from domains.vocabulary.exercises.choosing import choose
from domains.vocabulary.exercises.possible import possible
from domains.vocabulary.modality import ASKS, Exercise, Modality
from domains.vocabulary.views import NoteFacts

AT = datetime(2026, 1, 10, tzinfo=UTC)
ALL = frozenset(Exercise)
DOG = NoteFacts(1, "deck", "dog", "Hund", "en", "de", ipa="dɒɡ", example="The {{word}} barks.", picture="p", sound="s")


@dataclass(frozen=True)
class Memory:
    state: int
    stability: float | None
    last_review: datetime


def memory(days: float, stability: float, state: int = 2) -> Memory:
    return Memory(state, stability, AT - timedelta(days=days))


KNOWN = {each: memory(1, 100) for each in Modality}


def asked(memories: dict[Modality, Memory], able: frozenset[Exercise] = ALL, note: NoteFacts = DOG) -> set[Exercise]:
    return {choose(note, memories, AT, seed, able) for seed in range(60)}


def test_a_new_card_starts_with_picture_or_sound_to_word() -> None:
    assert asked({}) == {Exercise.PICTURE_WORD, Exercise.SOUND_WORD}
    assert asked({}, note=replace(DOG, picture=None, sound=None)) == {Exercise.WORD_MEANING}


def test_the_lowest_recall_is_asked_most() -> None:
    weak = {**KNOWN, Modality.WRITING: memory(30, 5)}
    chosen = [ASKS[choose(DOG, weak, AT, seed, ALL)] for seed in range(200)]
    assert 0.6 < chosen.count(Modality.WRITING) / 200 < 0.9
    assert asked(weak) >= {Exercise.TYPED, Exercise.DICTATION, Exercise.CLOZE}


def test_a_modality_never_asked_counts_as_weak() -> None:
    partly = {**KNOWN, Modality.READING: None, Modality.PICTURE: memory(50, 10)}
    assert {ASKS[each] for each in asked(partly)} == {Modality.READING, Modality.PICTURE}  # type: ignore[arg-type]


def test_a_word_still_being_learned_is_not_asked_to_be_written() -> None:
    learning = {Modality.WHOLE: memory(0.01, 1, state=1), Modality.PICTURE: memory(0.01, 1, state=1)}
    assert not {ASKS[each] for each in asked(learning)} & {Modality.WRITING, Modality.SPEAKING}


def test_what_the_device_cannot_do_is_never_asked() -> None:
    assert Exercise.SPEAK in asked({**KNOWN, Modality.SPEAKING: None})  # type: ignore[dict-item]
    assert Exercise.SPEAK not in asked({**KNOWN, Modality.SPEAKING: None}, ALL - {Exercise.SPEAK})  # type: ignore[dict-item]


def test_a_choice_is_the_same_for_the_same_seed() -> None:
    assert len({choose(DOG, KNOWN, AT, 7, ALL) for _ in range(20)}) == 1


@pytest.mark.parametrize(
    ("note", "exercises"),
    [
        (replace(DOG, fields={"Front": "dog"}), {Exercise.FLIP}),
        (replace(DOG, word=" "), {Exercise.FLIP}),
        (NoteFacts(1, "d", "dog", "", "en", "de"), {Exercise.FLIP}),
        (NoteFacts(1, "d", "dog", "Hund", "en", "de"), {Exercise.WORD_MEANING, Exercise.TYPED}),
        (
            NoteFacts(1, "d", "dog", "", "en", "de", sound="s"),
            {Exercise.SOUND_WORD, Exercise.DICTATION, Exercise.SPEAK},
        ),
        (NoteFacts(1, "d", "dog", "", "en", "de", example="{{word}}"), {Exercise.FLIP}),
        (DOG, set(Exercise) - {Exercise.FLIP}),
    ],
    ids=["imported", "no word", "nothing", "meaning", "sound", "gap alone", "all"],
)
def test_only_what_the_material_allows_is_possible(note: NoteFacts, exercises: set[Exercise]) -> None:
    assert possible(note) == exercises
