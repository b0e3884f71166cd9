"""The figures that go with the weights: `measured.json`, from the valid split that nothing was fitted on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.bootstrap import Interval, interval
from core.evaluation.metrics import auroc, calibration_error, macro_auroc
from core.recipe import load
from core.weights import seal
from domains.chest.training.certify import write
from domains.chest.training.cohort import NIH, Cohort

ROUNDS = 1000


def make(data: Path, labels: tuple[str, ...], out: Path) -> None:
    """Measure the weights in ``out`` and write ``measured.json`` beside them."""
    train, valid = Cohort.read(data, "train"), Cohort.read(data, "valid")
    seal(out)
    predictions = predict(valid, labels, out)
    truth, groups = valid.matrix(labels), valid.patients
    content = {
        "findings": [
            _finding(i, label, truth, predictions["image+record"], groups, train) for i, label in enumerate(labels)
        ],
        "left_out": [
            {"label": label, "reason": f"{int(train.table[label].sum())} positive training films are too few"}
            for label in NIH
            if label not in labels
        ],
        "macro": summary(truth, predictions["image+record"], groups),
        "image_only": summary(truth, predictions["image"], groups),
        "record_only": summary(truth, predictions["record"], groups),
        "data": {"train_films": len(train), "valid_films": len(valid), "valid_patients": len(set(groups.tolist()))},
    }
    write(out / "measured.json", content)


def predict(cohort: Cohort, labels: tuple[str, ...], out: Path) -> dict[str, NDArray[Any]]:
    """Pattern to ``(n, labels)`` probabilities, through the reader that the house uses."""
    from core.case import Case, Modality, Signal, Source
    from core.reading import Reader

    reader = Reader.load(load(Path(__file__).parents[1] / "recipe.toml"), out)
    rows: dict[str, list[list[float]]] = {"image": [], "record": [], "image+record": []}
    for film, record in zip(cohort.films, cohort.records, strict=True):
        signals = {
            "image": Signal(Modality.IMAGE, film.astype(np.float32) / 255.0, Source("")),
            "record": Signal(Modality.TABLE, record, Source("")),
        }
        for pattern, into in rows.items():
            reading = reader.read(Case({role: signals[role] for role in pattern.split("+")}))
            found = {finding.label: finding.probability for finding in reading.findings}
            into.append([found.get(label, 0.5) for label in labels])
    return {pattern: np.array(values) for pattern, values in rows.items()}


def summary(truth: NDArray[Any], probabilities: NDArray[Any], groups: NDArray[Any]) -> dict[str, Any]:
    """Macro AUROC and calibration error with intervals."""
    return {
        "auroc": _rounded(interval(lambda r: macro_auroc(truth[r], probabilities[r]), groups, ROUNDS)),
        "calibration_error": _rounded(
            interval(lambda r: calibration_error(truth[r].ravel(), probabilities[r].ravel()), groups, ROUNDS)
        ),
    }


def _rounded(figure: Interval) -> dict[str, float]:
    return {"value": round(figure.value, 3), "low": round(figure.low, 3), "high": round(figure.high, 3)}


def _finding(
    i: int, label: str, truth: NDArray[Any], p: NDArray[Any], groups: NDArray[Any], train: Cohort
) -> dict[str, Any]:
    figure = _rounded(interval(lambda r: auroc(truth[r, i], p[r, i]), groups, ROUNDS))
    positives = int(train.table[label].sum())
    return {
        "label": label,
        "auroc": figure["value"],
        "low": figure["low"],
        "high": figure["high"],
        "positives_train": positives,
        "positives_valid": int(truth[:, i].sum()),
        "certified": positives >= 20,
    }
