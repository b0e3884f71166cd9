"""How well words are heard, how fast, and what is made up: `python -m benchmarks.telemedicine.speech [--packages DIR]`.

Consultations that machines speak (`speaking.py`: several voices; clean, with noise, by telephone, over one another),
and, with ``--packages``, speech of people that packages of the index ship (`packaged.py`). Word error rate after the
normalisation of `wer.py`, before and after repair, beside what faster-whisper's own `transcribe` makes of the same
sound with its usual settings. Intervals resample utterances. Machine voices are not people: the figures compare
settings, and say little of a ward. Speed: all steps of the pipeline in one process, as seconds of work a second of
sound, on the machine as it is: look at the load that is printed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import wave
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.telemedicine.packaged import packaged
from benchmarks.telemedicine.sounds import silences
from benchmarks.telemedicine.speaking import CASTS, Setting, scripts, speak
from benchmarks.telemedicine.tongues import TONGUES
from benchmarks.telemedicine.voicebox import Voice, say
from benchmarks.telemedicine.wer import Errors, by_part, normal
from core.evaluation.bootstrap import Interval, interval
from domains.telemedicine.pipeline import whole
from domains.telemedicine.pipeline.steps import STEPS
from domains.telemedicine.speech.models import hush, opened, threads

RATE = 16_000
SETTINGS: Mapping[str, Setting] = {
    "clean": Setting(),
    "room, noise 15 dB below": Setting(room=True, snr=15.0),
    "telephone, noise 20 dB below": Setting(telephone=True, snr=20.0),
    "one turn in three begins early": Setting(overlap=0.3),
}
OPTIONS = {"model": "tiny.en", "language": "en", "soap": False, "longest_hours": 4.0, "longest": 3_000}
Wave = NDArray[np.float32]


@dataclass
class Tally:
    """What was heard of one kind of sound.

    Attributes:
        plain: Errors of faster-whisper's own way, an entry for each utterance.
        heard: Errors before repair.
        told: Errors after repair.
        seconds: Length of the sound.
        spent: Seconds that each step took.
        plainly: Seconds that faster-whisper's own way took.
    """

    plain: list[Errors] = field(default_factory=list)
    heard: list[Errors] = field(default_factory=list)
    told: list[Errors] = field(default_factory=list)
    seconds: float = 0.0
    spent: dict[str, float] = field(default_factory=dict)
    plainly: float = 0.0

    def add(self, samples: Wave, said: Sequence[str]) -> None:
        """Hear a sound in both ways."""
        self.seconds += len(samples) / RATE
        began = time.perf_counter()
        plain = " ".join(one.text for one in opened("tiny.en").transcribe(samples, language="en")[0])
        self.plainly += time.perf_counter() - began
        told, spent = through(samples)
        self.plain += by_part(said, plain)
        self.heard += by_part(said, " ".join(one["heard"] or "" for one in told["utterances"]))
        self.told += by_part(said, " ".join(one["text"] for one in told["utterances"]))
        for step, took in spent.items():
            self.spent[step] = self.spent.get(step, 0.0) + took


def through(samples: Wave) -> tuple[dict[str, Any], dict[str, float]]:
    """A sound through all steps: what is told, and how long each step took."""
    with tempfile.TemporaryDirectory() as folder:
        recording = Path(folder) / "call.wav"
        _write(samples, recording)
        told = whole.run(recording, Path(folder) / "work", OPTIONS)
        return told, whole.spent(Path(folder) / "work")


def consultations(setting: Setting, limit: int) -> Iterator[tuple[Wave, list[str]]]:
    """Spoken consultations, each by another cast."""
    for number, script in enumerate([*scripts().values()][:limit]):
        spoken = speak(script.lines, CASTS[number % len(CASTS)], _seeded(setting, number))
        yield spoken.samples, [turn.text for turn in spoken.turns]


def _seeded(setting: Setting, seed: int) -> Setting:
    return Setting(**{**vars(setting), "seed": seed})


def rate(errors: Sequence[Errors]) -> Interval:
    """Word error rate with its interval."""

    def figure(rows: NDArray[np.intp]) -> float:
        return sum((errors[row] for row in rows), Errors(0, 0)).rate

    return interval(figure, np.arange(len(errors)))


def invented(made: Mapping[str, Wave]) -> tuple[int, list[str]]:
    """Words that are told of sounds in which none was said in English, and where."""
    found = {name: len(_words(samples)) for name, samples in made.items()}
    return sum(found.values()), [f"{name}: {count}" for name, count in found.items() if count]


def _words(samples: Wave) -> list[str]:
    told, _ = through(samples)
    return [word for one in told["utterances"] for word in normal(one["text"])]


def _plain_words(made: Mapping[str, Wave]) -> int:
    texts = [one.text for samples in made.values() for one in opened("tiny.en").transcribe(samples, language="en")[0]]
    return sum(len(normal(text)) for text in texts)


def _write(samples: Wave, path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def _tally(sounds: Iterator[tuple[Wave, list[str]]]) -> Tally:
    tally = Tally()
    for samples, said in sounds:
        tally.add(samples, said)
    return tally


def _row(name: str, tally: Tally) -> str:
    words = sum(one.words for one in tally.heard)
    return f"| {name} | {words} | {rate(tally.plain)} | {rate(tally.heard)} | {rate(tally.told)} |"


def _speed(tally: Tally) -> list[str]:
    total = sum(tally.spent.values())
    rows = [f"| {step.name} | {tally.spent[step.name] / tally.seconds:.4f} | {tally.spent[step.name] / total:.0%} | "
            f"{step.cost / sum(one.cost for one in STEPS):.0%} |" for step in STEPS]  # fmt: skip
    rows.append(f"| **all steps** | **{total / tally.seconds:.3f}** (goal 0.25) | | |")
    return [*rows, f"| faster-whisper's own `transcribe` | {tally.plainly / tally.seconds:.3f} | | |"]


def _words_made_up(seconds: float) -> None:
    tongues = {name: say(text, Voice(f"{name}+f2", 150)) for name, text in TONGUES.items()}
    print("\n| words made up where none was said in English | plain | told | where |\n|---|---|---|---|")
    for name, made in (("18 sounds without speech", silences(seconds)), (f"{len(tongues)} other languages", tongues)):
        count, where = invented(made)
        print(f"| {name} | {_plain_words(made)} | {count} | {'; '.join(where)} |", flush=True)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder with source distributions that ship speech")
    parser.add_argument("--limit", type=int, default=12, help="consultations that are spoken")
    parser.add_argument("--only", choices=("rates", "invented"), help="one part alone")
    given = parser.parse_args()
    hush()
    opened("tiny.en")
    through(np.zeros(RATE, np.float32))
    print(f"{threads()} threads; load average {os.getloadavg()[0]:.2f} at the beginning")
    if given.only != "invented":
        _rates(given.packages, given.limit)
    if given.only != "rates":
        _words_made_up(20.0)
    print(f"\nload average {os.getloadavg()[0]:.2f} at the end")


def _rates(packages: Path | None, limit: int) -> None:
    print("\n| speech | words | plain faster-whisper | heard | after repair |\n|---|---|---|---|---|")
    tallies: dict[str, Tally] = {}
    for name, setting in SETTINGS.items():
        tallies[name] = _tally(consultations(setting, limit))
        print(_row(name, tallies[name]), flush=True)
    for name, sounds in packaged(packages).items() if packages else ():
        print(_row(name, _tally(iter(sounds))), flush=True)
    print("\n| step | seconds a second of sound | share | share stated |\n|---|---|---|---|")
    print("\n".join(_speed(tallies["clean"])))


if __name__ == "__main__":
    main()
