"""Measure what the assertions of an indication are worth.

`python -m domains.chest.training.note --reports NLMCXR_reports.tgz --out domains/chest/weights/note.json`

Only the INDICATION of each report is read: what was known before the film. The comparison field names dates of earlier
films and nothing of the patient, so it is left aside; findings and impression are the answer and never read. A report
counts once; the collection does not say which reports are of one patient.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.assertions import AssertionReader, Status
from core.encoders.likelihood import NoteWeights, Pair, pairs_of
from core.encoders.vocabulary import Vocabulary
from core.evaluation.bootstrap import Interval, interval
from core.evaluation.metrics import auroc
from core.training import logistic
from domains.chest.training import openi, ratios
from domains.chest.training.openi import Report
from domains.chest.training.ratios import Calibration, Design, Strengths

Array = NDArray[np.floating[Any]]
VOCABULARY = Path(__file__).parents[1] / "vocabulary.toml"
LABELS = tuple(openi.HEADINGS)
PART = "INDICATION"
FOLDS = 5
SEED = 0
SUPPORT = 3
LEAST_POSITIVES = 20
LEAST_RATIO = 0.05
LIMIT = 3.0
GRID = tuple(Strengths(pooled, own) for pooled in (5.0, 10.0, 20.0) for own in (1.0, 2.0, 3.0, 5.0))
STATED = {Status.ABSENT.value: -float(np.log(2.0)), Status.FAMILY.value: 0.0}


@dataclass(frozen=True)
class Table:
    """The notes of a collection, counted.

    Attributes:
        pairs: The assertions, in the order of the design's columns.
        design: Who said what, and what the film had.
        spoken: ``(notes,)``; whether anything that the vocabulary knows was said.
    """

    pairs: tuple[Pair, ...]
    design: Design
    spoken: NDArray[np.bool_]


def tabulate(found: Sequence[Report], vocabulary: Vocabulary, part: str = PART) -> Table:
    """Read one part of each report that has it."""
    reader = AssertionReader(vocabulary)
    said = [set(pairs_of(reader.read(report.parts[part]), vocabulary)) for report in found if part in report.parts]
    truth = np.array([[float(label in r.labels) for label in LABELS] for r in found if part in r.parts])
    pairs = _columns(said, vocabulary)
    matrix = np.array([[float(pair in notes) for pair in pairs] for notes in said])
    enough = tuple(int(j) for j in np.flatnonzero(truth.sum(axis=0) >= LEAST_POSITIVES))
    design = Design(matrix, truth, enough, _direct(pairs, vocabulary), STATED)
    return Table(pairs, design, np.array([bool(notes) for notes in said]))


def _columns(said: Sequence[set[Pair]], vocabulary: Vocabulary) -> tuple[Pair, ...]:
    """Assertions with enough notes, and every way of naming a finding, even if no note does."""
    counts = Counter(pair for notes in said for pair in notes)
    often = {pair for pair, count in counts.items() if count >= SUPPORT}
    return tuple(sorted(often | {(c.id, s) for c in vocabulary.concepts.values() if c.label for s in Status}))


def _direct(pairs: Sequence[Pair], vocabulary: Vocabulary) -> Mapping[str, Sequence[tuple[int, int]]]:
    cells: dict[str, list[tuple[int, int]]] = {status.value: [] for status in Status}
    for column, (concept, status) in enumerate(pairs):
        label = vocabulary.concepts[concept].label
        if label is not None:
            cells[status.value].append((column, LABELS.index(label)))
    return cells


def fit(design: Design, grid: Sequence[Strengths] = GRID) -> tuple[Array, Calibration, Strengths]:
    """Ratios measured on all notes, calibrated on sums measured without each note."""
    strengths = grid[0] if len(grid) == 1 else ratios.choose(design, grid, FOLDS, SEED)
    calibration = ratios.calibrate(ratios.out_of_fold(design, strengths, FOLDS, SEED), design.truth)
    return ratios.log_ratios(design, strengths), calibration, strengths


def log_odds(said: Array, worth: Array, calibration: Calibration) -> Array:
    """``(notes, labels)``: what the expert would state."""
    each = np.clip(calibration.slope * worth, -LIMIT, LIMIT)
    stated: Array = np.clip(calibration.silence + said @ each, -LIMIT, LIMIT)
    return stated


@dataclass(frozen=True)
class Stated:
    """What is said of every note by ratios measured on other notes.

    Attributes:
        log_odds: ``(notes, labels)``; what the expert states.
        base: ``(notes, labels)``; prior log-odds and silence, the same for all notes of a fold. They are kept out of a
            ranking over folds: the fold with more positives was left with the lower prior.
        prior: ``(notes, labels)``; prior log-odds alone.
    """

    log_odds: Array
    base: Array
    prior: Array

    @property
    def ranking(self) -> Array:
        """Log-odds without what a whole fold shares."""
        ranked: Array = self.log_odds + self.prior - self.base
        return ranked

    @property
    def probability(self) -> Array:
        """Probabilities at the prior of the notes that were measured."""
        return logistic.logistic(self.log_odds + self.prior)


def nested(design: Design, seed: int = SEED + 1, grid: Sequence[Strengths] = GRID) -> Stated:
    """State every note with all that is fitted or chosen fitted on the other folds."""
    fold = ratios.folds(len(design.said), FOLDS, seed)
    stated = Stated(*(np.zeros(design.truth.shape) for _ in range(3)))
    for part in range(FOLDS):
        inside, outside = design.rows(fold != part), fold == part
        worth, calibration, _ = fit(inside, grid)
        stated.log_odds[outside] = log_odds(design.said[outside], worth, calibration)
        stated.prior[outside] = ratios.prior_log_odds(inside.truth)
        stated.base[outside] = stated.prior[outside] + calibration.silence
    return stated


def document(table: Table, vocabulary: Vocabulary, source: Mapping[str, str | int]) -> dict[str, Any]:
    """All that `note.json` holds."""
    worth, calibration, strengths = fit(table.design)
    ranking = nested(table.design).ranking
    fitted = {label: _label(table, j, worth, calibration, ranking[:, j]) for j, label in enumerate(LABELS)}
    return {
        "schema_version": 1,
        "vocabulary_sha256": vocabulary.digest,
        "source": dict(source) | {"reports": len(table.design.said), "text": PART},
        "method": _method(strengths),
        "direct_prior": {s: round(w, 4) for s, w in ratios.direct_prior(table.design).items()},
        "labels": fitted,
    }


def _method(strengths: Strengths) -> dict[str, Any]:
    return {
        "limit": LIMIT,
        "pooled_strength": strengths.pooled,
        "own_strength": strengths.own,
        "minimum_support": SUPPORT,
        "least_log_ratio": LEAST_RATIO,
        "folds": FOLDS,
        "stated_and_not_measured": sorted(STATED),
    }


def _label(table: Table, j: int, worth: Array, calibration: Calibration, logits: Array) -> dict[str, Any]:
    design = table.design
    ranked = _interval(design.truth[:, j], logits)
    about: dict[str, Any] = {
        "positives": int(design.truth[:, j].sum()),
        "negatives": int((1 - design.truth[:, j]).sum()),
        "silence": round(float(calibration.silence[j]), 4),
        "slope": round(float(calibration.slope[j]), 4),
    }
    if not math.isnan(ranked.value):
        figures = {"auroc": ranked.value, "auroc_low": ranked.low, "auroc_high": ranked.high}
        about |= {name: round(value, 3) for name, value in figures.items()}
    return about | {"ratios": _ratios(table, j, worth)}


def _interval(truth: Array, logits: Array) -> Interval:
    def figure(rows: NDArray[np.intp]) -> float:
        return auroc(truth[rows], logits[rows])

    return interval(figure, np.arange(len(truth)), rounds=500)


def _ratios(table: Table, j: int, worth: Array) -> dict[str, dict[str, dict[str, float]]]:
    entries: dict[str, dict[str, dict[str, float]]] = {}
    truth = table.design.truth[:, j]
    for column, (concept, status) in enumerate(table.pairs):
        if abs(worth[column, j]) < LEAST_RATIO:
            continue
        said = table.design.said[:, column]
        entry = {"log_ratio": round(float(worth[column, j]), 4), "positives": int(said @ truth)}
        entries.setdefault(concept, {})[status.value] = entry | {"negatives": int(said @ (1 - truth))}
    return entries


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m domains.chest.training.note", description=__doc__)
    parser.add_argument("--reports", type=Path, required=True, help="NLMCXR_reports.tgz")
    parser.add_argument("--vocabulary", type=Path, default=VOCABULARY)
    parser.add_argument("--out", type=Path, required=True, help="where note.json goes")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None, say: Callable[[str], None] = print) -> None:
    """Measure and write the file; seal the weights folder afterwards."""
    given = _arguments(arguments)
    vocabulary = Vocabulary.load(given.vocabulary.read_bytes())
    source = {
        "name": "Indiana University chest X-ray collection (OpenI), NLMCXR_reports.tgz",
        "sha256": openi.digest(given.reports),
        "licence": "CC BY-NC-ND 4.0 (reports); this file holds counts and rates only",
    }
    made = document(tabulate(openi.reports(given.reports), vocabulary), vocabulary, source)
    NoteWeights.model_validate_json(json.dumps(made))
    given.out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    for label, about in made["labels"].items():
        span = f"[{about['auroc_low']:.3f}, {about['auroc_high']:.3f}]"
        say(f"{label:20} {about['positives']:4d} positives  AUROC {about['auroc']:.3f} {span}")


if __name__ == "__main__":
    main()
