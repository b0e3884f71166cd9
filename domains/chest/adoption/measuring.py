"""How good adopted weights are on the hospital's own cases, by cross-validation, and beside the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.reliability import reliability_curve
from core.certainty.scaling import probabilities
from core.evaluation.bootstrap import Interval, difference, interval
from core.evaluation.metrics import auroc, calibration_error, macro_auroc
from core.training import late
from core.weights import digest, seal
from domains.chest.adoption.cohort import Reasons
from domains.chest.adoption.hearing import Seen
from domains.chest.training import certify, groups, looking, measure
from domains.chest.training.cohort import Cohort
from domains.chest.training.distribution import distribution
from domains.chest.training.groups import summary
from domains.chest.training.unseen import Unseen

PATTERNS = {"image": "film alone", "image+record": "film and record"}
BOUND = ("image.safetensors", "guard.safetensors", "record.json", "fusion.json", "certainty.json")
Matrix = NDArray[Any]


def cross_validated(unseen: Unseen) -> dict[str, Matrix]:
    """Set of roles to ``(n, labels)`` probabilities of patients that nothing was fitted on."""
    told = certify.fused_unseen(unseen, late.fit(unseen.statements, unseen.truth))
    return {p: probabilities(np.column_stack(list(each.values())), exclusive=False) for p, each in told.items()}


def shipped(seen: Sequence[Seen], labels: tuple[str, ...]) -> dict[str, Matrix]:
    """The same of the shipped weights, as they state it."""
    return {
        p: probabilities(np.array([[one.shipped[p][label] for label in labels] for one in seen]), exclusive=False)
        for p in PATTERNS
    }


def write(out: Path, cohort: Cohort, labels: tuple[str, ...], unseen: Unseen, reasons: Reasons, source: str) -> None:
    """Write ``measured.json`` into a folder that holds everything else; what was not measured is not in it.

    Args:
        out: The weights.
        cohort: The cases.
        labels: What is stated.
        unseen: What the experts say out of fold.
        reasons: Label to why it is left out.
        source: What the weights say of where they come from.
    """
    seal(out)
    said, truth, whole = cross_validated(unseen), cohort.matrix(labels), np.ones(len(cohort), bool)
    fused, certificate = said["image+record"], measure.certificate_of(out)
    films, patients = len(cohort), len(np.unique(cohort.patients))
    content = {
        "adopted": {"source": source, "films": films, "patients": patients},
        "findings": [measure.finding(cohort, cohort, k, fused[:, i], certificate) for i, k in enumerate(labels)],
        "left_out": [{"label": label, "reason": why} for label, why in reasons.items()],
        "macro": summary(truth, fused, cohort, whole),
        "image_only": summary(truth, said["image"], cohort, whole),
        "record_only": summary(truth, said["record"], cohort, whole),
        "groups": groups.by_group(truth, fused, cohort),
        **looking.written(looking.audits(unseen, json.loads((out / "fusion.json").read_bytes()))),
        "distribution": distribution(cohort, unseen.statements["image"]),
        "reliability": reliability_curve(truth.ravel(), fused.ravel()),
        "data": {"train_films": films, "train_patients": patients, "valid_films": films, "valid_patients": patients},
        "measured_on": {name: digest((out / name).read_bytes()) for name in BOUND},
    }
    certify.write(out / "measured.json", content)


@dataclass(frozen=True)
class Beside:
    """One figure of both weights on the same cases, and the paired difference (new minus shipped)."""

    new: Interval
    old: Interval
    change: Interval


def beside(truth: Matrix, new: Matrix, old: Matrix, patients: NDArray[Any]) -> dict[str, Beside]:
    """Mean AUROC over the findings, and the calibration error."""
    figures = {"AUROC": macro_auroc, "calibration error": lambda t, p: calibration_error(t.ravel(), p.ravel())}
    found = {}
    for name, figure in figures.items():

        def of(said: Matrix, figure: Any = figure) -> Any:
            return lambda rows: figure(truth[rows], said[rows])

        parts = (interval(of(new), patients), interval(of(old), patients), difference(of(new), of(old), patients))
        found[name] = Beside(*parts)
    return found


def lines(
    truth: Matrix, new: Mapping[str, Matrix], old: Mapping[str, Matrix], labels: tuple[str, ...], patients: NDArray[Any]
) -> Iterator[str]:
    """What is printed: both weights beside each other, and in words which is better."""
    yield f"{'':<36}{'shipped':<24}{'adopted':<24}change"
    for pattern, name in PATTERNS.items():
        for figure, each in beside(truth, new[pattern], old[pattern], patients).items():
            row = f"{f'{figure}, {name}':<36}{each.old!s:<24}{each.new!s:<24}{each.change}"
            yield f"{row}  {_verdict(each.change, higher_is_better=figure == 'AUROC')}"
    yield f"{'AUROC of each finding, film alone':<36}{'shipped':<24}{'adopted':<24}with"
    for number, label in enumerate(labels):
        areas = [auroc(truth[:, number], said["image"][:, number]) for said in (old, new)]
        yield f"{label:<36}{areas[0]:<24.3f}{areas[1]:<24.3f}{int(truth[:, number].sum())}"


def _verdict(change: Interval, *, higher_is_better: bool) -> str:
    if change.low <= 0.0 <= change.high or np.isnan(change.value):
        return "no difference shown"
    return "better" if (change.value > 0) == higher_is_better else "worse"
