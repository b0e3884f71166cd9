"""Machines that speak calmly or as if short of breath, and how their words and pauses lie in time.

There is no real labelled sound that may be used, so the pairing of sound and urgency is artificial throughout:
shortness of breath is nothing but shorter runs and longer pauses here, with overlap, since calm people pause as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.training.space.voices import Utterance, speak
from domains.telemedicine.roles.labels import PATIENT
from domains.telemedicine.triage.breath import MEASURES, Breath, breath_of
from domains.telemedicine.triage.pauses import pauses_in

RATE, WORDS = 16_000, 45
VOICES = ("en-us+m1", "en-us+f2", "en-us+m3", "en-us+f4", "en-us+m5", "en-us+f1", "en-us+f5", "en-us+m7")
CALM, BREATHLESS = ((4.0, 12.0), (0.3, 0.8)), ((2.0, 7.0), (0.35, 0.9))
"""How many words a speaker says in a run, and how long they pause in seconds, on average: each from and up to."""
SPREAD = 0.6
Sound = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """One that was spoken and measured: whose voice, how, and its measures in the order of ``MEASURES``."""

    voice: str
    is_breathless: bool
    measures: tuple[float, ...]


def clips(texts: Sequence[str], seed: int = 0) -> Iterator[Clip]:
    """Every text in both ways, the voices in turn.

    Raises:
        SpeechError: eSpeak NG is not installed.
    """
    chance = np.random.default_rng(seed)
    for number, text in enumerate(texts):
        voice = VOICES[number % len(VOICES)]
        rate, pitch = int(chance.integers(145, 190)), int(chance.integers(30, 70))
        for is_breathless in (False, True):
            words, pause = (chance.uniform(*some) for some in (BREATHLESS if is_breathless else CALM))
            runs = list(_cut(text.split()[:WORDS], words, chance))
            spoken = _spoken([Utterance(" ".join(run), voice, rate, pitch) for run in runs])
            values = _heard(runs, spoken, pause, chance).measures()
            yield Clip(voice, is_breathless, tuple(round(values[name], 4) for name in MEASURES))


def _cut(words: list[str], mean: float, chance: np.random.Generator) -> Iterator[list[str]]:
    while words:
        count = max(1, round(_about(mean, chance)))
        yield words[:count]
        words = words[count:]


def _about(mean: float, chance: np.random.Generator) -> float:
    return float(mean * chance.uniform(1 - SPREAD, 1 + SPREAD))


def _spoken(said: Sequence[Utterance]) -> list[Sound]:
    """Each run ``(samples,)`` at 16 kHz, without the silence at its ends."""
    out = []
    for sound in speak(said):
        loud = np.flatnonzero(np.abs(sound) > 0.01)
        out.append(sound[loud[0] : loud[-1] + 1] if len(loud) else sound)
    return out


def _heard(runs: Sequence[Sequence[str]], spoken: Sequence[Sound], pause: float, chance: np.random.Generator) -> Breath:
    """The measures of the whole sound, its pauses found again in it; the words of a run lie evenly over it."""
    parts, words, at = [], [], 0
    for run, sound in zip(runs, spoken, strict=True):
        length = len(sound) / len(run)
        words += [[w, (at + n * length) / RATE, (at + (n + 1) * length) / RATE, 1.0] for n, w in enumerate(run)]
        parts += [sound, _pause(_about(pause, chance), chance)]
        at += len(sound) + len(parts[-1])
    breath = breath_of([{"role": PATIENT, "words": words}], pauses_in(np.concatenate(parts)))
    if breath is None:
        raise ValueError("A text for the training of the sound has too few words.")
    return breath


def _pause(seconds: float, chance: np.random.Generator) -> Sound:
    """A pause that holds the noise of a breath."""
    count = round(seconds * RATE)
    swell = np.sin(np.linspace(0.0, np.pi, count)) ** 2
    return np.asarray(0.004 * swell * chance.normal(0.0, 1.0, count), np.float32)
