"""Film and record fused: `python -m benchmarks.fusion.films --data DIR` (the folder with `nih_cxr`).

First the weights that chest ships, on the patients that nothing was fitted on. Then every fuser on all films, five
folds by patient: since the shipped image expert has seen most of them, the image expert of this part is rebuilt in
every fold, as a linear read-out of published features (fine-tuning one for each of 25 fits would take hours), and
fusers are fitted on statements about patients that their experts had not seen.

Subsets A (one film a patient, spread over the findings) and B (pneumonia against no finding) are no one collection: to
know which of them a film is from predicts a good part of the labels. So "all films" is a mixed target, and says so;
what counts is within A, and within B.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.fusion import balanced, figures, films_experts, peers
from benchmarks.fusion.films_experts import Films
from core.training.fusers import Options, train_fuser
from core.training.logistic import log_odds
from core.training.loop import Plan
from domains.chest.training.cohort import Cohort, shipped
from domains.chest.training.measure import CHEST, predict

Array = NDArray[np.floating[Any]]
Said = dict[str, Array]
FOLDS, SEED, TINY = 5, 0, 1e-6
ROLES = ("image", "record")
FUSERS = ("late", "late (a pattern by itself)", "early", "hybrid")
PEERS = ("stacking (scikit-learn)", "ensemble (AutoGluon)", "concat (AutoGluon, PyKale)", "low rank (PyKale)")
PLAN = Plan(epochs=8, batch=64, rate=1e-3, decay=0.1)
OPTIONS = Options(folds=3)


def main(argv: Sequence[str] | None = None) -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with nih_cxr")
    data, begun = parser.parse_args(argv).data, time.perf_counter()
    train, valid = Cohort.read(data, "train"), Cohort.read(data, "valid")
    labels = shipped(train)
    as_shipped(valid, labels)
    films = films_experts.read(together(train, valid), labels)
    said = crossfit(films)
    print(
        f"\n## Every fuser, {len(films.cohort)} films of {len(np.unique(films.cohort.patients))} patients, five folds"
    )
    for name, rows in parts(films.cohort).items():
        compared(name, films, said, rows)
    verdicts(films, said)
    missing(films, said)
    print(f"\nMeasured in {time.perf_counter() - begun:.0f} s.")


def together(train: Cohort, valid: Cohort) -> Cohort:
    """All films."""
    import pandas as pd

    return Cohort(pd.concat([train.table, valid.table], ignore_index=True), train.folder)


def parts(cohort: Cohort) -> Mapping[str, NDArray[np.bool_]]:
    """The rows of the tables."""
    return {"within A": cohort.spread, "within B": ~cohort.spread, "A and B mixed": np.ones(len(cohort), bool)}


def as_shipped(valid: Cohort, labels: tuple[str, ...]) -> None:
    """The weights of chest: image, record, and both by its late fuser."""
    found = {name: clipped(values) for name, values in predict(valid, labels, CHEST / "weights").items()}
    said = {"image": found["image"], "record": found["record"], "late": found["image+record"]}
    print(f"## As shipped, {len(valid)} films of {len(np.unique(valid.patients))} patients that nothing was fitted on")
    for name, rows in parts(valid).items():
        print(f"\n{name}: {rows.sum()} films\n")
        here = {key: values[rows] for key, values in said.items()}
        truth, patients = valid.matrix(labels)[rows], valid.patients[rows]
        figures.table(truth, here, patients)
        figures.paired(truth, here, (("late", "image"), ("late", "record"), ("image", "record")), patients)


def clipped(chances: Array) -> Array:
    """Log-odds of probabilities that may be 0 or 1."""
    return log_odds(np.clip(chances, TINY, 1 - TINY))


def crossfit(films: Films) -> Said:
    """Every system on patients that nothing in it had seen; fusers also with one role alone."""
    fold = balanced.folds(films.truth, films.cohort.patients, FOLDS, SEED)
    return balanced.crossfit(films.truth, fold, lambda fit, asked, part: one_fold(films, fit, asked, SEED + part))


def one_fold(films: Films, fit: NDArray[np.intp], asked: NDArray[np.intp], seed: int) -> Said:
    """Experts, fusers and peers fitted on some films and asked about others."""
    table, said = films.table(fit, films.crossed(fit, seed)), films.states(fit, asked)
    test, plan, found = films.table(asked, said), replace(PLAN, seed=seed), dict(said)
    for name in FUSERS:
        kind, _, alone = name.partition(" ")
        options = replace(OPTIONS, method="patterns" if alone else "stacked")
        fitted = train_fuser(kind, table, plan, options)  # type: ignore[arg-type]
        found[name] = fitted.logits(test)
        found |= {f"{name}, {role} alone": fitted.logits(test, (role,)) for role in ROLES}
    others = peers.stacking(table), peers.ensemble(table), peers.concat(table, plan), peers.low_rank(table, plan)
    return found | {name: clipped(predicted(test)) for name, predicted in zip(PEERS, others, strict=True)}


def compared(name: str, films: Films, said: Said, rows: NDArray[np.bool_]) -> None:
    """One part of the films: figures, and what fusion adds."""
    print(f"\n{name}: {rows.sum()} films\n")
    truth, patients = films.truth[rows], films.cohort.patients[rows]
    here = {key: said[key][rows] for key in (*ROLES, *FUSERS, *PEERS)}
    figures.table(truth, here, patients)
    gains = [("late", "image"), ("late", "record"), ("image", "record")]
    figures.paired(truth, here, [*gains, *((other, "late") for other in (*FUSERS[1:], *PEERS))], patients)


def verdicts(films: Films, said: Said) -> None:
    """The design's rule: another fuser becomes the default only if a paired bootstrap shows that it beats the late one.

    Asked within A, where films are spread over the findings, and not refuted within B.
    """
    print()
    within = parts(films.cohort)
    for name in FUSERS[1:]:
        found = {
            part: figures.beats(films.truth[r], said[name][r], said["late"][r], films.cohort.patients[r])
            for part, r in within.items()
        }
        wins = found["within A"].low > 0 and found["within B"].high >= 0
        decided = "may become the default" if wins else "does not become the default; the late fuser stays"
        print(f"Verdict: {name} minus late, within A {found['within A']}, within B {found['within B']}: {decided}.")


def missing(films: Films, said: Said) -> None:
    """Each fuser where one role is absent, beside that role's expert; within A."""
    rows = films.cohort.spread
    truth, patients = films.truth[rows], films.cohort.patients[rows]
    print(f"\n| what is there (within A) | its expert | {' | '.join(FUSERS)} |\n|{'---|' * (2 + len(FUSERS))}")
    for role in ROLES:
        columns = [said[role], *(said[f"{name}, {role} alone"] for name in FUSERS)]
        print(f"| {role} alone | {' | '.join(str(figures.area(truth, c[rows], patients)) for c in columns)} |")


if __name__ == "__main__":
    main()
