"""Spoken consultations say what their truth says, when it says so."""

from __future__ import annotations

import json
import shutil
import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("scipy", reason="scipy is not installed")
from benchmarks.telemedicine.speaking import CASTS, Setting, scripts, speak, write
from benchmarks.telemedicine.voicebox import RATE, Voice, VoiceMissing, say
from benchmarks.telemedicine.weather import noise, telephone

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="the program espeak-ng is not installed")
LEVELS = {"emergency", "urgent", "soon", "routine"}
LINES = (("doctor", "Does it hurt?"), ("patient", "Yes, it does."), ("doctor", "Where?"))


@pytest.mark.parametrize("name", list(scripts()))
def test_every_script_says_its_own_facts(name: str) -> None:
    script = scripts()[name]
    said = " ".join(text for _, text in script.lines).lower()
    assert script.facts["level"] in LEVELS
    assert {who for who, _ in script.lines} <= set(CASTS[0])
    for drug in script.facts["drugs"]:
        assert drug["name"] in said
        assert drug.get("dose", "") in said
    assert all(what in said for what in script.facts["allergies"])
    assert all(f"{value:g}" in said for value in script.facts["vitals"].values())


@needs_espeak
def test_turns_are_where_the_truth_has_them(tmp_path: Path) -> None:
    spoken = speak(LINES, CASTS[0], Setting(seed=4))
    loud = np.abs(spoken.samples) > 0.004
    for turn in spoken.turns:
        assert loud[round(turn.start * RATE) : round(turn.end * RATE)].mean() > 0.3
        loud[round(turn.start * RATE) - 16 : round(turn.end * RATE) + 16] = False
    assert not loud.any()
    write(spoken, tmp_path / "talk.wav")
    with wave.open(str(tmp_path / "talk.wav")) as file:
        assert (file.getframerate(), file.getnframes()) == (RATE, len(spoken.samples))
    assert [one["text"] for one in json.loads((tmp_path / "talk.json").read_text())] == [text for _, text in LINES]


@needs_espeak
def test_people_talk_over_each_other_where_asked() -> None:
    apart, over = (speak(LINES, CASTS[0], Setting(seed=4, overlap=share)).turns for share in (0.0, 1.0))
    assert all(a.end < b.start for a, b in pairwise(apart))
    assert all(a.end > b.start for a, b in pairwise(over))


@needs_espeak
def test_voices_differ_also_in_british() -> None:
    waves = [say("Good morning.", Voice(name)) for name in ("en+f2", "en+m3", "en-us+m3")]
    assert len({one.tobytes() for one in waves}) == 3


def test_noise_is_as_loud_as_asked_and_a_telephone_is_narrow() -> None:
    time = np.arange(2 * RATE) / RATE
    tone = np.sin(2 * np.pi * 997 * time).astype(np.float32)
    made = noise(tone, 10.0, np.random.default_rng(0))
    assert 10 * np.log10((tone**2).mean() / (made**2).mean()) == pytest.approx(10.0, abs=0.1)
    assert np.abs(telephone(np.sin(2 * np.pi * 100 * time).astype(np.float32))[RATE:]).max() < 0.05


def test_a_missing_voice_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHIRON_PIPER", raising=False)
    for voice in (Voice("en-us+f1", 171), Voice("piper")):
        with pytest.raises(VoiceMissing):
            say("Nobody says this.", voice)
