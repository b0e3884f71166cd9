"""Everything the shared space learns from, as arrays: words, pictures and utterances of the concepts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.encoders.spoken import evened, log_mel
from core.training.loop import Report
from core.training.space.concepts import LANGUAGES, SPOKEN, Concept, held_out_names
from core.training.space.icons import IconsError
from core.training.space.listening import Spoken
from core.training.space.voices import Utterance, speak

VOICES = (
    "",
    "m1",
    "m2",
    "m3",
    "m5",
    "m7",
    "f1",
    "f2",
    "f4",
    "f5",
    "klatt",
    "klatt3",
    "Andy",
    "Annie",
    "linda",
    "steph",
    "Michael",
    "Alicia",
)
HELD_OUT_VOICES = ("f3", "m4")
WORDS = 3_500
"""Most words of a language beside the names."""


@dataclass(frozen=True)
class Words:
    """Written words and their vectors.

    Attributes:
        rows: Word to its row.
        vectors: ``(n, 512)`` of the sentence encoder.
        names: ``(concepts, languages)`` rows of the names.
    """

    rows: Mapping[str, int]
    vectors: NDArray[np.float32]
    names: NDArray[np.int64]


def write(among: Sequence[Concept], others: Sequence[str], report: Report) -> Words:
    """Vectors of all names and of other words.

    Raises:
        PartError: the multilingual sentence encoder is not installed.
    """
    from core.encoders.places import Places
    from core.encoders.text_use import open_use

    encoder = open_use(Places.usual(), {})
    texts = sorted(
        {name for one in among for name in one.names.values()} | set(others), key=lambda word: (len(word), word)
    )
    parts = []
    for start in range(0, len(texts), 64):
        parts.append(encoder.embed(texts[start : start + 64]).vector.numpy())
        report(start / len(texts), f"word {start} of {len(texts)}")
    rows = {word: at for at, word in enumerate(texts)}
    names = np.array([[rows[one.names[language]] for language in LANGUAGES] for one in among])
    return Words(rows, np.concatenate(parts), names)


def everyday(folder: Path, language: str, among: Sequence[Concept], seed: int) -> list[str]:
    """Key words of CLDR in a language (npm's ``cldr-annotations-full``, unpacked as ``cldr``), without held-out names.

    They are no concepts, but teach the network that listens how a language sounds. None where the folder is absent.

    Raises:
        IconsError: the file is not what it should be.
    """
    path = folder / "cldr" / "annotations" / language / "annotations.json"
    if not path.is_file():
        return []
    try:
        facts = json.loads(path.read_bytes())["annotations"]["annotations"].values()
        words = {word.lower().replace("-", " ").strip() for one in facts for word in one.get("default", [])}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IconsError(f"{path} cannot be read; unpack npm's cldr-annotations-full there again.") from error
    names = held_out_names(among) | {one.names[language] for one in among}
    fit = sorted(word for word in words - names if _is_short(word))
    kept = np.random.default_rng(seed).permutation(len(fit))[:WORDS]
    return [fit[at] for at in sorted(kept)]


def _is_short(word: str) -> bool:
    return len(word) > 1 and len(word.split()) <= 3 and not any(letter.isdigit() for letter in word)


def classes(path: Path) -> list[str]:
    """English names of the thousand classes of ImageNet, in lower case.

    Raises:
        IconsError: the file is absent or does not hold a list of a thousand names.
    """
    try:
        names = [str(name).lower() for name in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError) as error:
        raise IconsError(f"{path} is absent or unreadable; it has to hold a JSON list of a thousand names.") from error
    if len(names) != 1000:
        raise IconsError(f"{path} holds {len(names)} names; the classifier has 1000 classes.")
    return names


def hear(orders: Sequence[Utterance], names: Mapping[str, int], words: Words, random: np.random.Generator) -> Spoken:
    """The orders as utterances in rooms and through telephones.

    Args:
        orders: What is said.
        names: Name to its concept, in the language that is spoken.
        words: Written words.
        random: Of everything drawn.
    """
    pictures, lengths = [], []
    for wave in speak(orders):
        frames = log_mel(degraded(wave if len(wave) else np.zeros(1600, dtype=np.float32), random))
        pictures.append(np.round(evened(frames) * 255).astype(np.uint8))
        lengths.append(len(frames))
    texts = np.array([words.rows[one.text] for one in orders])
    return Spoken(np.stack(pictures), np.array(lengths), texts, np.array([names.get(one.text, -1) for one in orders]))


def joined(several: Sequence[Spoken]) -> Spoken:
    """All in one."""
    fields = ("pictures", "lengths", "texts", "concepts")
    return Spoken(*(np.concatenate([getattr(one, name) for one in several]) for name in fields))


def orders(words: Sequence[str], language: str, voices: int, random: np.random.Generator) -> list[Utterance]:
    """Each word in so many voices, at some speed and pitch; voice by voice, which is how eSpeak NG is fast."""
    drawn = [(word, VOICES[at]) for word in words for at in random.permutation(len(VOICES))[:voices]]
    return [spoken(word, language, voice, random) for word, voice in sorted(drawn, key=lambda one: one[1])]


def spoken(word: str, language: str, voice: str, random: np.random.Generator) -> Utterance:
    """One word in one voice."""
    name = SPOKEN[language] + (f"+{voice}" if voice else "")
    rate, pitch, spread = (int(random.integers(low, high)) for low, high in ((125, 210), (25, 80), (30, 75)))
    return Utterance(word, name, rate, pitch, spread)


def degraded(wave: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """As from a room (15 %), a telephone (20 %) or with noise at 5 to 40 dB (half of them)."""
    from scipy.signal import fftconvolve, resample_poly

    if random.random() < 0.15:
        echo = random.normal(size=int(random.uniform(0.08, 0.35) * 16_000))
        echo *= np.exp(-6.0 * np.linspace(0.0, 1.0, len(echo)))
        echo[0] = np.abs(echo).sum() * random.uniform(0.15, 0.5)
        wave = fftconvolve(wave, echo).astype(np.float32)
    if random.random() < 0.2:
        wave = resample_poly(resample_poly(wave, 1, 2), 2, 1)
    if random.random() < 0.5:
        wave = (wave + _noise(len(wave), float(np.sqrt(np.mean(wave**2))), random)).astype(np.float32)
    return wave


def _noise(count: int, level: float, random: np.random.Generator) -> NDArray[np.float64]:
    """White or brown, so far below the level of the speech."""
    noise = random.normal(size=count)
    if random.random() < 0.5:
        noise = np.cumsum(noise)
        noise -= np.convolve(noise, np.ones(400) / 400, "same")[:count]
    wanted: float = level * 10.0 ** (-random.uniform(5.0, 40.0) / 20.0)
    scaled: NDArray[np.float64] = noise * (wanted / (np.sqrt(np.mean(noise**2)) + 1e-9))
    return scaled
