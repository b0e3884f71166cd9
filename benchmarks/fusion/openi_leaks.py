"""What must not be read as a result: the answer in the text, the place in the collection, one column by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion import balanced, figures, openi_films
from benchmarks.fusion.openi_experts import Cases, scaled, shrunk
from core.encoders.vocabulary import Vocabulary
from core.evaluation.leakage import Tripwire, label_in_text, lone, order_and_size
from domains.chest.training import note
from domains.chest.training.openi import Report

Array = NDArray[np.floating[Any]]
PARTS = ("INDICATION", "FINDINGS", "IMPRESSION")
ANSWER = "FINDINGS+IMPRESSION"
ROUNDS = 200


def table(cases: Cases, folds: int, seed: int) -> None:
    """Texts by the note expert, tables by the record's, each beside what the tripwires say."""
    fold = balanced.folds(cases.truth, cases.groups, folds, seed)
    print("\n| input, by itself | macro AUROC | a finding's name tells it | used |\n|---|---|---|---|")
    for part in (*PARTS, ANSWER):
        _text(cases, part)
    plain = openi_films.record(cases.films, cases.names, acquisition=False)
    _columns("age, hour, request and views", cases, plain, fold, "yes, part of the record")
    _columns("record with exposure and device", cases, cases.regressors["record"], fold, "yes, and named so")
    _columns("image descriptors", cases, cases.regressors["image"], fold, "yes")
    filing = openi_films.filing(cases.films, cases.names)
    _columns("number of the report, date, image size", cases, filing, fold, "no: a shortcut")
    for sentence in sentences(cases):
        print(sentence)


def _text(cases: Cases, part: str) -> None:
    """The note expert fitted anew on one part of the report, over all reports that have it."""
    found = [with_answer(report) for report in cases.reports]
    having = [report for report in found if report.parts.get(part)]
    measured = note.tabulate(having, Vocabulary.load(note.VOCABULARY.read_bytes()), part)
    ranked = note.nested(measured.design, grid=note.GRID[5:6]).ranking[:, cases.columns]
    truth = measured.design.truth[:, cases.columns]
    wires = texts(cases, having, part, truth)
    warning = "yes" if part == note.PART else "no: IT IS THE ANSWER"
    named = f"{sum(wire.tripped for wire in wires)} of {len(wires)}"
    print(f"| {part} | {figures.area(truth, ranked, np.arange(len(truth)))} | {named} | {warning} |", flush=True)


def texts(cases: Cases, having: list[Report], part: str, truth: Array) -> list[Tripwire]:
    """Whether each finding is named where it is true."""
    said = [report.parts[part] for report in having]
    return [label_in_text(name, said, truth[:, j], rounds=ROUNDS) for j, name in enumerate(cases.labels)]


def with_answer(report: Report) -> Report:
    """The report with findings and impression joined as one more part."""
    parts = [report.parts[p] for p in PARTS[1:] if p in report.parts]
    return Report(report.id, dict(report.parts) | ({ANSWER: " ".join(parts)} if parts else {}), report.labels)


def _columns(name: str, cases: Cases, values: Array, fold: NDArray[np.intp], used: str) -> None:
    rows, regressors = np.flatnonzero(cases.there["record"]), scaled(values)
    said = np.zeros(cases.truth.shape)
    for part in np.unique(fold):
        fit, asked = rows[fold[rows] != part], rows[fold[rows] == part]
        fitted = shrunk(regressors[fit], cases.truth[fit])
        said[asked] = regressors[asked] @ fitted[:-1] + fitted[-1]
    found = figures.area(cases.truth[rows], said[rows], cases.groups[rows])
    print(f"| {name} | {found} | | {used} |", flush=True)


def sentences(cases: Cases) -> Iterator[str]:
    """What the tripwires of order and of single columns say, over all findings."""
    rows = np.flatnonzero(cases.there["record"])
    order = [order_and_size(column) for column in cases.truth.T]
    yield f"\nOrder of the reports: tripped by {sum(one.tripped for one in order)} of {len(order)} findings."
    for role, values in cases.regressors.items():
        scores = {str(n): column[rows] for n, column in enumerate(values.T)}
        wires = [lone(role, scores, column[rows]) for column in cases.truth.T]
        yield f"A single column of {role}: tripped by {sum(one.tripped for one in wires)} of {len(wires)} findings."
