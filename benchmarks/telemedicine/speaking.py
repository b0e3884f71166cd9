"""Consultations spoken by machines, with their truth: `python -m benchmarks.telemedicine.speaking --out DIR`.

Nobody lends a voice, and who spoke when is known to the millisecond. eSpeak NG and Piper are under the GPL and are only
ever started as programs of their own. Machine voices are clearer and steadier than people: figures on them are kind.
"""

from __future__ import annotations

import argparse
import json
import tomllib
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.telemedicine.voicebox import RATE, Voice, say
from benchmarks.telemedicine.weather import noise, room, telephone

SCRIPTS = Path(__file__).with_name("scripts.toml")
Line = tuple[str, str]
Wave = NDArray[np.float32]

CASTS: tuple[Mapping[str, Voice], ...] = (
    {"doctor": Voice("en+m3", 155, 40), "patient": Voice("en-us+f2", 165, 55), "other": Voice("en+m7", 150, 65)},
    {"doctor": Voice("en-us+f4", 160, 45), "patient": Voice("en+m1", 150, 35), "other": Voice("en-us+m8", 165, 70)},
    {"doctor": Voice("en-us+m3", 160, 50), "patient": Voice("en+m8", 150, 35), "other": Voice("en-us+f5", 160, 55)},
    {"doctor": Voice("en+f4", 155, 35), "patient": Voice("en-us+f5", 165, 65), "other": Voice("en+m3", 150, 40)},
)


@dataclass(frozen=True)
class Setting:
    """How a conversation is held and recorded.

    Attributes:
        pause: Shortest and longest silence between two turns, seconds.
        overlap: Share of turns that begin before the last one has ended.
        early: How long before, seconds.
        snr: Signal to noise, decibels; None for a quiet line.
        room: Whether it sounds as from a room.
        telephone: Whether only 300 to 3,400 Hz come through.
        seed: Of everything that is drawn.
    """

    pause: tuple[float, float] = (0.3, 0.9)
    overlap: float = 0.0
    early: float = 0.8
    snr: float | None = None
    room: bool = False
    telephone: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Turn:
    """Who said what, and when in seconds."""

    start: float
    end: float
    speaker: str
    text: str


@dataclass(frozen=True)
class Spoken:
    """A conversation in sound: ``samples`` ``(n,)`` in [-1, 1] at 16 kHz, and its truth."""

    samples: Wave
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Script:
    """A written consultation, with what is true in it (see the head of ``scripts.toml``)."""

    name: str
    lines: tuple[Line, ...]
    facts: Mapping[str, Any]


def scripts() -> dict[str, Script]:
    """All written consultations by name."""
    rows = tomllib.loads(SCRIPTS.read_text(encoding="utf-8"))["script"]
    return {row["name"]: _script(row) for row in rows}


def _script(row: Mapping[str, Any]) -> Script:
    lines = tuple((who, text) for who, text in row["lines"])
    return Script(row["name"], lines, {key: value for key, value in row.items() if key not in ("name", "lines")})


def speak(lines: Sequence[Line], cast: Mapping[str, Voice], setting: Setting = Setting()) -> Spoken:
    """Say all lines, one after the other or a little over each other.

    Raises:
        VoiceMissing: the program of a voice is not installed.
    """
    chance = np.random.default_rng(setting.seed)
    waves = [say(text, cast[who]) for who, text in lines]
    starts, at = [], 0.4
    for number, one in enumerate(waves):
        gap = chance.uniform(*setting.pause)
        if number and lines[number][0] != lines[number - 1][0] and chance.random() < setting.overlap:
            gap = -min(setting.early, 0.5 * len(one) / RATE, 0.5 * len(waves[number - 1]) / RATE)
        start = max(at + gap, 0.0)
        starts.append(start)
        at = start + len(one) / RATE
    turns = [
        Turn(round(start, 3), round(start + len(one) / RATE, 3), who, text)
        for start, one, (who, text) in zip(starts, waves, lines, strict=True)
    ]
    return Spoken(_recorded(_laid(waves, starts, at + 0.6), setting, chance), tuple(turns))


def _laid(waves: Sequence[Wave], starts: Sequence[float], seconds: float) -> Wave:
    out = np.zeros(int(seconds * RATE), dtype=np.float32)
    for start, one in zip(starts, waves, strict=True):
        first = int(start * RATE)
        out[first : first + len(one)] += one
    return out


def _recorded(samples: Wave, setting: Setting, chance: np.random.Generator) -> Wave:
    if setting.room:
        samples = room(samples, chance)
    if setting.snr is not None:
        samples = samples + noise(samples, setting.snr, chance)
    if setting.telephone:
        samples = telephone(samples)
    return np.clip(samples, -1.0, 1.0).astype(np.float32)


def write(spoken: Spoken, path: Path) -> None:
    """A WAV file, and beside it the truth as JSON: a list of start, end, speaker, text."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((spoken.samples * 32767).astype("<i2").tobytes())
    truth = [vars(turn) for turn in spoken.turns]
    path.with_suffix(".json").write_text(json.dumps(truth, indent=1), encoding="utf-8")


def main() -> None:
    """Write every script, each with another cast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder to write WAV and JSON into")
    parser.add_argument("--snr", type=float, help="signal to noise in decibels")
    parser.add_argument("--overlap", type=float, default=0.0, help="share of turns that begin early")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for number, script in enumerate(scripts().values()):
        setting = Setting(overlap=given.overlap, snr=given.snr, seed=number)
        spoken = speak(script.lines, CASTS[number % len(CASTS)], setting)
        write(spoken, given.out / f"{script.name.replace(' ', '_')}.wav")
        print(f"{script.name}: {len(spoken.samples) / RATE:.1f} s, {len(spoken.turns)} turns")


if __name__ == "__main__":
    main()
