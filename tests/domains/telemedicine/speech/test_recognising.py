"""Words with their times, and none that nobody said: a real model on speech that is made when it is needed."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.telemedicine.sounds import silences
from benchmarks.telemedicine.wer import errors
from domains.telemedicine.speech import activity, sound
from domains.telemedicine.speech.guard import Kind
from domains.telemedicine.speech.models import opened
from domains.telemedicine.speech.recognising import Heard, Recogniser, line, sentences
from domains.telemedicine.speech.windows import windows
from domains.telemedicine.transcripts import Word

Say = Callable[..., Any]
Lay = Callable[[Any], Path]

TEXT = "Good morning doctor. For three days I have had a strong pain in my belly, and I feel sick all the time."
GERMAN = "Guten Morgen, Frau Doktor. Ich habe seit drei Tagen starke Schmerzen im Bauch und mir ist ständig übel."


@pytest.fixture(scope="module")
def recogniser() -> Recogniser:
    return Recogniser(opened("tiny.en"), "en")


def heard(recogniser: Recogniser, path: Path) -> list[Heard]:
    gain = sound.gain(path)
    return [recogniser.hear(one, one.samples(path, gain)) for one in windows(path, activity.spans(path, gain))]


def text_of(found: list[Heard]) -> str:
    return " ".join(word.text for one in found for word in one.words)


def test_words_stand_at_their_seconds(recogniser: Recogniser, said: Say, lay: Lay) -> None:
    voice, gap = said(TEXT), np.zeros(2 * sound.RATE, dtype=np.float32)
    found = heard(recogniser, lay(np.concatenate([gap, voice, gap])))
    words = [word for one in found for word in one.words]
    assert errors(TEXT, text_of(found)).rate < 0.15
    assert 1.6 < words[0].start < 2.6
    assert words[-1].end == pytest.approx(2.0 + len(voice) / sound.RATE, abs=0.5)
    assert all(a.start <= a.end <= b.start + 1e-6 for a, b in pairwise(words))
    assert all(0.0 < word.probability <= 1.0 for word in words)


def test_a_long_pause_lies_in_no_word(recogniser: Recogniser, said: Say, lay: Lay) -> None:
    voice, gap = said("I feel sick all the time."), np.zeros(6 * sound.RATE, dtype=np.float32)
    found = heard(recogniser, lay(np.concatenate([voice, gap, voice])))
    length = len(voice) / sound.RATE
    words = [word for one in found for word in one.words]
    assert all(word.end <= length + 0.5 or word.start >= length + 5.5 for word in words)
    assert min(word.start for word in words if word.start > length + 1) >= length + 5.5


@pytest.mark.parametrize("change", ["quiet", "telephone"])
def test_quiet_and_narrow_speech_is_heard(change: str, recogniser: Recogniser, said: Say, lay: Lay) -> None:
    from benchmarks.telemedicine.weather import telephone

    voice = said(TEXT)
    changed = voice * 0.01 if change == "quiet" else telephone(voice)
    assert errors(TEXT, text_of(heard(recogniser, lay(changed)))).rate < 0.35


def test_another_language_is_not_made_into_english(recogniser: Recogniser, said: Say, lay: Lay) -> None:
    found = heard(recogniser, lay(said(GERMAN, "de+f2")))
    assert text_of(found) == ""
    assert {one.kind for one in found} <= {Kind.FOREIGN, Kind.MUSIC, Kind.UNCLEAR}


def test_what_is_said_after_another_language_is_not_lost(recogniser: Recogniser, said: Say, lay: Lay) -> None:
    gap = np.zeros(9_000, dtype=np.float32)
    before, after = said("Good morning. Can you tell me where the pain is?"), said("I have had pain for three days.")
    foreign = said(GERMAN, "de+f2")
    found = heard(recogniser, lay(np.concatenate([before, gap, foreign, gap, after])))
    text = text_of(found).lower()
    assert "good morning" in text
    assert "three days" in text or "3 days" in text
    assert any(start < (len(before) + len(foreign)) / sound.RATE for one in found for start, _, _ in one.odd)


@pytest.mark.parametrize("name", ["sung vowel", "sung vowel with band", "telephone rings", "coughs"])
def test_no_word_is_made_of_a_sound_without_one(name: str, recogniser: Recogniser, lay: Lay) -> None:
    samples = silences(5.0, seed=3)[name]
    path = lay(samples)
    assert text_of(heard(recogniser, path)) == ""
    forced = windows(path, [(0.0, 5.0)])[0]
    assert recogniser.hear(forced, forced.samples(path, 1.0)).words == ()


def test_what_is_kept_of_a_window_can_be_read_again(recogniser: Recogniser, said: Say, lay: Lay) -> None:
    one = heard(recogniser, lay(said("I feel sick all the time.")))[0]
    kept = line(one)
    assert kept["window"] == 0
    assert kept["kind"] == "speech"
    assert [Word(*word) for part in kept["segments"] for word in part["words"]] == list(one.words)


def test_sentences_end_at_stops_and_pauses_and_not_at_titles() -> None:
    texts = ["Dr.", "Hale", "here.", "How", "are", "you?", "Fine"]
    words = [Word(text, at * 0.4, at * 0.4 + 0.3, 0.9) for at, text in enumerate(texts)]
    words.append(Word("thanks", 9.0, 9.3, 0.9))
    assert [len(one) for one in sentences(words)] == [3, 3, 1, 1]
