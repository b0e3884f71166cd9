"""Machine voices that differ are told apart, whatever they say; one voice is one; what is unsure is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("scipy", reason="scipy is not installed")
from benchmarks.telemedicine.der import errors
from benchmarks.telemedicine.speaking import Setting, Spoken, speak
from benchmarks.telemedicine.voicebox import Voice
from domains.telemedicine.voices.telling import tell_apart

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="the program espeak-ng is not installed")
LINES = [
    ("doctor", "Good morning, how are you feeling after the new tablets that I gave you?"),
    ("patient", "Much better, thank you. The pain in my back has almost gone away."),
    ("doctor", "I am glad to hear that. Do you still wake up in the night?"),
    ("patient", "Only once or twice a week, and then I fall asleep again quite soon."),
    ("doctor", "Then we go on with the same dose for another month."),
    ("patient", "Fine. Shall I come back to the practice, or do we speak like this again?"),
]
WOMAN, MAN = Voice("en-us+f2", 160, 55), Voice("en+m3", 150, 40)


def spans_of(spoken: Spoken) -> list[tuple[float, float]]:
    return [(turn.start, turn.end) for turn in spoken.turns]


@pytest.fixture
def pcm(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "sound.pcm"


def put(spoken: Spoken, pcm: Path) -> None:
    (spoken.samples * 32767).astype("<i2").tofile(pcm)


@pytest.mark.parametrize("setting", [Setting(seed=1), Setting(seed=1, snr=10, telephone=True)], ids=["quiet", "noisy"])
def test_two_voices_are_told_apart(pcm: Path, setting: Setting) -> None:
    spoken = speak(LINES, {"doctor": WOMAN, "patient": MAN}, setting)
    put(spoken, pcm)
    said: list[float] = []
    told = tell_apart(pcm, spans_of(spoken), tell=said.append)
    assert list(told.speakers) == ["SPEAKER_1", "SPEAKER_2"]
    assert errors([(one.start, one.end, one.speaker) for one in spoken.turns], told.turns).rate < 0.02
    assert told.certainty > 0.9
    assert said[-1] == 1.0
    woman, man = told.speakers.values()
    assert woman.pitch is not None
    assert man.pitch is not None
    assert woman.pitch > man.pitch
    assert told.notices == ()


def test_one_voice_is_one_and_says_so(pcm: Path) -> None:
    spoken = speak(LINES, {"doctor": WOMAN, "patient": WOMAN})
    put(spoken, pcm)
    told = tell_apart(pcm, spans_of(spoken))
    assert list(told.speakers) == ["SPEAKER_1"]
    assert "Only one voice" in told.notices[0]


def test_a_speech_without_pauses_is_cut_between_the_voices(pcm: Path) -> None:
    spoken = speak(LINES, {"doctor": WOMAN, "patient": MAN}, Setting(pause=(0.0, 0.0)))
    put(spoken, pcm)
    told = tell_apart(pcm, [(spoken.turns[0].start, spoken.turns[-1].end)])
    assert errors([(one.start, one.end, one.speaker) for one in spoken.turns], told.turns).rate < 0.08


def test_silence_has_no_voice(pcm: Path) -> None:
    np.zeros(32_000, "<i2").tofile(pcm)
    told = tell_apart(pcm, [])
    assert told.json() == {"speakers": {}, "turns": [], "overlap": [], "certainty": 0.0, "notices": []}
    tiny = tell_apart(pcm, [(0.5, 0.6)])
    assert len(tiny.speakers) <= 1
