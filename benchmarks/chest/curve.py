"""Learning curve: would more patients help? `python -m benchmarks.chest.curve --data DIR`.

One network for each share of the training patients, from pre-training without findings (kept between runs), fine-tuned
as the shipped ones are but at the smaller size and in fewer epochs; measured on patients that nothing was fitted on,
image alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest import starts
from core.evaluation.bootstrap import difference, interval
from core.evaluation.metrics import macro_auroc
from core.recipe import load
from domains.chest.training import vision
from domains.chest.training.cohort import Cohort

SHARES = (0.1, 0.25, 0.5, 1.0)
EPOCHS = 8
Array = NDArray[Any]


def main(argv: Sequence[str] | None = None) -> None:
    """Print the curve and the gain of the last doubling."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args(argv).data
    import torch

    torch.set_num_threads(1)
    train, valid = Cohort.read(data, "train"), Cohort.read(data, "valid")
    asked = starts.run(data)
    start, truth = starts.pretrained(asked, train), valid.matrix(load(starts.RECIPE).labels)
    print("| share of the patients | films | macro AUROC | within A | within B | seconds |\n|---|---|---|---|---|---|")
    said: dict[float, Array] = {}
    for share in SHARES:
        begun, rows = perf_counter(), some(train.patients, share)
        network = starts.tuned(asked, train, rows, start, vision.SMALL, EPOCHS)
        said[share] = starts.said(network, valid, vision.SMALL)
        line(share, len(rows), said[share], truth, valid, perf_counter() - begun)
    gain(said[SHARES[-1]], said[SHARES[-2]], truth, valid)


def some(patients: Array, share: float) -> NDArray[np.intp]:
    """Rows of a share of the patients; a smaller share is part of a larger one."""
    everyone = np.unique(patients)
    chosen = np.random.default_rng(0).permutation(everyone)[: round(share * len(everyone))]
    return np.flatnonzero(np.isin(patients, chosen))


def line(share: float, films: int, logits: Array, truth: Array, valid: Cohort, seconds: float) -> None:
    """One row of the table."""
    cells = [
        interval(lambda r, p=p: macro_auroc(truth[p][r], logits[p][r]), valid.patients[p])  # type: ignore[misc]
        for p in (np.ones(len(valid), bool), valid.spread, ~valid.spread)
    ]
    print(f"| {share:.0%} | {films} | {' | '.join(map(str, cells))} | {seconds:.0f} |", flush=True)


def gain(whole: Array, half: Array, truth: Array, valid: Cohort) -> None:
    """The last doubling, on the same resamples."""
    found = difference(
        lambda rows: macro_auroc(truth[rows], whole[rows]),
        lambda rows: macro_auroc(truth[rows], half[rows]),
        valid.patients,
    )
    print(f"\nAll patients minus half of them: {found}")


if __name__ == "__main__":
    main()
