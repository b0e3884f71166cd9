"""Every figure of the fusion core in one run: `python -m benchmarks.fusion --data DIR`.

Features, and what was pre-trained on unlabelled films, stay in the cache folder of the user: the first run makes them.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from time import perf_counter

PARTS = (
    ("digits", "spoken and written digits: does fusion know which modality to trust?"),
    ("openi", "OpenI: note, record and image descriptors"),
    ("films", "nih_cxr: film and record"),
    ("space", "picture, word and sound in one space"),
    ("questions", "questions and captions about chest films"),
    ("selfsupervised", "pre-training on unlabelled films"),
    ("throughput", "what each fuser costs"),
)


def main() -> int:
    """Print every table; the exit code is the number of parts that failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fusion", description=__doc__)
    parser.add_argument("--data", default=os.environ.get("CHIRON_DATA"), help="folder that holds the data sets")
    parser.add_argument("--only", choices=[name for name, _ in PARTS], action="append", help="this part alone")
    arguments = parser.parse_args()
    if not arguments.data:
        parser.error("name the folder that holds the data sets with --data or CHIRON_DATA")
    begun, failed = perf_counter(), 0
    for name, about in PARTS:
        if not arguments.only or name in arguments.only:
            failed += _run(name, about, arguments.data)
    print(f"\nAll of it took {(perf_counter() - begun) / 60:.1f} minutes.")
    return failed


def _run(name: str, about: str, data: str) -> bool:
    print(f"\n## {name}: {about}\n", flush=True)
    begun = perf_counter()
    command = [sys.executable, "-m", f"benchmarks.fusion.{name}", "--data", data]
    failed = subprocess.run(command, check=False).returncode != 0  # noqa: S603
    print(f"\n({name}: {'FAILED after ' if failed else ''}{perf_counter() - begun:.0f} s)", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
