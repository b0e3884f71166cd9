"""Every figure of the fusion core in one run: `python -m benchmarks.fusion --data DIR`.

Two parts run side by side, one thread each; what times itself runs alone at the end. Features, and what was pre-trained
on unlabelled films, stay in the cache folder of the user: the first run makes them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter

PARTS = (
    ("digits", "spoken and written digits: does fusion know which modality to trust?"),
    ("openi", "OpenI: note, record and image descriptors"),
    ("films", "nih_cxr: film and record"),
    ("space", "picture, word and sound in one space"),
    ("questions", "questions and captions about chest films"),
    ("strategies", "what each training strategy reaches, and at what cost"),
    ("selfsupervised", "pre-training on unlabelled films"),
)
ALONE = (("throughput", "what each fuser costs"),)
SIDE_BY_SIDE = 2
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def main() -> int:
    """Print every table; the exit code is the number of parts that failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fusion", description=__doc__)
    parser.add_argument("--data", default=os.environ.get("CHIRON_DATA"), help="folder that holds the data sets")
    parser.add_argument("--only", choices=[name for name, _ in PARTS + ALONE], action="append", help="this part alone")
    arguments = parser.parse_args()
    if not arguments.data:
        parser.error("name the folder that holds the data sets with --data or CHIRON_DATA")
    begun, failed = perf_counter(), 0
    for parts, beside in ((PARTS, SIDE_BY_SIDE), (ALONE, 1)):
        chosen = [part for part in parts if not arguments.only or part[0] in arguments.only]
        with ThreadPoolExecutor(beside) as pool:
            for text, well in pool.map(lambda part: _told(part[0], part[1], arguments.data), chosen):
                print(text, flush=True)
                failed += not well
    print(f"\nAll of it took {(perf_counter() - begun) / 60:.1f} minutes.")
    return failed


def _told(name: str, about: str, data: str) -> tuple[str, bool]:
    """What a part prints, and whether it ended well."""
    begun = perf_counter()
    command = [sys.executable, "-m", f"benchmarks.fusion.{name}", "--data", data]
    run = subprocess.run(command, check=False, capture_output=True, text=True, env=os.environ | ONE_THREAD)  # noqa: S603
    ending = f"({name}: {perf_counter() - begun:.0f} s)"
    failure = "" if run.returncode == 0 else f"\nFAILED\n{run.stderr[-2000:]}"
    return f"\n## {name}: {about}\n\n{run.stdout}{failure}\n{ending}", run.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
