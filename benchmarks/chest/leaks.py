"""Where the answer leaks: tripwires on `nih_cxr`, and how far notes, their source and metadata get on `cohen_notes`.

`python -m benchmarks.chest.leaks --data DIR`. The notes of published case reports name what they illustrate, and the
site that published them tells most of it. So each reading of `cohen_notes` (COVID-19 or not) stands beside
what source and metadata reach alone, by article and with whole sources held out, the words of every diagnosis masked.
Baselines are fitted within the folds and thrown away; nothing of that set is kept.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest.pooled import vectors
from core.evaluation import leakage, shortcuts
from core.evaluation.bootstrap import interval
from core.evaluation.metrics import auroc
from core.training import folds, readout
from core.training.films import open_films
from domains.chest.training.cohort import Cohort

VIEWS = ("PA", "AP", "AP Supine")
WORDS = ("COVID", "coronavirus", "SARS-CoV-2", "2019-nCoV", "nCoV", "SARS", "Wuhan", "pneumonia", "pneumonitis")
STRENGTH, FOLDS = 0.1, 5
Array = NDArray[Any]
Fit = Callable[[NDArray[np.intp], NDArray[np.intp]], Array]
"""Rows to fit on and rows to be told, to probabilities ``(m,)``."""


def main(argv: Sequence[str] | None = None) -> None:
    """Print what trips, and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args(argv).data
    for wire in tripwires(Cohort.read(data, "train"), Cohort.read(data, "valid")):
        print(f"{'TRIPPED' if wire.tripped else 'quiet  '} {wire.name}: {wire.sentence}", flush=True)
    if (data / "cohen_notes" / "cases.csv").exists():
        notes(data / "cohen_notes")


def tripwires(train: Cohort, valid: Cohort) -> list[leakage.Tripwire]:
    """Patients or films on both sides; columns, order and size of the file that tell pneumonia by themselves."""
    truth = np.asarray(train.table.Pneumonia, float)
    names = ["age", "followup", "original_width", "original_height"]
    records = [{k: float(v) for k, v in row.items()} for row in train.table[names].to_dict("records")]
    sizes = [float((train.folder / name).stat().st_size) for name in train.table.file]
    digests = [[leakage.digest(film) for film in cohort.films] for cohort in (train, valid)]
    return [
        leakage.shared_subjects(train.patients, valid.patients),
        leakage.identical_content(*digests),
        leakage.lone_columns(records, truth),
        leakage.order_and_size(truth, sizes),
    ]


def notes(folder: Path) -> None:
    """What each source of knowledge reaches on the labelled frontal films."""
    import pandas as pd

    table = pd.read_csv(folder / "cases.csv", keep_default_na=False)
    table = table[(table.labelled == 1) & table["view"].isin(VIEWS)].reset_index(drop=True)
    truth = np.asarray(table.covid, float)
    wires = [leakage.label_in_text("COVID-19", list(table.clinical_notes), truth, np.asarray(table.group), WORDS[:5])]
    wires.append(leakage.lone_words(masked(table), truth))
    for wire in wires:
        print(f"\n{'TRIPPED' if wire.tripped else 'quiet  '} {wire.name} (cohen_notes): {wire.sentence}", end="")
    print(f"\n\n{len(table)} films of {table.group.nunique()} articles, {int(truth.sum())} with COVID-19; AUROC\n")
    print("| read from | articles held out | sources held out |\n|---|---|---|")
    for name, fit in readings(folder, table, truth).items():
        cells = [judged(fit, truth, table, held_out) for held_out in ("group", "source_domain")]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def masked(table: Any) -> list[str]:
    """The notes without the words of any diagnosis in the table."""
    names = sorted({word for finding in table.finding for word in re.findall(r"[A-Za-z]{4,}", finding)})
    pattern = leakage.vocabulary("COVID-19", [*WORDS, *names])
    return [pattern.sub(" ", note) for note in table.clinical_notes]


def readings(folder: Path, table: Any, truth: Array) -> Mapping[str, Fit]:
    """Name to how it is fitted and asked."""
    raw, hidden, seen = (
        list(table.clinical_notes),
        masked(table),
        vectors(open_films(folder / name for name in table.file)),
    )
    about = [_about(row) for row in table[["age", "sex", "view"]].to_dict("records")]
    source = [{"source": str(name)} for name in table.source_domain]
    target = truth[:, None]

    def words(texts: list[str]) -> Fit:
        return lambda fit, test: shortcuts.text_only(_of(texts, fit), target[fit], _of(texts, test))[:, 0]

    def columns(records: Sequence[Mapping[str, float | str]]) -> Fit:
        return lambda fit, test: shortcuts.metadata_only(
            _of(records, fit), target[fit], _of(records, test), "logistic"
        )[:, 0]

    def film(fit: NDArray[np.intp], test: NDArray[np.intp]) -> Array:
        said: Array = 1.0 / (1.0 + np.exp(-readout.fit(seen[fit], target[fit], STRENGTH)(seen[test])[:, 0]))
        return said

    def both(fit: NDArray[np.intp], test: NDArray[np.intp]) -> Array:
        parts = [np.clip(one(fit, test), 1e-6, 1 - 1e-6) for one in (words(hidden), film)]
        fused: Array = np.mean([np.log(part / (1 - part)) for part in parts], axis=0)
        return fused

    return {
        "source alone": columns(source),
        "age, sex and view alone": columns(about),
        "notes as they are": words(raw),
        "notes, diagnoses masked": words(hidden),
        "film (what the image expert says of 13 findings)": film,
        "film and masked notes": both,
    }


def _about(row: Mapping[str, Any]) -> dict[str, float | str]:
    known: dict[str, float | str] = {name: str(row[name]) for name in ("sex", "view") if row[name]}
    return known | ({"age": float(row["age"])} if row["age"] != "" else {})


def _of(items: Sequence[Any], rows: NDArray[np.intp]) -> list[Any]:
    return [items[row] for row in rows]


def judged(fit: Fit, truth: Array, table: Any, held_out: str) -> str:
    """AUROC of what was said of held-out groups; intervals over articles."""
    said = np.zeros(len(truth))
    for known, asked in folds.grouped(np.asarray(table[held_out]), truth, FOLDS, 0):
        said[asked] = fit(known, asked)
    found = interval(lambda rows: auroc(truth[rows], said[rows]), np.asarray(table.group))
    return str(found)


if __name__ == "__main__":
    main()
