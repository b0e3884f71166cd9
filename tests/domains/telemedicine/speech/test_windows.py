"""Windows of speech."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from domains.telemedicine.speech import sound
from domains.telemedicine.speech.windows import LONGEST, Window, windows

Lay = Callable[[Any], Path]


def test_neighbours_share_a_window_and_long_pauses_are_left_out(lay: Lay) -> None:
    path = lay(np.zeros(60 * sound.RATE, dtype=np.float32))
    made = windows(path, [(1.0, 4.0), (4.5, 8.0), (20.0, 30.0), (30.2, 45.0)])
    assert [one.pieces for one in made] == [((1.0, 8.0), (20.0, 30.0)), ((30.2, 45.0),)]
    assert made[0].seconds == 17.0
    assert [one.number for one in made] == [0, 1]


def test_a_long_span_is_cut_where_it_is_quiet(lay: Lay) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 70 * sound.RATE).astype(np.float32)
    noise[int(24.0 * sound.RATE) : int(24.3 * sound.RATE)] = 0
    made = windows(lay(noise), [(0.0, 70.0)])
    assert made[0].end == pytest.approx(24.15, abs=0.1)
    assert all(one.seconds <= LONGEST for one in made)
    assert [one.start for one in made[1:]] == [one.end for one in made[:-1]]
    assert made[-1].end == 70.0


def test_seconds_lead_back_to_the_recording() -> None:
    window = Window(0, ((10.0, 12.0), (20.0, 25.0)))
    assert window.second(1.0) == 11.0
    assert window.second(2.0) == 20.0
    assert window.second(2.0, ending=True) == 12.0
    assert window.second(3.5) == 21.5
    assert window.second(99.0) == 25.0
    assert window.stretch(2.5) == (20.0, 25.0)


def test_no_speech_makes_no_window(lay: Lay) -> None:
    assert windows(lay(np.zeros(0, dtype=np.float32)), []) == []
