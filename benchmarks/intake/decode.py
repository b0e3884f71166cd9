"""What it costs to read a film behind the limits: the intake beside pydicom in the caller's own process.

The bare peer only decodes the stored pixels; the full peer goes on to what the intake hands over (window, polarity,
float32 in [0, 1], SHA-256) with pydicom's own functions. All run in turns on the same bytes.
`python -m benchmarks.intake.decode [--rounds N]`
"""

import argparse
import hashlib
import importlib.util
import io
import statistics
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.pixels.processing import apply_modality_lut, apply_voi_lut

from core.intake.intake import Intake

FILMS = {"RG1_UNCR.dcm": "uncompressed, 7.2 MB", "RG1_J2KR.dcm": "JPEG 2000 lossless, 4.3 MB"}
Times = dict[str, list[float]]


def main() -> None:
    """Print a table of medians, and the intake's ratio to either peer with its 95 % interval."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    print("| film of 1955 x 1841 | intake, ms | pydicom decodes, ms | the same signal by pydicom, ms | ratio to it |")
    print("|---|---|---|---|---|")
    with Intake() as intake:
        for name, words in FILMS.items():
            times = measure(intake, film(name), rounds)
            medians = " | ".join(f"{statistics.median(taken):.1f}" for taken in times.values())
            print(f"| {words} | {medians} | {interval(times['intake'], times['same'])} |")
            extra = statistics.median(times["intake"]) - statistics.median(times["bare"])
            print(f"|  | {extra:+.1f} ms over decoding alone | | | |")


def film(name: str) -> bytes:
    """A real pathological PA film, MONOCHROME1 (pydicom-data, MIT); nothing is fetched."""
    spec = importlib.util.find_spec("data_store")
    if spec is None or spec.origin is None:
        raise SystemExit("pydicom-data is missing: install 'chiron-suite[demo]'.")
    return next(Path(spec.origin).parent.rglob(name)).read_bytes()


def measure(intake: Intake, data: bytes, rounds: int) -> Times:
    """Milliseconds of each round, taken in turns."""
    steps: dict[str, Callable[[], object]] = {
        "intake": lambda: intake.image(data),
        "bare": lambda: dcmread(io.BytesIO(data)).pixel_array,
        "same": lambda: same(data),
    }
    times: Times = {name: [] for name in steps}
    for turn in range(rounds + 2):
        for name, step in steps.items():
            start = perf_counter()
            step()
            if turn >= 2:
                times[name].append((perf_counter() - start) * 1e3)
    return times


def same(data: bytes) -> tuple[NDArray[np.float32], str]:
    """What the intake hands over, by pydicom's functions in this process."""
    dataset = dcmread(io.BytesIO(data))
    values = apply_voi_lut(apply_modality_lut(dataset.pixel_array, dataset), dataset).astype(np.float32)
    brightness = values / np.float32(2**dataset.BitsStored - 1)
    inverted = np.float32(1) - brightness if dataset.PhotometricInterpretation == "MONOCHROME1" else brightness
    return inverted, hashlib.sha256(data).hexdigest()


def interval(ours: list[float], theirs: list[float]) -> str:
    """Ratio of medians with its 95 % bootstrap interval over rounds."""
    dice = np.random.default_rng(0)
    drawn = dice.integers(0, len(ours), (2000, len(ours)))
    ratios = np.median(np.array(ours)[drawn], axis=1) / np.median(np.array(theirs)[drawn], axis=1)
    low, high = np.percentile(ratios, (2.5, 97.5))
    return f"{statistics.median(ours) / statistics.median(theirs):.2f} [{low:.2f}, {high:.2f}]"


if __name__ == "__main__":
    main()
