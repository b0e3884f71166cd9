"""How near to the promised rate the conformal sets come: `python -m benchmarks.chest.coverage --data DIR`.

On training patients alone, by nested cross-validation: of five outer parts each is kept aside once while everything is
made from the others, the image expert from features of the published network and a linear read-out (it costs seconds
where the shipped one costs an hour; what is compared is how thresholds are found, not how well films are read). Rows:
thresholds at whole ranks from cross-fitted fusers, as they were; between ranks; between ranks from the final fuser, as
they are; and the mean of three networks by thresholds that know nothing of it, and by thresholds that were told how far
the three disagree.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.conformal import NOTHING_LEFT_OUT, Thresholds, thresholds
from core.encoders.table import RecordExpert
from core.training import folds, late, readout, record
from core.training.films import prepared
from core.training.pretrained import imagenet_lite0
from domains.chest.training import certify
from domains.chest.training.certify import COLUMNS, as_shipped, fuse_rows
from domains.chest.training.cohort import Cohort, shipped
from domains.chest.training.unseen import Averaging, Unseen, disagreement

OUTER, ROUNDS, MEMBERS = 5, 2, 3
SIZE, STRENGTH, BATCH = 224, 1e-3, 16
PATTERN = "image+record"
Matrix = NDArray[Any]
Rows = NDArray[np.intp]
Find = Callable[[Matrix, NDArray[np.bool_], float], Thresholds]


@dataclass(frozen=True)
class Bench:
    """The training films as features, with what is known of them."""

    cohort: Cohort
    labels: tuple[str, ...]
    features: Matrix

    def truth(self, rows: Rows) -> dict[str, Matrix]:
        """Label to the truth of some rows."""
        return {label: values[rows] for label, values in self.cohort.truth(self.labels).items()}

    def read_out(self, rows: Rows) -> Callable[[Rows], dict[str, Matrix]]:
        """An image expert fitted on some rows."""
        matrix = self.cohort.matrix(self.labels)
        fitted = readout.fit(self.features[rows], matrix[rows], STRENGTH)
        return lambda asked: dict(zip(self.labels, fitted(self.features[asked]).T, strict=True))

    def record_expert(self, rows: Rows) -> Callable[[Rows], dict[str, Matrix]]:
        """A record expert fitted on some rows."""
        records = self.cohort.records
        expert = RecordExpert(COLUMNS, record.fit(COLUMNS, [records[row] for row in rows], self.truth(rows)))

        def say(asked: Rows) -> dict[str, Matrix]:
            told = [expert.read(records[row]) for row in asked]
            return {label: np.array([each[label].log_odds for each in told]) for label in self.labels}

        return say


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    cohort = Cohort.read(parser.parse_args().data, "train")
    bench = Bench(cohort, shipped(cohort), features(cohort))
    kept: dict[tuple[str, float], list[tuple[float, float]]] = {}
    for number in range(ROUNDS):
        for rows, asked in folds.grouped(cohort.patients, cohort.strata, OUTER, 100 + number):
            for name, rate, shares in one(bench, rows, asked, number):
                kept.setdefault((name, rate), []).append(shares)
    print("| thresholds | promised | true presence kept | true absence kept |\n|---|---|---|---|")
    for (name, rate), each in kept.items():
        told = [f"{mean:.3f} (± {spread:.3f})" for mean, spread in zip(np.mean(each, 0), np.std(each, 0), strict=True)]
        print(f"| {name} | {1 - rate:.2f} | {' | '.join(told)} |")
    print("\nIn brackets the spread over the parts that were kept aside, about 175 films each.")


def features(cohort: Cohort) -> Matrix:
    """Mean and maximum of the published network's last map: ``(n, 2560)``."""
    import torch

    from core.encoders.image_network import feature_maps

    network, rows = imagenet_lite0(SIZE).eval(), []
    with torch.inference_mode():
        for start in range(0, len(cohort), BATCH):
            films = prepared(cohort.films[start : start + BATCH], SIZE).contiguous(memory_format=torch.channels_last)
            last = feature_maps(network, films)[-1]
            rows.append(torch.cat([last.mean((2, 3)), last.amax((2, 3))], 1).numpy())
    return np.concatenate(rows)


def one(bench: Bench, rows: Rows, asked: Rows, seed: int) -> Iterator[tuple[str, float, tuple[float, float]]]:
    """Everything made from some rows, and what it keeps of the others."""
    for count in (certify.FOLDS, MEMBERS):
        members, unseen = cross_fitted(bench, rows, count, seed)
        record_says = bench.record_expert(rows)(asked)
        if count == MEMBERS:
            told = [member(asked) for member in members]
            yield from averaged(bench, unseen, told, record_says, asked)
        else:
            yield from single(bench, unseen, {"image": bench.read_out(rows)(asked), "record": record_says}, asked)


def cross_fitted(bench: Bench, rows: Rows, count: int, seed: int) -> tuple[list[Any], Unseen]:
    """An image and a record expert for each fold, and what they say of the others."""
    patients, strata = bench.cohort.patients[rows], bench.cohort.strata[rows]
    said = {role: {label: np.zeros(len(rows)) for label in bench.labels} for role in ("image", "record")}
    members = []
    for fit, test in folds.grouped(patients, strata, count, seed):
        members.append(bench.read_out(rows[fit]))
        experts = {"image": members[-1], "record": bench.record_expert(rows[fit])}
        for role, expert in experts.items():
            for label, values in expert(rows[test]).items():
                said[role][label][test] = values
    return members, Unseen(said, bench.truth(rows), patients, strata, seed)


def single(
    bench: Bench, unseen: Unseen, says: Mapping[str, Mapping[str, Matrix]], asked: Rows
) -> Iterator[tuple[str, float, tuple[float, float]]]:
    """One network on all of the rows, by thresholds found in three ways."""
    final = late.fit(unseen.statements, unseen.truth)
    logits, truth = fuse_rows(final, PATTERN, says), bench.truth(asked)
    plain, told = cross_fused(unseen), fuse_rows(final, PATTERN, unseen.statements)
    for rate in certify.ERROR_RATES:
        yield "one network: whole ranks, cross-fitted fusers", rate, share(logits, truth, plain, unseen, rate, at_ranks)
        yield "one network: between ranks, cross-fitted fusers", rate, share(logits, truth, plain, unseen, rate)
        yield "one network: between ranks, final fuser", rate, share(logits, truth, told, unseen, rate)


def averaged(
    bench: Bench, unseen: Unseen, told: list[dict[str, Matrix]], record_says: Mapping[str, Matrix], asked: Rows
) -> Iterator[tuple[str, float, tuple[float, float]]]:
    """The mean of three networks, by thresholds that know of it or not."""
    mean = {label: np.mean([each[label] for each in told], axis=0) for label in bench.labels}
    apart = disagreement(np.array([np.column_stack(list(each.values())) for each in told]))
    truth = bench.truth(asked)
    for name, averaging in (("not told", Averaging()), ("told how they disagree", Averaging(MEMBERS, apart))):
        known = as_shipped(unseen, averaging)
        final = late.fit(known.statements, known.truth)
        logits = fuse_rows(final, PATTERN, {"image": mean, "record": record_says})
        own = fuse_rows(final, PATTERN, known.statements)
        for rate in certify.ERROR_RATES:
            yield f"mean of {MEMBERS} networks, {name}", rate, share(logits, truth, own, unseen, rate)


def cross_fused(unseen: Unseen) -> dict[str, Matrix]:
    """Fused logits of rows that the fuser was not fitted on, each fold as it comes."""
    logits = {label: np.zeros(len(unseen.patients)) for label in unseen.truth}
    for fit, test in folds.grouped(unseen.patients, unseen.strata, certify.FOLDS, unseen.seed + 1):
        fitted = late.fit(unseen.said(fit), {label: values[fit] for label, values in unseen.truth.items()})
        for label, values in fuse_rows(fitted, PATTERN, unseen.said(test)).items():
            logits[label][test] = values
    return logits


def at_ranks(logits: Matrix, truth: NDArray[np.bool_], rate: float) -> Thresholds:
    """Thresholds at whole ranks, which lose at most the rate."""

    def least(values: Matrix) -> float:
        rank = math.floor(rate * (len(values) + 1) + 1e-9)
        return float(np.sort(values)[rank - 1]) if rank else NOTHING_LEFT_OUT

    return Thresholds(least(logits[truth]), -least(-logits[~truth]), int(truth.sum()), int((~truth).sum()))


def share(
    logits: Mapping[str, Matrix],
    truth: Mapping[str, Matrix],
    known: Mapping[str, Matrix],
    unseen: Unseen,
    rate: float,
    find: Find = thresholds,
) -> tuple[float, float]:
    """Of all findings that are there, and of all that are not, how many sets keep the true answer."""
    present, absent = [], []
    for label, values in logits.items():
        limits, there = find(known[label], unseen.truth[label] > 0.5, rate), truth[label] > 0.5
        present.append(values[there] >= limits.present_from)
        absent.append(values[~there] <= limits.absent_to)
    return float(np.concatenate(present).mean()), float(np.concatenate(absent).mean())


if __name__ == "__main__":
    main()
