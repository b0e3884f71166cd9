"""Conversations whose speakers are known: machine voices in pairs and threes, and people who say digits.

The limits of the domain were chosen on other voices (`CHOSEN_ON`), on the scripts that are left out here, and on other
noise.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.telemedicine.speaking import Line, Setting, Spoken, Turn, scripts, speak
from benchmarks.telemedicine.voicebox import RATE, Voice

CHOSEN_ON = {
    "men": ("m1", "m4", "Marco", "Andy", "boris", "sandro"),
    "women": ("f1", "f3", "Alicia", "steph", "Andrea", "linda"),
}
VOICES: Mapping[str, tuple[str, ...]] = {
    "men": ("m3", "m7", "travis", "Lee", "edward", "Hugo"),
    "women": ("f2", "f4", "anika", "aunty", "Annie", "belinda"),
}
KINDS: Mapping[str, tuple[str, ...]] = {
    "one voice": ("men",),
    "man and woman": ("men", "women"),
    "two men": ("men", "men"),
    "two women": ("women", "women"),
    "three voices": ("men", "women", "men"),
}
SETTINGS: Mapping[str, Setting] = {
    "quiet": Setting(),
    "noise at 15 dB": Setting(snr=15),
    "noise at 5 dB": Setting(snr=5),
    "room, 10 dB": Setting(snr=10, room=True),
    "telephone": Setting(telephone=True),
    "short pauses": Setting(pause=(0.05, 0.25)),
    "talk over": Setting(overlap=0.4),
}
DIGITS_A_TURN, TURNS = (3, 12), 24


@dataclass(frozen=True)
class Mixture:
    """A conversation, what kind it is of, and how it was recorded."""

    kind: str
    setting: str
    spoken: Spoken


def synthesised() -> Iterator[Mixture]:
    """Every kind in every setting, each with voices and words of its own."""
    chance = np.random.default_rng(20)
    written = list(scripts().values())[1::2]
    for number, (kind, sexes) in enumerate(KINDS.items()):
        for at, (name, setting) in enumerate(SETTINGS.items()):
            lines = written[(number + at) % len(written)].lines
            cast = _cast(sexes, chance)
            said = _lines(lines, len(cast))
            yield Mixture(kind, name, speak(said, cast, replace(setting, seed=100 * number + at)))


def _cast(sexes: Sequence[str], chance: np.random.Generator) -> dict[str, Voice]:
    names: list[str] = []
    for sex in sexes:
        names.append(str(chance.choice([name for name in VOICES[sex] if name not in names])))
    accents = [str(chance.choice(["en", "en-us"])) for _ in names]
    return {
        f"V{at}": Voice(f"{accent}+{name}", int(chance.integers(145, 175)), int(chance.integers(30, 70)))
        for at, (accent, name) in enumerate(zip(accents, names, strict=True))
    }


def _lines(lines: Sequence[Line], voices: int) -> list[Line]:
    """The doctor is the first voice, everybody else the second; of three, the third takes each fifth line."""
    out = []
    for at, (who, text) in enumerate(lines):
        voice = 2 if voices == 3 and at % 5 == 3 else min(int(who != "doctor"), voices - 1)
        out.append((f"V{voice}", text))
    return out


def digits(data: Path) -> Iterator[Mixture]:
    """People: two or three of five men say digits in turn (8 kHz, close to the microphone, a faint hiss)."""
    rows = list(csv.DictReader((data / "spoken_digits" / "labels.csv").open(encoding="utf-8")))
    people = sorted({row["speaker"] for row in rows})
    chance = np.random.default_rng(0)
    casts = [*combinations(people, 1), *combinations(people, 2), *list(combinations(people, 3))[::3]]
    for cast in casts:
        said = {who: [data / "spoken_digits" / row["file"] for row in rows if row["speaker"] == who] for who in cast}
        yield Mixture(f"digits, {len(cast)} of 5 men", "8 kHz", _counted(said, chance))


def _counted(said: Mapping[str, Sequence[Path]], chance: np.random.Generator) -> Spoken:
    parts, turns, people = [np.zeros(RATE // 2, np.float32)], [], list(said)
    at = 0.5
    for number in range(TURNS):
        who = people[number % len(people)] if len(people) < 3 else str(chance.choice(people))
        files = chance.permutation(len(said[who]))[: chance.integers(*DIGITS_A_TURN)]
        waves = [_digit(said[who][file]) for file in files]
        gaps = [np.zeros(int(RATE * chance.uniform(0.05, 0.15)), np.float32) for _ in waves[1:]]
        turn = np.concatenate(
            [part for pair in zip(waves, [*gaps, np.zeros(0, np.float32)], strict=True) for part in pair]
        )
        turns.append(Turn(at, at + len(turn) / RATE, who, " ".join(said[who][file].stem[0] for file in files)))
        parts += [turn, np.zeros(int(RATE * chance.uniform(0.2, 0.8)), np.float32)]
        at += (len(turn) + len(parts[-1])) / RATE
    samples = np.concatenate(parts)
    return Spoken(samples + chance.normal(size=len(samples)).astype(np.float32) * np.float32(5e-4), tuple(turns))


def _digit(path: Path) -> NDArray[np.float32]:
    import soundfile
    from scipy.signal import resample_poly

    samples, rate = soundfile.read(path)
    level = float(np.sqrt(np.mean(samples**2)))
    return np.asarray(resample_poly(samples, RATE // rate, 1) * 0.05 / level, np.float32)
