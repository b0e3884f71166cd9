"""Pauses, pitch and pace of sounds that are made by a formula."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from domains.telemedicine.transcripts import Word
from domains.telemedicine.voices.measures import measured, pitch
from domains.telemedicine.voices.pieces import between, pauses
from domains.telemedicine.voices.twofold import share_of, twofold


def tone(hertz: float, seconds: float) -> NDArray[np.float32]:
    time = np.arange(int(seconds * 16_000)) / 16_000
    wave = sum(np.sin(2 * np.pi * hertz * number * time) / number for number in range(1, 12))
    return np.asarray(0.1 * wave, np.float32)


@pytest.mark.parametrize("hertz", [90.0, 130.0, 220.0, 310.0])
def test_pitch_is_that_of_the_tone(hertz: float) -> None:
    assert pitch(tone(hertz, 1.0)) == pytest.approx(hertz, rel=0.02)


def test_noise_and_silence_have_no_pitch() -> None:
    assert pitch(np.zeros(16_000, np.float32)) is None
    assert pitch(tone(100, 0.01)) is None
    noise = np.random.default_rng(0).normal(scale=0.1, size=16_000).astype(np.float32)
    assert pitch(noise) is None


def test_pauses_are_found_also_in_noise() -> None:
    noise = np.random.default_rng(0).normal(scale=0.003, size=3 * 16_000).astype(np.float32)
    sound = np.concatenate([tone(120, 1.0), np.zeros(3200, np.float32), tone(120, 1.8)]) + noise
    (start, end), *rest = pauses(sound)
    assert not rest
    assert start == pytest.approx(1.0, abs=0.03)
    assert end == pytest.approx(1.2, abs=0.03)
    assert between([(1.0, 1.2), (1.3, 1.5)], 3.0) == [(0.0, 1.0), (1.5, 3.0)]
    assert pauses(np.zeros(100, np.float32)) == []


def test_a_voice_is_measured(tmp_path: Path) -> None:
    pcm = tmp_path / "sound.pcm"
    (np.concatenate([tone(120, 2.0), tone(240, 2.0)]) * 32767).astype("<i2").tofile(pcm)
    words = [Word("one", 0.0, 0.4, 1.0), Word("two", 0.8, 1.2, 1.0), Word("three", 2.5, 3.0, 1.0)]
    voice = measured(pcm, [(0.0, 2.0)], 4.0, words)
    assert (voice.seconds, voice.share, voice.turns) == (2.0, 0.5, 1)
    assert (voice.rate, voice.pauses) == (60.0, 30.0)
    assert voice.pitch == pytest.approx(120, rel=0.02)
    assert voice.json()["level"] == pytest.approx(-20, abs=3)
    assert measured(pcm, [(0.0, 2.0)], 4.0, None).rate is None


def test_two_pitches_at_once_are_heard_where_they_last(tmp_path: Path) -> None:
    pcm = tmp_path / "sound.pcm"
    one, two = wavering(110, 25.0), wavering(110, 25.0) + wavering(171, 25.0)
    (np.concatenate([one, two]) * 32767 / 4).astype("<i2").tofile(pcm)
    assert share_of(one[:80_000]) < 0.1
    assert share_of(two[:80_000]) > 0.5
    ((start, end),) = twofold(pcm, [(0.0, 25.0), (25.0, 50.0)], ())
    assert start == pytest.approx(25.0, abs=10.0)
    assert end == pytest.approx(50.0, abs=10.0)
    assert twofold(pcm, [(0.0, 25.0)], ()) == []
    understood = [Word("word", at / 2, at / 2 + 0.4, 0.9) for at in range(100)]
    assert twofold(pcm, [(0.0, 25.0), (25.0, 50.0)], understood) == []
    assert share_of(np.zeros(80_000, np.float32)) == share_of(one[:100]) == 0.0


def wavering(hertz: float, seconds: float) -> NDArray[np.float32]:
    """A tone that is not quite steady, as nobody's is."""
    time = np.arange(int(seconds * 16_000)) / 16_000
    phase = 2 * np.pi * (hertz * time + 0.5 * np.sin(2 * np.pi * 0.7 * time))
    return np.asarray(sum(0.1 * np.sin(number * phase) / number for number in range(1, 12)), np.float32)
