"""Make the chest weights: train, fuse, calibrate, measure, seal.

The note's ratios are measured apart (`note.py`) and must lie in the folder before.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from core.weights import seal
from domains.chest.training import card, certify, guard, measure, vision
from domains.chest.training.cohort import Cohort, shipped


def main() -> None:
    """Parse the arguments and run every step in its order."""
    parser = argparse.ArgumentParser(prog="python -m domains.chest.training", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with the sets nih_cxr, kermany, not_a_chest_xray"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the weights; note.json in it is kept")
    parser.add_argument("--seed", type=int, default=0, help="of folds, shuffling and initial values")
    arguments = parser.parse_args()
    train(arguments.data, arguments.out, arguments.seed)


def train(data: Path, out: Path, seed: int) -> None:
    """Every step from films to a sealed folder.

    Args:
        data: The development data.
        out: The weights folder.
        seed: Of everything drawn.
    """
    import torch

    torch.set_num_threads(1)  # sums in one order, so that the same seed makes the same weights
    out.mkdir(parents=True, exist_ok=True)
    cohort = Cohort.read(data, "train")
    labels = shipped(cohort)
    statements = vision.make(cohort, labels, out, seed)
    certify.make(cohort, labels, statements, out, seed)
    guard.make(data, out)
    measure.make(data, labels, out)
    if (out.parent / "CARD.md").exists():
        card.update(out.parent / "CARD.md", out / "measured.json")
    print(f"sealed {out}: {seal(out)}")


if __name__ == "__main__":
    main()
