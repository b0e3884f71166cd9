"""What pre-training on unlabelled films is worth: `python -m benchmarks.fusion.selfsupervised --data DIR`.

The same network (EfficientNet-lite0, 96 pixels) starts from nothing, from ImageNet, from unlabelled films alone, and
from films after ImageNet, by contrast (SimCLR) or by telling what is covered (SimMIM). It is frozen, and a linear
read-out is fitted on 10, 30 and 100 % of the labelled patients, five draws for each share, the same patients for every
start. The unlabelled films are the training part of nih_cxr (adults) and children of kermany; the figures are of adults
that neither pre-training nor read-out has seen.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion import pretraining
from core.evaluation.bootstrap import Interval, difference, interval
from core.evaluation.metrics import macro_auroc
from core.training import readout
from domains.chest.training.cohort import Cohort, shipped

SHARES = (0.1, 0.3, 1.0)
DRAWS = 5
STRENGTH = 1e-3
Array = NDArray[np.floating[Any]]
Said = dict[str, dict[float, Array]]


def main(argv: Sequence[str] | None = None) -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with nih_cxr and kermany")
    parser.add_argument("--fresh", action="store_true", help="pre-train again, although it was done before")
    arguments = parser.parse_args(argv)
    train, valid = Cohort.read(arguments.data, "train"), Cohort.read(arguments.data, "valid")
    labels = shipped(train)
    said: Said = {}
    for name, features in starts(arguments.data, train, valid, arguments.fresh).items():
        said[name] = {share: probed(*features, train, labels, share) for share in SHARES}
    print(f"\n{len(train)} labelled films of {len(set(train.patients))} patients; {len(valid)} films to be told.\n")
    table(said, valid, labels, np.ones(len(valid), bool), "all films")
    table(said, valid, labels, valid.spread, "subset A (one film a patient, spread over the findings)")
    gains(said, valid, labels)


def starts(data: Path, train: Cohort, valid: Cohort, fresh: bool) -> dict[str, tuple[Array, Array]]:
    """Start to the features of the labelled films and of those to be told."""
    found = {}
    known, asked = pretraining.prepared(train.films), pretraining.prepared(valid.films)
    for name in pretraining.STARTS:
        begun = time.perf_counter()
        network = pretraining.network(name, data, train, fresh)
        found[name] = (pretraining.features(network, known), pretraining.features(network, asked))
        print(f"{name}: ready after {time.perf_counter() - begun:.0f} s", flush=True)
    return found


def probed(known: Array, asked: Array, train: Cohort, labels: tuple[str, ...], share: float) -> Array:
    """Logits on the films to be told, ``(draws, n, labels)``, each draw from other labelled patients."""
    truth = train.matrix(labels)
    said = []
    for draw in range(DRAWS if share < 1.0 else 1):
        rows = some_patients(train.patients, share, draw)
        told = [column for column in range(len(labels)) if 0 < truth[rows, column].sum() < len(rows)]
        logits = np.zeros((len(asked), len(labels)))
        logits[:, told] = readout.fit(known[rows], truth[rows][:, told], STRENGTH)(asked)
        said.append(logits)
    return np.stack(said)


def some_patients(patients: NDArray[Any], share: float, draw: int) -> NDArray[np.intp]:
    """Rows of a share of the patients, drawn by patient."""
    everyone = np.unique(patients)
    chosen = np.random.default_rng(draw).permutation(everyone)[: max(1, round(share * len(everyone)))]
    return np.flatnonzero(np.isin(patients, chosen))


def figure(truth: Array, logits: Array, rows: NDArray[np.intp]) -> float:
    """Macro AUROC, the mean over the draws."""
    return float(np.mean([macro_auroc(truth[rows], one[rows]) for one in logits]))


def table(said: Said, valid: Cohort, labels: tuple[str, ...], part: NDArray[np.bool_], name: str) -> None:
    """Macro AUROC of each start at each share, with intervals over patients."""
    truth, patients = valid.matrix(labels)[part], valid.patients[part]
    print(f"Linear probe, macro AUROC of {len(labels)} findings on {name}, 95 % interval over patients\n")
    print("| start | " + " | ".join(f"{share:.0%} of the labels" for share in SHARES) + " |")
    print("|---|" + "---|" * len(SHARES))
    for start, shares in said.items():
        cells = [_interval(truth, shares[share][:, part], patients) for share in SHARES]
        print(f"| {start} | {' | '.join(map(str, cells))} |", flush=True)
    print()


def _interval(truth: Array, logits: Array, patients: NDArray[Any]) -> Interval:
    return interval(lambda rows: figure(truth, logits, rows), patients, rounds=300)


def gains(said: Said, valid: Cohort, labels: tuple[str, ...]) -> None:
    """What each start gains over ImageNet and over nothing, on the same resamples of patients."""
    truth, patients = valid.matrix(labels), valid.patients
    print("| paired difference of macro AUROC | " + " | ".join(f"{share:.0%}" for share in SHARES) + " |")
    print("|---|" + "---|" * len(SHARES))
    for first, second in pretraining.COMPARED:
        cells = [_difference(truth, said[first][share], said[second][share], patients) for share in SHARES]
        print(f"| {first} minus {second} | {' | '.join(map(_verdict, cells))} |", flush=True)


def _difference(truth: Array, first: Array, second: Array, patients: NDArray[Any]) -> Interval:
    return difference(
        lambda rows: figure(truth, first, rows), lambda rows: figure(truth, second, rows), patients, rounds=300
    )


def _verdict(found: Interval) -> str:
    return f"{found} {'shown' if found.low > 0 else 'refuted' if found.high < 0 else 'not shown'}"


if __name__ == "__main__":
    main()
