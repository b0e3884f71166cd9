"""Sounds in which nobody speaks, each of the same length: silence, noise, machines, instruments, a sung vowel.

Made here, so that nothing has to be lent: what a recogniser writes of them was invented.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
SCALE = (0, 2, 4, 5, 7, 9, 11, 12)
FORMANTS = ((700.0, 90.0), (1200.0, 110.0), (2600.0, 160.0))
Wave = NDArray[np.float64]


def silences(seconds: float = 30.0, seed: int = 5) -> dict[str, NDArray[np.float32]]:
    """All of them by name, at 16 kHz, in [-1, 1]."""
    chance = np.random.default_rng(seed)
    count = int(seconds * RATE)
    t = np.arange(count) / RATE
    white, chords, drums = chance.standard_normal(count), _chords(seconds, chance), _drums(seconds, chance)
    plucked, sung = _melody(_pluck, seconds, chance), _melody(_vowel, seconds, chance)
    made: dict[str, tuple[Wave, float]] = {
        "digital silence": (np.zeros(count), -20.0),
        "one bit of noise": (chance.integers(-1, 2, count) / 32768.0, -90.0),
        "faint noise": (white, -60.0),
        "white noise": (white, -20.0),
        "pink noise": (_pink(count, chance), -25.0),
        "mains hum": (sum((np.sin(2 * np.pi * 50 * k * t) / k for k in (1, 2, 3, 5)), np.zeros(count)), -30.0),
        "tone": (np.sin(2 * np.pi * 440 * t), -15.0),
        "telephone rings": ((np.sin(2 * np.pi * 440 * t) + np.sin(2 * np.pi * 480 * t)) * (t % 6 < 2), -15.0),
        "siren": (np.sin(2 * np.pi * np.cumsum(600 + 400 * np.sign(np.sin(2 * np.pi * 0.7 * t))) / RATE), -20.0),
        "keyboard": (_bursts(count, 150, 0.01, chance), -35.0),
        "coughs": (_bursts(count, round(seconds / 3), 0.12, chance), -25.0),
        "breath": (_pink(count, chance) * (0.5 + 0.5 * np.sin(2 * np.pi * 0.3 * t)) ** 2, -35.0),
        "plucked strings": (plucked, -18.0),
        "organ": (chords, -18.0),
        "drums": (drums, -18.0),
        "band": (0.7 * drums + 0.2 * chords + 0.4 * plucked, -15.0),
        "sung vowel": (sung, -18.0),
        "sung vowel with band": (sung + 0.15 * chords + 0.5 * drums, -15.0),
    }
    return {name: _at(wave, level) for name, (wave, level) in made.items()}


def _at(wave: Wave, level: float) -> NDArray[np.float32]:
    """The sound at a level in decibels below full scale."""
    power = float(np.sqrt(np.mean(wave**2)))
    by = 10 ** (level / 20) / power if power > 0 else 0.0
    return np.clip(wave * by, -1.0, 1.0).astype(np.float32)


def _fading(count: int, seconds: float, attack: float = 0.005) -> Wave:
    t = np.arange(count) / RATE
    return np.asarray(np.minimum(1.0, t / attack) * np.exp(-t / seconds))


def _pink(count: int, chance: np.random.Generator) -> Wave:
    spectrum = np.fft.rfft(chance.standard_normal(count))
    return np.asarray(np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 1.0)), count))


def _bursts(count: int, number: int, seconds: float, chance: np.random.Generator) -> Wave:
    out, length = np.zeros(count), int(6 * seconds * RATE)
    for at in chance.integers(0, max(count - length, 1), number):
        out[at : at + length] += (chance.standard_normal(length) * _fading(length, seconds))[: count - at]
    return out


def _pluck(hertz: float, seconds: float) -> Wave:
    t = np.arange(int(seconds * RATE)) / RATE
    wave = sum((np.sin(2 * np.pi * hertz * k * t) / k for k in range(1, 7)), np.zeros(len(t)))
    return np.asarray(wave * _fading(len(t), 0.4))


def _vowel(hertz: float, seconds: float) -> Wave:
    """A sung "ah": pulses with vibrato through three formants."""
    from scipy.signal import lfilter

    t = np.arange(int(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(hertz * (1 + 0.01 * np.sin(2 * np.pi * 5.5 * t))) / RATE
    wave: Wave = sum((np.sin(k * phase) / k for k in range(1, 25)), np.zeros(len(t)))
    for middle, width in FORMANTS:
        r = np.exp(-np.pi * width / RATE)
        wave = np.asarray(lfilter([1 - r], [1, -2 * r * np.cos(2 * np.pi * middle / RATE), r * r], wave))
    edges = np.minimum(1.0, np.minimum(t, seconds - t) / 0.05)
    return np.asarray(wave / np.abs(wave).max() * edges)


def _melody(voice: Callable[[float, float], Wave], seconds: float, chance: np.random.Generator) -> Wave:
    notes, length = [], 0.0
    while length < seconds:
        beat = float(chance.choice([0.25, 0.5, 0.5, 1.0]))
        notes.append(voice(220 * 2 ** (float(chance.choice(SCALE)) / 12), beat))
        length += beat
    return np.concatenate(notes)[: int(seconds * RATE)]


def _chords(seconds: float, chance: np.random.Generator) -> Wave:
    t = np.arange(RATE) / RATE
    edges = np.minimum(1.0, np.minimum(t, 1 - t) / 0.05)
    bars = []
    for _ in range(int(seconds) + 1):
        root = float(chance.choice([0, 5, 7, 9]))
        tones = [131 * 2 ** ((root + step) / 12) * k for step in (0, 4, 7, 12) for k in (1, 2, 3)]
        bars.append(sum((np.sin(2 * np.pi * hertz * t) for hertz in tones), np.zeros(RATE)) * edges)
    return np.concatenate(bars)[: int(seconds * RATE)]


def _drums(seconds: float, chance: np.random.Generator) -> Wave:
    out, length = np.zeros(int(seconds * RATE) + RATE), RATE // 5
    t = np.arange(length) / RATE
    for beat in range(int(seconds * 4)):
        kick = np.sin(2 * np.pi * np.cumsum(120 * np.exp(-20 * t) + 40) / RATE) * _fading(length, 0.1, 0.001)
        hat = 0.4 * chance.standard_normal(length) * _fading(length, 0.03, 0.001)
        at = beat * RATE // 4
        out[at : at + length] += hat if beat % 4 else kick
    return out[: int(seconds * RATE)]
