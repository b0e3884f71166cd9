"""A short utterance as a log-mel picture."""

from __future__ import annotations

import numpy as np
import pytest

from core.encoders.spoken import BANDS, FRAMES, STEPS, evened, log_mel

TIME = np.arange(16_000) / 16_000


def test_a_tone_stands_in_its_band_and_a_higher_one_above() -> None:
    bands = [int(log_mel(np.sin(2 * np.pi * hertz * TIME)).mean(axis=0).argmax()) for hertz in (300, 1000, 4000)]
    assert bands == sorted(bands)
    assert 3 < bands[0] < bands[1] < bands[2] < BANDS


def test_the_level_of_the_recording_says_nothing() -> None:
    wave = np.random.default_rng(0).normal(size=8000).astype(np.float32)
    assert np.allclose(log_mel(wave * 0.5), log_mel(wave * 0.005), atol=1e-3)


def test_silence_at_the_ends_is_cut_and_long_sounds_are_shortened() -> None:
    tone = np.sin(2 * np.pi * 440 * TIME).astype(np.float32)
    still = np.zeros(16_000, np.float32)
    assert len(log_mel(np.concatenate([still, tone, still]))) == pytest.approx(len(log_mel(tone)), abs=3)
    assert len(log_mel(np.tile(tone, 6))) == FRAMES
    assert log_mel(still).tolist() == np.zeros((1, BANDS)).tolist()


def test_evened_keeps_ends_and_order() -> None:
    frames = np.linspace(0, 1, 100, dtype=np.float32)[:, None].repeat(BANDS, 1)
    found = evened(frames)
    assert found.shape == (STEPS, BANDS)
    assert (np.diff(found[:, 0]) > 0).all()
    assert (found[0, 0], found[-1, 0]) == (0.0, 1.0)
    assert evened(frames[:1]).shape == (STEPS, BANDS)
