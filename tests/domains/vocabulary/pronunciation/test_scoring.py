"""A word that was said is scored sound by sound; whatever else was recorded gets a reason instead."""

import wave
from io import BytesIO

import numpy as np
import pytest

from core.engine.inline import InlineEngine
from domains.vocabulary.pronunciation.recording import prepared
from domains.vocabulary.pronunciation.scoring import COMPARE, can_score, score
from domains.vocabulary.views import Draft, Pronunciation, Turn
from tests.domains.vocabulary.conftest import LENA, School
from tests.domains.vocabulary.pronunciation.conftest import Say, wav

ENGINE = InlineEngine()
LOT = np.random.default_rng(0)


def hear(word: str, recording: bytes, language: str = "en-US", ipa: str = "") -> Pronunciation:
    return score(word, ipa, language, recording, ENGINE)


@pytest.mark.parametrize(("word", "sounds"), [("chicken", 5), ("three", 3), ("ice cream", 6)])
def test_a_word_that_was_said_is_scored_sound_by_sound(say: Say, word: str, sounds: int) -> None:
    told = hear(word, say(word))
    assert told.scored and told.score is not None and told.score > 0.5
    assert len(told.phones) == sounds
    assert all(0.0 <= (each.score or 0.0) <= 1.0 and each.start < each.end for each in told.phones)
    assert [each.start for each in told.phones] == sorted(each.start for each in told.phones)


def test_a_sound_said_otherwise_scores_lower_and_is_named(say: Say) -> None:
    right, wrong = hear("red", say("red")), hear("red", say("led"))
    assert wrong.phones[0].phone == "ɹ"
    assert (wrong.phones[0].score or 0.0) < 0.4 < (right.phones[0].score or 0.0)
    assert wrong.sentence.startswith("Listen again for /ɹ/")


def test_sounds_are_told_where_they_are_in_the_recording(say: Say) -> None:
    with wave.open(BytesIO(say("red"))) as file:
        rate, sound = file.getframerate(), np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32_768.0
    early, late = (hear("red", wav(np.pad(sound, (int(rate * wait), 0)), rate)).phones for wait in (0.5, 2.5))
    assert late[0].start - early[0].start == pytest.approx(2.0, abs=0.03)
    assert 0.45 < early[0].start < 0.7


def test_another_word_cannot_be_scored(say: Say) -> None:
    told = hear("umbrella", say("house"))
    assert not told.scored and told.phones == () and told.score is None
    assert "cannot be made out" in told.sentence or "too short" in told.sentence


@pytest.mark.parametrize(
    ("recording", "reason"),
    [
        (b"", "Nothing was recorded"),
        (b"this is no sound", "cannot be read"),
        (wav(np.zeros(16_000)), "record again"),
        (wav(0.001 * LOT.normal(size=16_000)), "silent"),
        (wav(np.sign(LOT.normal(size=16_000))), "distorted"),
        (wav(np.pad(0.5 * np.sin(np.arange(800)), 8_000)), "too short"),
        (wav(0.2 * LOT.normal(size=16_000)), "stands out"),
        (wav(0.1 * LOT.normal(size=25 * 16_000)), "longer than 20 seconds"),
    ],
    ids=["nothing", "text", "zeros", "silence", "clipped", "click", "noise", "long"],
)
def test_what_is_no_word_gets_a_reason(recording: bytes, reason: str) -> None:
    told = hear("chicken", recording)
    assert not told.scored and reason in told.sentence and told.sentence.endswith(COMPARE)


def test_only_english_is_scored(say: Say) -> None:
    told = hear("Hund", say("dog"), "de")
    assert (told.scored, told.sentence) == (False, f"Only English can be scored. {COMPARE}")
    assert can_score("en-GB") and not can_score("de")


def test_a_word_whose_sounds_nobody_knows_is_not_guessed(say: Say) -> None:
    assert "not known how" in hear("xqzt", say("dog")).sentence


def test_an_engine_that_is_closed_is_a_reason_too(say: Say) -> None:
    engine = InlineEngine()
    engine.close()
    assert "could not be scored" in score("dog", "", "en", say("dog"), engine).sentence


def test_quiet_and_loud_recordings_are_judged_alike() -> None:
    tone = (np.sin(np.arange(8_000) / 5.0) * np.hanning(8_000)).astype(np.float32)
    quiet, loud = prepared(0.05 * tone), prepared(0.9 * tone)
    np.testing.assert_allclose(quiet.samples, loud.samples, atol=3)


def test_a_learner_is_heard_on_the_word_of_their_turn_and_nothing_is_kept(school: School, say: Say) -> None:
    deck = school.service.create_deck(LENA, "Animals", "en", "de")
    school.service.add_notes(LENA, deck.id, [Draft("chicken", "Huhn")])
    turn = school.service.next(LENA, deck.id)
    assert isinstance(turn, Turn)
    before = sorted(school.context.blobs.digests())
    assert school.service.pronounce(LENA, turn.token, say("chicken")).scored
    assert sorted(school.context.blobs.digests()) == before
