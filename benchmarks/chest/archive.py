"""An archive of films through the local engine, beside the loop that one would write first; and what memory does.

Ours is `chiron chest score` itself: a table of DICOM files, limited decoding, guard, all findings fused, in the worker
processes of the engine. The peer is a plain loop in one process: pydicom, a window by the extremes of the film, MONAI
DenseNet121 run eagerly, with all cores for its threads; it is charged neither for checks nor for fusion. Both read the
same files in the same run, in turns. Then the same films are read over and over, and the memory of all processes noted.
`python -m benchmarks.chest.archive [--films N] [--rounds N] [--reads N]`
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.engine.local import LocalEngine

SIDE = 224
SIZES = {"as stored (1955 x 1841)": 1, "halved (977 x 920)": 2, "thumbnails (488 x 460)": 4}
LONG_RUN = 4
EVERY = 500


def main() -> None:
    """Print films per second of both and their ratio, then the memory over a long run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--films", type=int, default=48, help="files of each size")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--reads", type=int, default=10_000, help="of the long run; 0 leaves it out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        films = {size: written(folder / str(step), given.films, step) for size, step in SIZES.items()}
        compare(films, given.rounds)
        if given.reads:
            remember(films[list(SIZES)[-1]], given.reads)


def written(folder: Path, count: int, step: int) -> list[Path]:
    """Files of a real film (pydicom-data, MIT), each a little brighter than the one before, every ``step``-th pixel."""
    import pydicom
    from pydicom.data import get_testdata_file
    from pydicom.uid import generate_uid

    source = get_testdata_file("RG1_UNCR.dcm", download=False)
    if not isinstance(source, str):
        raise SystemExit("pydicom-data is missing: install 'chiron-suite[demo]'.")
    folder.mkdir()
    paths = []
    for number in range(count):
        dataset = pydicom.dcmread(source)
        pixels = dataset.pixel_array[::step, ::step]
        dataset.Rows, dataset.Columns = pixels.shape
        dataset.PixelData = (pixels - pixels.min() + number).astype(pixels.dtype).tobytes()
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        paths.append(folder / f"{number}.dcm")
        dataset.save_as(paths[-1])
    return paths


def compare(films: dict[str, list[Path]], rounds: int) -> None:
    """Both over the same files in turns."""
    peer = densenet()
    print(f"| films, {os.cpu_count()} cores | Chiron films/s | pydicom + DenseNet121 eager films/s | ratio |")
    print("|---|---|---|---|")
    for size, paths in films.items():
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(len(paths) / seconds(lambda paths=paths: chiron(paths)))  # type: ignore[misc]
            theirs.append(len(paths) / seconds(lambda paths=paths: peer(paths)))  # type: ignore[misc]
        fast, slow = statistics.median(ours), statistics.median(theirs)
        print(f"| {size} | {fast:.1f} | {slow:.1f} | {fast / slow:.1f} |", flush=True)
    print("\nmust reach: a ratio of 8; medians of rounds, starting of the workers left out")


def seconds(step: Callable[[], object]) -> float:
    """Wall time."""
    start = perf_counter()
    step()
    return perf_counter() - start


def densenet() -> Callable[[Sequence[Path]], object]:
    """The loop that one would write first."""
    import numpy as np
    import pydicom
    import torch
    from monai.networks.nets.densenet import DenseNet121

    torch.set_num_threads(os.cpu_count() or 1)
    network = DenseNet121(spatial_dims=2, in_channels=1, out_channels=14).eval()

    def read(path: Path) -> Any:
        dataset = pydicom.dcmread(path)
        film = dataset.pixel_array.astype(np.float32)
        film = (film - film.min()) / max(float(np.ptp(film)), 1.0)
        gray = torch.from_numpy(1.0 - film if dataset.PhotometricInterpretation == "MONOCHROME1" else film)
        small = torch.nn.functional.interpolate(gray[None, None], size=(SIDE, SIDE), mode="area")
        with torch.inference_mode():
            return network(small).sigmoid()

    def step(paths: Sequence[Path]) -> object:
        return [read(path) for path in paths]

    return step


@cache
def engine() -> LocalEngine:
    """The engine of `chiron chest score`, kept between rounds."""
    from core.engine.local import LocalEngine
    from domains.chest.inorder import WORKERS

    return LocalEngine(workers=WORKERS)


def chiron(paths: Sequence[Path]) -> list[Any]:
    """Every film's findings, by the code that scores a table."""
    from domains.chest import scores
    from domains.chest.inorder import pumped
    from domains.chest.table import Row

    rows = (Row(str(number), str(path)) for number, path in enumerate(paths))
    found = list(pumped(engine(), rows, scores.job(Path())))
    assert all(one.probabilities and not one.error for one in found)
    return found


def remember(paths: Sequence[Path], reads: int) -> None:
    """Read the films over and over and print the memory of this process, its workers and their decoders."""
    marks = list(_marks(paths, reads))
    quarter = max(1, len(marks) // LONG_RUN)
    early = statistics.median(memory for _, memory in marks[quarter : 2 * quarter])
    late = statistics.median(memory for _, memory in marks[-quarter:])
    print("\n| reads | memory of all processes, MB |\n|---|---|")
    for done, memory in marks[:: max(1, len(marks) // 10)]:
        print(f"| {done} | {memory:.0f} |")
    print(f"\nmedian of the last quarter minus that of the second quarter: {late - early:+.1f} MB over {reads} reads")


def _marks(paths: Sequence[Path], reads: int) -> Iterator[tuple[int, float]]:
    done = 0
    while done < reads:
        batch = [paths[number % len(paths)] for number in range(min(EVERY, reads - done))]
        chiron(batch)
        done += len(batch)
        yield done, _memory()


def _memory() -> float:
    """Proportional set sizes of the whole family of processes, in MB: shared pages are counted once."""
    import psutil

    family = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(process.memory_full_info().pss for process in family) / 1e6


if __name__ == "__main__":
    main()
