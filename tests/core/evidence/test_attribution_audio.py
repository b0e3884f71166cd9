"""The tone that was taught is found, in seconds of the sound, and the addends sum to the difference."""

from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("captum", reason="Captum is not installed (extra 'explain')")

from core.case import SOUND_RATE
from core.evidence.attribution import Attribution, Question
from core.evidence.attribution_audio import ablation, integrated_gradients, where
from core.finding import Moment
from tests.core.evidence.tiny import Listener, trained

Array = np.ndarray[Any, Any]


def sound(seed: int, start: float | None, seconds: float = 1.5) -> Array:
    """Noise, with a tone of 0.2 s from a moment on or without."""
    random = np.random.default_rng(seed)
    wave = random.normal(0, 0.05, round(seconds * SOUND_RATE)).astype(np.float32)
    if start is not None:
        at = slice(round(start * SOUND_RATE), round((start + 0.2) * SOUND_RATE))
        wave[at] += 0.4 * np.sin(2 * np.pi * 1000 * np.arange(len(wave[at])) / SOUND_RATE)
    return wave


@pytest.fixture(scope="module")
def tone() -> Question:
    random = np.random.default_rng(0)
    truth = (np.arange(80) % 2).astype(float)
    return trained(Listener(), [sound(i, random.uniform(0, 1.3) if t else None) for i, t in enumerate(truth)], truth)


@pytest.mark.parametrize("start", [0.1, 0.8])
def test_the_tone_is_found_when_it_sounds(tone: Question, start: float) -> None:
    heard = sound(99, start)
    by_gradients = where(integrated_gradients(tone, heard).values, 0.01, 1.5)[0]
    by_silence = where(ablation(tone, heard).values, 0.1, 1.5)[0]
    assert (by_gradients.start, by_gradients.end) == pytest.approx((start, start + 0.2), abs=0.03)
    assert (by_silence.start, by_silence.end) == pytest.approx((start, start + 0.2), abs=0.11)
    assert by_gradients.share > 0.5 and by_silence.share > 0.5


def test_gradients_sum_to_the_difference(tone: Question) -> None:
    found = integrated_gradients(tone, sound(99, 0.8))
    assert len(found.values) == 200 and abs(found.log_odds - found.baseline) > 0.2
    assert abs(found.gap) < 0.03 * abs(found.log_odds - found.baseline)


def test_silencing_a_stretch_is_silencing_it(tone: Question) -> None:
    heard = sound(99, 0.8, seconds=1.05)
    found = ablation(tone, heard)
    assert len(found.values) == 11
    silenced = heard.copy()
    silenced[round(1.0 * SOUND_RATE) :] = 0
    assert found.values[-1] == pytest.approx(found.log_odds - float(tone.ask([silenced])[0]), abs=1e-4)


def test_frames_after_the_end_are_no_moment() -> None:
    values = np.zeros(200)
    values[[50, 51, 180]] = 1.0
    assert where(values, 0.01, 1.5) == (Moment(0.5, 0.52, 1.0),)


def test_a_moment_ends_with_the_sound() -> None:
    (moment,) = where(np.array([0.0, 0.0, 0.0, 1.0]), 0.1, 0.35)
    assert (moment.start, moment.end) == pytest.approx((0.3, 0.35))


def test_where_nothing_speaks_for_the_label_there_is_no_moment() -> None:
    assert where(Attribution(np.full(5, -1.0), 0.0, 5.0).values, 0.1, 0.5) == ()
