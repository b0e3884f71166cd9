"""The figures that go with the weights: `measured.json`, from the valid split that nothing was fitted on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import Case, Modality, Signal, Source
from core.certainty.certificate import Certificate
from core.certainty.reliability import reliability_curve
from core.evaluation.bootstrap import interval
from core.evaluation.metrics import auroc
from core.reading import Reader
from core.recipe import Recipe, load
from core.weights import WeightsFolder, digest, seal
from domains.chest.training import groups, guard, looking
from domains.chest.training.certify import ERROR_RATE, as_shipped, write
from domains.chest.training.cohort import ENOUGH, NIH, Cohort
from domains.chest.training.distribution import distribution
from domains.chest.training.groups import rounded, summary
from domains.chest.training.unseen import Averaging, Unseen

CHEST = Path(__file__).parents[1]
PATTERN = "image+record"
PATTERNS = ("image", "record", PATTERN)
Matrix = NDArray[Any]


def make(data: Path, labels: tuple[str, ...], out: Path, unseen: Unseen) -> None:
    """Measure the weights in ``out`` and write ``measured.json`` beside them.

    Args:
        data: The development data.
        labels: What is stated.
        out: The weights folder.
        unseen: What its experts said of the training patients, out of fold.
    """
    train, valid = Cohort.read(data, "train"), Cohort.read(data, "valid")
    seal(out)
    said = predict(valid, labels, out)
    truth, fused = valid.matrix(labels), said[PATTERN]
    everything, certificate = np.ones(len(valid), bool), certificate_of(out)
    content = {
        "findings": [finding(train, valid, label, fused[:, i], certificate) for i, label in enumerate(labels)],
        "left_out": [left_out(train, label) for label in NIH if label not in labels],
        "macro": summary(truth, fused, valid, everything),
        "image_only": summary(truth, said["image"], valid, everything),
        "record_only": summary(truth, said["record"], valid, everything),
        "within_a": summary(truth, fused, valid, valid.spread),
        "within_b": summary(truth, fused, valid, ~valid.spread),
        "image_within_a": summary(truth, said["image"], valid, valid.spread),
        "image_within_b": summary(truth, said["image"], valid, ~valid.spread),
        "groups": groups.by_group(truth, fused, valid),
        "shortcuts": groups.looking_away(train, valid, labels),
        "agreement": groups.agreement(train, valid),
        "cross_validated": cross_validated(unseen, train),
        **looking.written(looking.audits(unseen, json.loads(WeightsFolder(out).read("fusion.json")))),
        "distribution": distribution(train, told_apart(unseen, out).statements["image"]),
        "coverage": coverage(truth, fused, labels, out, valid.patients),
        "reliability": reliability_curve(truth.ravel(), fused.ravel()),
        "guard": guard.measure(data, out),
        "data": {
            "train_films": len(train),
            "train_patients": len(np.unique(train.patients)),
            "valid_films": len(valid),
            "valid_patients": len(np.unique(valid.patients)),
        },
        "measured_on": {
            name: digest(WeightsFolder(out).read(name))
            for name in ("image.safetensors", "guard.safetensors", "record.json", "fusion.json", "certainty.json")
        },
    }
    write(out / "measured.json", content)


def predict(cohort: Cohort, labels: tuple[str, ...], out: Path) -> dict[str, Matrix]:
    """Pattern to ``(n, labels)`` probabilities, through the reader that the house uses.

    A film that the guard refuses is read from the rest; where nothing is left, its row is the mean of the others.
    """
    seal(out)
    reader = Reader.load(_without_note(load(CHEST / "recipe.toml"), labels), out)
    rows: dict[str, list[list[float]]] = {pattern: [] for pattern in PATTERNS}
    for film, record in zip(cohort.films, cohort.records, strict=True):
        signals = {
            "image": Signal(Modality.IMAGE, film.astype(np.float32) / 255.0, Source("")),
            "record": Signal(Modality.TABLE, record, Source("")),
        }
        for pattern, into in rows.items():
            reading = reader.read(Case({role: signals[role] for role in pattern.split("+")}))
            found = {finding.label: finding.probability for finding in reading.findings}
            into.append([found.get(label, np.nan) for label in labels])
    return {pattern: _filled(np.array(values)) for pattern, values in rows.items()}


def _without_note(recipe: Recipe, labels: tuple[str, ...]) -> Recipe:
    """No film of the table has a note, and the note's vocabulary does not lie beside every folder of weights."""
    experts = {role: expert for role, expert in recipe.experts.items() if role != "note"}
    return recipe.model_copy(update={"experts": experts, "labels": labels})


def _filled(values: Matrix) -> Matrix:
    filled: Matrix = np.where(np.isnan(values), np.nanmean(values, axis=0), values)
    return filled


def told_apart(unseen: Unseen, out: Path) -> Unseen:
    """The statements as the weights in ``out`` would make them, by what their certificate says of it."""
    about = json.loads(WeightsFolder(out).read("certainty.json"))["averaging"]
    return as_shipped(unseen, Averaging(**about))


def cross_validated(unseen: Unseen, train: Cohort) -> dict[str, Any]:
    """Macro AUROC of the image expert on training patients, by the networks that had not seen them."""
    logits, truth = (np.column_stack(list(of.values())) for of in (unseen.statements["image"], unseen.truth))
    parts = {"image_only": np.ones(len(train), bool), "image_within_a": train.spread, "image_within_b": ~train.spread}
    return {name: summary(truth, 1.0 / (1.0 + np.exp(-logits)), train, rows)["auroc"] for name, rows in parts.items()}


def certificate_of(out: Path) -> Certificate:
    """What the weights in ``out`` may decide, by the recipe's rules."""
    asked = load(CHEST / "recipe.toml").certainty
    return Certificate.load(WeightsFolder(out), asked.weights, asked.error_rate, asked.minimum_positives)


def finding(
    train: Cohort, valid: Cohort, label: str, probabilities: Matrix, certificate: Certificate
) -> dict[str, Any]:
    """One finding's figures."""
    truth = valid.truth((label,))[label]
    figure = rounded(interval(lambda r: auroc(truth[r], probabilities[r]), valid.patients))
    positives = int(train.table[label].sum())
    return {
        "label": label,
        "auroc": figure["value"],
        "low": figure["low"],
        "high": figure["high"],
        "positives_train": positives,
        "positives_valid": int(truth.sum()),
        "certified": certificate.certifies(PATTERN, label),
    }


def left_out(train: Cohort, label: str) -> dict[str, str]:
    """Why a finding is not stated."""
    positives = int(train.table[label].sum())
    few = f"{positives} positive training films are too few"
    return {"label": label, "reason": few if positives < ENOUGH else "the recipe leaves it out"}


def coverage(truth: Matrix, probabilities: Matrix, labels: tuple[str, ...], out: Path, patients: Any) -> dict[str, Any]:
    """Share of true answers that the conformal sets hold, over all certified findings, with intervals."""
    limits = json.loads(WeightsFolder(out).read("certainty.json"))["patterns"][PATTERN]
    certificate, logits = certificate_of(out), np.log(probabilities) - np.log1p(-probabilities)
    sure = np.array([certificate.certifies(PATTERN, label) for label in labels])
    kept = {
        "present": logits >= [limits[label]["present_from"] for label in labels],
        "absent": logits <= [limits[label]["absent_to"] for label in labels],
    }
    kept["all"] = np.where(truth > 0.5, kept["present"], kept["absent"])
    asked = {"present": (truth > 0.5) & sure, "absent": (truth < 0.5) & sure, "all": ~np.isnan(truth) & sure}

    def share(answer: str, rows: NDArray[np.intp]) -> float:
        return float(kept[answer][rows][asked[answer][rows]].mean())

    held = {answer: rounded(interval(lambda rows, a=answer: share(a, rows), patients)) for answer in kept}  # type: ignore[misc]
    return {"nominal": 1.0 - ERROR_RATE, **held}
