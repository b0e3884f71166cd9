"""Record expert, fuser and conformal thresholds, bound to the image weights that they were fitted on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.certificate import Patterns, points_to_json
from core.certainty.conformal import thresholds, with_ranking
from core.encoders.table import RecordExpert
from core.encoders.table_columns import Columns
from core.training import folds, late, record
from core.weights import digest
from domains.chest.training.cohort import Cohort
from domains.chest.training.unseen import Averaging, Statements, Unseen, aligned

COLUMNS = Columns(
    numbers={"age": {"centre": 45.0, "scale": 10.0, "knots": [30.0, 60.0], "low": 4.0, "high": 90.0}},
    categories={"sex": ("M", "F"), "view": ("PA", "AP")},
)
ERROR_RATE = 0.1
ERROR_RATES = (0.05, ERROR_RATE, 0.2)
NOTE_SHRINK = 0.8
FOLDS = 5
ALONE = Averaging()
Logits = Mapping[str, Mapping[str, NDArray[Any]]]


def make(
    cohort: Cohort,
    labels: tuple[str, ...],
    image: dict[str, NDArray[Any]],
    out: Path,
    seed: int,
    oof: Path | None = None,
    averaging: Averaging = ALONE,
) -> None:
    """Fit and write ``record.json``, ``fusion.json`` and ``certainty.json``.

    Args:
        cohort: Training rows.
        labels: What is stated.
        image: Label to the image expert's out-of-fold logits.
        out: The weights folder, with ``image.safetensors`` in it.
        seed: Of the folds.
        oof: Where the out-of-fold statements are kept for :func:`recertify`.
        averaging: How the shipped image expert differs from what spoke out of fold.
    """
    models = record.fit(COLUMNS, cohort.records, cohort.truth(labels))
    write(out / "record.json", {"columns": COLUMNS.to_json(), "models": models})
    statements = {"image": image, "record": record_unseen(cohort, labels, seed)}
    unseen = Unseen(statements, cohort.truth(labels), cohort.patients, cohort.strata, seed)
    if oof is not None:
        unseen.save(oof)
    certify(unseen, out, averaging)


def recertify(out: Path, oof: Path, averaging: Averaging = ALONE) -> None:
    """Fit fusion and thresholds anew from kept statements, in seconds; seal the folder afterwards.

    Args:
        out: The weights folder, with ``image.safetensors`` and ``record.json`` in it.
        oof: What :func:`make` kept.
        averaging: As there.
    """
    certify(Unseen.load(oof), out, averaging)


def certify(unseen: Unseen, out: Path, averaging: Averaging = ALONE) -> None:
    """Write ``fusion.json`` and ``certainty.json``.

    Whether a label ranks above chance is judged on what was said out of fold: how what is shipped would lie is told
    from the truth, which must not speak for itself.
    """
    shipped = as_shipped(unseen, averaging)
    bound = {name: digest((out / name).read_bytes()) for name in ("image.safetensors", "record.json")}
    fused = late.fit(shipped.statements, shipped.truth)
    write(out / "fusion.json", {**fused, "addends": {"note": NOTE_SHRINK}, "bound_to": bound})
    bound |= {"fusion.json": digest((out / "fusion.json").read_bytes())}
    told = fused_patterns(fused, shipped.statements)
    held_out = fused_unseen(unseen, late.fit(unseen.statements, unseen.truth))
    points = {rate: limits(told, held_out, unseen, rate) for rate in ERROR_RATES}
    about = {"averaging": asdict(averaging), "bound_to": bound}
    write(out / "certainty.json", {**points_to_json(points, ERROR_RATE), **about})


def as_shipped(unseen: Unseen, averaging: Averaging) -> Unseen:
    """The statements as the shipped experts would make them: the image expert's as the mean of its networks."""
    image = {label: averaging.of(values, unseen.truth[label]) for label, values in unseen.statements["image"].items()}
    return replace(unseen, statements={**unseen.statements, "image": image})


def record_unseen(cohort: Cohort, labels: tuple[str, ...], seed: int) -> dict[str, NDArray[Any]]:
    """What the record expert says of patients that it was not fitted on."""
    unseen = {label: np.zeros(len(cohort)) for label in labels}
    truth, records = cohort.truth(labels), cohort.records
    for fit, test in folds.grouped(cohort.patients, cohort.strata, FOLDS, seed):
        models = record.fit(COLUMNS, [records[i] for i in fit], {k: v[fit] for k, v in truth.items()})
        expert = RecordExpert(COLUMNS, models)
        for row in test:
            for label, tally in expert.read(records[row]).items():
                unseen[label][row] = tally.log_odds
    return unseen


def fused_patterns(fitted: Mapping[str, Any], statements: Statements) -> Logits:
    """Pattern to label to fused logits ``(n,)``."""
    return {pattern: fuse_rows(fitted, pattern, statements) for pattern in fitted["patterns"]}


def fused_unseen(unseen: Unseen, final: Mapping[str, Any]) -> Logits:
    """Pattern to label to fused logits of patients that neither expert nor fuser was fitted on.

    A fold that holds many of the positives leaves few to the fuser that reads it, whose prior is then lower: pooled,
    its positives would rank too low. So each fold is moved to where the final fuser puts the same statements on
    average; how its cases lie to each other stays what a fuser said that never saw them.
    """
    count = len(unseen.patients)
    logits = {p: {label: np.zeros(count) for label in unseen.truth} for p in final["patterns"]}
    for fit, test in folds.grouped(unseen.patients, unseen.strata, FOLDS, unseen.seed + 1):
        fitted = late.fit(unseen.said(fit), {label: values[fit] for label, values in unseen.truth.items()})
        own, whole = (fused_patterns(fuser, unseen.said(test)) for fuser in (fitted, final))
        for pattern, labels in logits.items():
            for label, values in labels.items():
                values[test] = aligned(own[pattern][label], whole[pattern][label])
    return logits


def fuse_rows(fitted: Mapping[str, Any], pattern: str, statements: Statements) -> dict[str, NDArray[Any]]:
    """Fused logits of many rows at once.

    Args:
        fitted: What :func:`core.training.late.fit` returned.
        pattern: Which roles speak.
        statements: Role to label to ``(n,)``.
    """
    return {
        label: fitted["priors"][label]
        + sum(about["slope"] * statements[role][label] + about["offset"] for role, about in roles.items())
        for label, roles in fitted["patterns"][pattern].items()
    }


def limits(told: Logits, held_out: Logits, unseen: Unseen, rate: float) -> Patterns:
    """Thresholds of every pattern and label at one error rate.

    The thresholds come from what the final fuser says of out-of-fold statements. Where one expert speaks that is split
    conformal prediction to the letter, since a fuser's slope and offset change no rank; where several do, only the
    weight of one against the other was fitted on the same cases. Logits of fusers that were cross-fitted as well lie
    apart from fold to fold, and thresholds from them kept more than they promise. Whether a label ranks above chance
    is judged on the latter all the same.

    Args:
        told: What the final fuser says.
        held_out: What fusers say that did not see the case.
        unseen: The cases.
        rate: Share of true answers that the sets may lose.
    """
    return {
        pattern: {
            label: with_ranking(
                thresholds(values, unseen.truth[label] > 0.5, rate),
                held_out[pattern][label],
                unseen.truth[label] > 0.5,
                unseen.patients,
            )
            for label, values in labels.items()
        }
        for pattern, labels in told.items()
    }


def write(path: Path, content: Mapping[str, Any]) -> None:
    """JSON, one key a line."""
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
