"""Record expert, fuser and conformal thresholds, bound to the image weights that they were fitted on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.certainty.conformal import with_ranking
from core.certainty.conformal_mapie import thresholds
from core.encoders.table import RecordExpert
from core.encoders.table_columns import Columns
from core.training import folds, late, record
from core.weights import digest
from domains.chest.training.cohort import Cohort

COLUMNS = Columns(
    numbers={"age": {"centre": 45.0, "scale": 10.0, "knots": [30.0, 60.0], "low": 4.0, "high": 90.0}},
    categories={"sex": ("M", "F"), "view": ("PA", "AP")},
)
ERROR_RATE = 0.1
NOTE_SHRINK = 0.8
Statements = dict[str, dict[str, NDArray[Any]]]


def make(cohort: Cohort, labels: tuple[str, ...], image: dict[str, NDArray[Any]], out: Path, seed: int) -> None:
    """Fit and write ``record.json``, ``fusion.json`` and ``certainty.json``.

    Args:
        cohort: Training rows.
        labels: What is stated.
        image: Label to the image expert's out-of-fold logits.
        out: The weights folder, with ``image.safetensors`` in it.
        seed: Of the folds.
    """
    truth = cohort.truth(labels)
    models = record.fit(COLUMNS, cohort.records, truth)
    write(out / "record.json", {"columns": COLUMNS.to_json(), "models": models})
    statements = {"image": image, "record": record_unseen(cohort, labels, seed)}
    bound = {name: digest((out / name).read_bytes()) for name in ("image.safetensors", "record.json")}
    fused = late.fit(statements, truth)
    write(out / "fusion.json", {**fused, "addends": {"note": NOTE_SHRINK}, "bound_to": bound})
    certificate = {
        pattern: _thresholds(logits, truth, cohort.patients)
        for pattern, logits in fused_unseen(cohort, labels, statements, seed).items()
    }
    bound |= {"fusion.json": digest((out / "fusion.json").read_bytes())}
    write(out / "certainty.json", {"error_rate": ERROR_RATE, "patterns": certificate, "bound_to": bound})


def record_unseen(cohort: Cohort, labels: tuple[str, ...], seed: int) -> dict[str, NDArray[Any]]:
    """What the record expert says of patients that it was not fitted on."""
    unseen = {label: np.zeros(len(cohort)) for label in labels}
    truth, records = cohort.truth(labels), cohort.records
    for fit, test in folds.grouped(cohort.patients, cohort.strata, 5, seed):
        models = record.fit(COLUMNS, [records[i] for i in fit], {k: v[fit] for k, v in truth.items()})
        expert = RecordExpert(COLUMNS, models)
        for row in test:
            for label, tally in expert.read(records[row]).items():
                unseen[label][row] = tally.log_odds
    return unseen


def fused_unseen(
    cohort: Cohort, labels: tuple[str, ...], statements: Statements, seed: int
) -> dict[str, dict[str, NDArray[Any]]]:
    """Pattern to label to fused logits of patients that neither expert nor fuser was fitted on."""
    truth = cohort.truth(labels)
    patterns: dict[str, dict[str, NDArray[Any]]] = {}
    for fit, test in folds.grouped(cohort.patients, cohort.strata, 5, seed + 1):
        fitted = late.fit(_rows(statements, fit), {k: v[fit] for k, v in truth.items()})
        for pattern in fitted["patterns"]:
            logits = patterns.setdefault(pattern, {label: np.zeros(len(cohort)) for label in labels})
            for label, values in fuse_rows(fitted, pattern, _rows(statements, test)).items():
                logits[label][test] = values
    return patterns


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


def _rows(statements: Statements, rows: NDArray[np.intp]) -> Statements:
    return {role: {label: values[rows] for label, values in said.items()} for role, said in statements.items()}


def _thresholds(
    logits: Mapping[str, NDArray[Any]], truth: Mapping[str, NDArray[Any]], patients: NDArray[Any]
) -> dict[str, Any]:
    """Conformal thresholds of each label, and how surely its logits rank better than chance."""
    return {label: _limits(values, truth[label] > 0.5, patients) for label, values in logits.items()}


def _limits(logits: NDArray[Any], truth: NDArray[np.bool_], patients: NDArray[Any]) -> dict[str, Any]:
    return with_ranking(thresholds(logits, truth, ERROR_RATE), logits, truth, patients).to_json()


def write(path: Path, content: Mapping[str, Any]) -> None:
    """JSON, one key a line."""
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
