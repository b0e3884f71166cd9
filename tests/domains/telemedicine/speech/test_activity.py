"""Where somebody speaks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.telemedicine.sounds import silences
from domains.telemedicine.speech import activity, sound

Say = Callable[..., Any]
Lay = Callable[[Any], Path]


def test_speech_between_silences_is_found(said: Say, lay: Lay) -> None:
    voice = said("I have had a bad cough for three weeks.")
    gap = np.zeros(2 * sound.RATE, dtype=np.float32)
    path = lay(np.concatenate([gap, voice, gap, gap, voice, gap]))
    found = activity.spans(path)
    length = len(voice) / sound.RATE
    assert found[0][0] == pytest.approx(2.0, abs=0.35)
    assert found[-1][1] == pytest.approx(6.0 + 2 * length, abs=0.35)
    assert all(end <= 2.4 + length or start >= 5.6 + length for start, end in found)


def test_in_pieces_it_gives_what_the_library_gives_at_once(
    said: Say, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    from faster_whisper.vad import get_vad_model

    voice = np.concatenate([said("Do you have any fever or chills?"), np.zeros(9_000, np.float32), said("No.")])
    path = lay(voice)
    monkeypatch.setattr(sound, "BLOCK", 0.512)
    pieces = np.concatenate(list(activity.probabilities(path)))
    whole = sound.cut(path, 0.0, 60.0)
    at_once = get_vad_model()(np.pad(whole, (0, -len(whole) % activity.STEP))).reshape(-1)
    assert np.abs(pieces - at_once).max() < 1e-4


SOUNDS = silences(5.0)
LIKE_SPEECH = {"sung vowel", "sung vowel with band"}


@pytest.mark.parametrize("name", sorted(SOUNDS.keys() - LIKE_SPEECH))
def test_nobody_speaks_in_noise_and_music(name: str, lay: Lay) -> None:
    path = lay(SOUNDS[name])
    assert activity.spans(path, sound.gain(path)) == []


def test_progress_is_told_to_the_end(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[float] = []
    monkeypatch.setattr(sound, "BLOCK", 1.024)
    activity.spans(lay(np.zeros(int(3.072 * sound.RATE), dtype=np.float32)), tell=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_spans_that_touch_are_parted_in_the_middle() -> None:
    assert activity.padded([(1.0, 2.0), (2.2, 3.0)], 3.05) == [(0.85, 2.1), (2.1, 3.05)]


def test_no_sound_has_no_speech(lay: Lay) -> None:
    assert activity.spans(lay(np.zeros(0, dtype=np.float32))) == []
