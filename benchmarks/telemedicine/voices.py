"""Who spoke when: `python -m benchmarks.telemedicine.voices --data DIR [--real DIR]`.

Diarization error rate with a collar of 0.25 s, overlapped speech counted, speech found by the domain's own voice
activity. Beside it: everything by one speaker, and another speaker after every pause (two speakers in turn). Intervals
resample conversations. `--real` names a folder with recordings of people (`x.wav`, 16 kHz, beside `x.rttm`), say the
sample in the wheel of pyannote.audio. Machine voices are steadier than people, so figures on them are kind.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
import wave
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.telemedicine.der import NONE, Errors, Turn, errors
from benchmarks.telemedicine.mixtures import Mixture, digits, synthesised
from benchmarks.telemedicine.speaking import Spoken
from benchmarks.telemedicine.speaking import Turn as Truth
from core.evaluation.bootstrap import interval
from domains.telemedicine.speech import activity, sound
from domains.telemedicine.voices.telling import tell_apart


@dataclass(frozen=True)
class Judged:
    """One conversation.

    Attributes:
        mixture: What it was.
        own: Errors of the domain.
        one: Of one speaker for all.
        turns: Of another speaker after each pause.
        counted: Whether the number of voices is right.
        seconds: Of the conversation.
        spent: Seconds of a processor's work.
        overlap: Seconds of overlap that are told, and how many of them are true, and how many there are.
    """

    mixture: Mixture
    own: Errors
    one: Errors
    turns: Errors
    counted: bool
    seconds: float
    spent: float
    overlap: tuple[float, float, float]


def judged(mixture: Mixture, folder: Path) -> Judged:
    """Tell the voices of one conversation apart."""
    pcm, spoken = folder / "sound.pcm", mixture.spoken
    (np.clip(spoken.samples, -1, 1) * 32767).astype("<i2").tofile(pcm)
    truth = [(turn.start, turn.end, turn.speaker) for turn in spoken.turns]
    spans = activity.spans(pcm, sound.gain(pcm))
    began = time.process_time()
    told = tell_apart(pcm, spans)
    spent = time.process_time() - began
    single = [(start, end, "A") for start, end in spans]
    swapped = [(start, end, "AB"[at % 2]) for at, (start, end) in enumerate(spans)]
    return Judged(
        mixture,
        errors(truth, told.turns),
        errors(truth, single),
        errors(truth, swapped),
        len(told.speakers) == len({who for _, _, who in truth}),
        sound.seconds(pcm),
        spent,
        _overlap(truth, told.overlap),
    )


def _overlap(truth: Sequence[Turn], told: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    ordered = sorted(truth)
    both = [(b[0], min(a[1], b[1])) for a, b in pairwise(ordered) if b[0] < a[1]]
    right = sum(max(min(end, stop) - max(start, begin), 0.0) for start, end in told for begin, stop in both)
    return sum(b - a for a, b in told), right, sum(b - a for a, b in both)


def real(folder: Path) -> Iterator[Mixture]:
    """Recordings of people with their truth as RTTM."""
    for path in sorted(folder.glob("*.wav")):
        rows = [line.split() for line in path.with_suffix(".rttm").read_text(encoding="utf-8").splitlines()]
        turns = tuple(Truth(float(r[3]), float(r[3]) + float(r[4]), r[7], "") for r in rows if r[0] == "SPEAKER")
        yield Mixture(f"people ({path.name})", "as recorded", Spoken(_samples(path), turns))


def _samples(path: Path) -> NDArray[np.float32]:
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32) / 32768.0


def line(name: str, rows: Sequence[Judged]) -> str:
    """A row of the table."""

    def rate(part: str) -> str:
        parts = [getattr(one, part) for one in rows]
        return str(interval(lambda picked: _sum(parts[at] for at in picked).rate, np.arange(len(parts))))

    own = _sum(one.own for one in rows)
    apart = [f"{value / max(own.speech, 1e-9):.3f}" for value in (own.missed, own.alarm, own.confused)]
    right = f"{sum(one.counted for one in rows)} of {len(rows)}"
    return f"| {name} | {rate('own')} | {' | '.join(apart)} | {right} | {rate('one')} | {rate('turns')} |"


def _sum(parts: Iterable[Errors]) -> Errors:
    return reduce(Errors.__add__, parts, NONE)


def table(rows: Sequence[Judged]) -> str:
    """By kind, and the two-voice conversations with machine voices by setting."""
    head = "| conversations | DER | missed | false alarm | confused | voices counted | one speaker | in turn |"
    kinds = list(dict.fromkeys(one.mixture.kind for one in rows))
    lines = [head, "|" + "---|" * 8, *(line(kind, [r for r in rows if r.mixture.kind == kind]) for kind in kinds)]
    pairs = [one for one in rows if one.mixture.kind in ("man and woman", "two men", "two women")]
    lines.append(line("**two machine voices, all**", pairs))
    settings = list(dict.fromkeys(one.mixture.setting for one in pairs))
    lines += [line(f"two voices, {name}", [r for r in pairs if r.mixture.setting == name]) for name in settings]
    told, right, true = (sum(one.overlap[at] for one in rows) for at in range(3))
    lines.append(f"\nOverlap: {true:.1f} s are true, {told:.1f} s are told, {right:.1f} s of them rightly.")
    factor = sum(one.spent for one in rows) / sum(one.seconds for one in rows)
    lines.append(f"Real-time factor of this step: {factor:.4f}, in seconds of one core.")
    return "\n".join(lines)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CHIRON_DATA"), help="folder of the data sets")
    parser.add_argument("--real", type=Path, help="folder with recordings of people and their RTTM files")
    given = parser.parse_args()
    mixtures = [
        *synthesised(),
        *(digits(Path(given.data)) if given.data else ()),
        *(real(given.real) if given.real else ()),
    ]
    with tempfile.TemporaryDirectory() as folder:
        print(table([judged(one, Path(folder)) for one in mixtures]))


if __name__ == "__main__":
    main()
