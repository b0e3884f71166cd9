"""What each step towards the shipped image expert is worth, on patients that nothing was fitted on.

`python -m benchmarks.chest.steps --data DIR`: ImageNet frozen, pre-training without findings frozen, fine-tuning from
either, and what is shipped: the networks of all folds as one, on a larger picture with a finer map. The fine-tuned ones
have seen the films of the first fold alone; pre-training is kept between runs.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest import starts
from core.encoders.image_network import apart, from_arrays
from core.evaluation.bootstrap import difference, interval
from core.evaluation.metrics import macro_auroc
from core.recipe import load
from core.training import folds, readout
from core.weights import WeightsFolder
from domains.chest.training import vision
from domains.chest.training.cohort import Cohort

WEIGHTS = starts.CHEST / "weights"
FROZEN_SIZE, STRENGTH = 224, 1e-3
Array = NDArray[Any]
Said = dict[str, Array]


def main(argv: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args(argv).data
    import torch

    torch.set_num_threads(1)
    train, valid = Cohort.read(data, "train"), Cohort.read(data, "valid")
    said = steps(data, train, valid)
    labels = load(starts.RECIPE).labels
    table(said, valid.matrix(labels), valid)
    gains(said, valid.matrix(labels), valid)


def steps(data: Path, train: Cohort, valid: Cohort) -> Said:
    """Name of the step to logits on valid, ``(n, labels)``."""
    asked = starts.run(data)
    rows = folds.grouped(train.patients, train.strata, vision.FOLDS, asked.seed)[0][0]
    start = starts.pretrained(asked, train)
    small = vision.SMALL
    made: dict[str, Callable[[], Array]] = {
        "ImageNet, frozen, 224 pixels": lambda: probed(starts.network(FROZEN_SIZE), train, valid, FROZEN_SIZE),
        f"ImageNet, frozen, {small} pixels": lambda: probed(starts.network(small), train, valid, small),
        f"pre-trained, frozen, {small} pixels": lambda: probed(starts.network(small, start), train, valid, small),
        f"ImageNet, fine-tuned, {small} pixels": lambda: starts.said(
            starts.tuned(asked, train, rows, None, small), valid, small
        ),
        f"pre-trained, fine-tuned, {small} pixels": lambda: starts.said(
            starts.tuned(asked, train, rows, start, small), valid, small
        ),
        "shipped: all networks as one": lambda: np.mean(shipped(valid), axis=0),
    }
    return {name: _timed(name, step) for name, step in made.items()}


def _timed(name: str, step: Callable[[], Array]) -> Array:
    begun = perf_counter()
    found = step()
    print(f"{name}: {perf_counter() - begun:.0f} s", flush=True)
    return found


def probed(network: Any, train: Cohort, valid: Cohort, size: int) -> Array:
    """A held-back linear read-out of the frozen features."""
    truth = train.matrix(load(starts.RECIPE).labels)
    return readout.fit(starts.features(network, train, size), truth, STRENGTH)(starts.features(network, valid, size))


def shipped(valid: Cohort) -> list[Array]:
    """What each of the shipped networks says; the domain's own training ships one."""
    folder = WeightsFolder(WEIGHTS)
    about = json.loads(folder.read("image.json"))
    size, stride = int(about["size"]), int(about["stride"])
    members = apart(folder.tensors("image.safetensors"))
    return [starts.said(from_arrays(arrays, size, stride), valid, size) for arrays in members]


def table(said: Said, truth: Array, valid: Cohort) -> None:
    """Macro AUROC of each step with intervals over patients."""
    print(f"\n{len(valid)} films of {len(set(valid.patients.tolist()))} patients, image alone, macro AUROC\n")
    print("| step | all | within A | within B |\n|---|---|---|---|")
    for name, logits in said.items():
        parts = (np.ones(len(valid), bool), valid.spread, ~valid.spread)
        cells = [
            interval(lambda r, p=p, s=logits: macro_auroc(truth[p][r], s[p][r]), valid.patients[p])  # type: ignore[misc]
            for p in parts
        ]
        print(f"| {name} | {' | '.join(map(str, cells))} |", flush=True)


def gains(said: Said, truth: Array, valid: Cohort) -> None:
    """Each step against the one before it, and the last against the first, on the same resamples."""
    names = list(said)
    print("\n| paired difference of macro AUROC | all | |\n|---|---|---|")
    for later, earlier in [*zip(names[1:], names[:-1], strict=True), (names[-1], names[0])]:
        found = difference(
            lambda r, s=said[later]: macro_auroc(truth[r], s[r]),  # type: ignore[misc]
            lambda r, s=said[earlier]: macro_auroc(truth[r], s[r]),  # type: ignore[misc]
            valid.patients,
        )
        verdict = "shown" if found.low > 0 else "refuted" if found.high < 0 else "not shown"
        print(f"| {later} minus {earlier} | {found} | {verdict} |", flush=True)


if __name__ == "__main__":
    main()
