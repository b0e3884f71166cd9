"""The sound of a work folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from domains.telemedicine.speech import sound

Say = Callable[..., Any]
Lay = Callable[[Any], Path]


def test_a_cut_is_what_lies_there(lay: Lay) -> None:
    path = lay(np.linspace(-1, 1, 2 * sound.RATE, dtype=np.float32))
    cut = sound.cut(path, 0.5, 1.5)
    assert len(cut) == sound.RATE
    assert cut[0] == pytest.approx(-0.5, abs=1e-3)
    assert cut[-1] == pytest.approx(0.5, abs=1e-3)
    assert len(sound.cut(path, 1.9, 9.0)) == pytest.approx(0.1 * sound.RATE, abs=1)


def test_quiet_speech_is_made_louder_and_never_over_full_scale(said: Say, lay: Lay) -> None:
    voice = said("Good morning.")
    usual, faint = sound.gain(lay(voice)), sound.gain(lay(voice * 0.02))
    assert usual < 2.0
    assert faint == pytest.approx(50 * usual, rel=0.1)
    assert np.abs(sound.cut(lay(voice * 0.01), 0, 9, 1000.0)).max() <= 1.0


def test_one_word_in_a_long_silence_is_as_loud_as_it_is(said: Say, lay: Lay) -> None:
    voice = said("Good morning.")
    long = np.concatenate([np.zeros(100 * sound.RATE, np.float32), voice * 0.05])
    assert sound.gain(lay(long)) == pytest.approx(sound.gain(lay(voice * 0.05)), rel=0.3)


def test_silence_stays_silence(lay: Lay) -> None:
    path = lay(np.zeros(sound.RATE, dtype=np.float32))
    assert sound.silent_at(sound.loudness(path))
    assert sound.gain(path) == 1.0
    assert sound.silent_at(sound.loudness(lay(np.zeros(0, dtype=np.float32))))
