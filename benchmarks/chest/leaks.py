"""Where the answer leaks: tripwires on `nih_cxr`, and how far notes, their source and metadata get on `cohen_notes`.

`python -m benchmarks.chest.leaks --data DIR`. The notes of published case reports name what they illustrate, and the
site that published them tells most of it. So each reading of `cohen_notes` (COVID-19 or not) stands beside
what source and metadata reach alone, by article and with whole sources held out, the words of every diagnosis masked.
All are fused by the late stage, fitted on what each said of articles (or sources) that it had not seen, within the rows
to fit on. Rankings are compared within folds: each fold has models of its own, on scales of their own. Everything is
thrown away afterwards; nothing of that set is kept.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest.pooled import vectors
from core.evaluation import leakage, shortcuts
from core.evaluation.bootstrap import Interval, difference, interval
from core.evaluation.metrics import auroc
from core.training import folds, late, readout
from core.training.films import open_films
from domains.chest.training.cohort import Cohort

VIEWS = ("PA", "AP", "AP Supine")
WORDS = ("COVID", "coronavirus", "SARS-CoV-2", "2019-nCoV", "nCoV", "SARS", "Wuhan", "pneumonia", "pneumonitis")
STRENGTH, FOLDS = 0.1, 5
NOTE, FILM, ABOUT = "masked note", "film", "age, sex and view"
HELD_OUT = {"group": "articles", "source_domain": "sources"}
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
    print(f"\n\n{len(table)} films of {table.group.nunique()} articles, {int(truth.sum())} with COVID-19")
    parts = readings(folder, table, truth)
    for held_out in ("group", "source_domain"):
        told(parts, truth, table, held_out)


def told(parts: Mapping[str, Fit], truth: Array, table: Any, held_out: str) -> None:
    """Print what each reaches with whole groups held out, and the fused readings beside their best part."""
    groups = np.asarray(table[held_out])
    alone = {name: Judged.of(part, truth, groups) for name, part in parts.items()}
    print(f"\n| read from, whole {HELD_OUT[held_out]} held out | AUROC within folds |\n|---|---|")
    for name, said in alone.items():
        print(f"| {name} | {said.auroc(table)} |", flush=True)
    for roles in (NOTE, FILM), (NOTE, FILM, ABOUT):
        both = Judged.of(fused({role: parts[role] for role in roles}, truth, groups), truth, groups)
        best = max(roles, key=lambda role: alone[role].value())
        gain = both.less(alone[best], table)
        print(f"| late fusion of {', '.join(roles)} | {both.auroc(table)}; minus {best}: {gain} |", flush=True)


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

    return {
        "source alone": columns(source),
        ABOUT: columns(about),
        "notes as they are": words(raw),
        NOTE: words(hidden),
        FILM: film,
    }


def fused(parts: Mapping[str, Fit], truth: Array, groups: Array) -> Fit:
    """The late stage over the parts, fitted on what they said of groups kept from them within the rows to fit on."""

    def fit(known: NDArray[np.intp], asked: NDArray[np.intp]) -> Array:
        inner = {name: unseen(part, truth, groups, known) for name, part in parts.items()}
        slopes = late.fit_pattern(list(parts), {name: {"": said} for name, said in inner.items()}, {"": truth[known]})
        said: Array = np.zeros(len(asked))
        for name, part in parts.items():
            said += slopes[""][name]["slope"] * beyond(part, truth, known, asked) + slopes[""][name]["offset"]
        return 1.0 / (1.0 + np.exp(-said))

    return fit


def unseen(part: Fit, truth: Array, groups: Array, rows: NDArray[np.intp]) -> Array:
    """Statements about rows, each by a model that saw none of its group."""
    said = np.zeros(len(rows))
    for known, asked in folds.grouped(groups[rows], truth[rows], FOLDS, 1):
        said[asked] = beyond(part, truth, rows[known], rows[asked])
    return said


def beyond(part: Fit, truth: Array, known: NDArray[np.intp], asked: NDArray[np.intp]) -> Array:
    """Log-odds beyond how common the label is where the model was fitted: sources differ in that, and so do folds."""
    said: Array = logit(part(known, asked)) - logit(np.asarray(truth[known].mean()))
    return said


def logit(probability: Array) -> Array:
    """Log-odds, kept finite."""
    clipped = np.clip(probability, 1e-4, 1 - 1e-4)
    odds: Array = np.log(clipped / (1 - clipped))
    return odds


def _about(row: Mapping[str, Any]) -> dict[str, float | str]:
    known: dict[str, float | str] = {name: str(row[name]) for name in ("sex", "view") if row[name]}
    return known | ({"age": float(row["age"])} if row["age"] != "" else {})


def _of(items: Sequence[Any], rows: NDArray[np.intp]) -> list[Any]:
    return [items[row] for row in rows]


@dataclass(frozen=True)
class Judged:
    """What was said of held-out groups: probability, truth and fold of each row, ``(n,)`` each."""

    said: Array
    truth: Array
    fold: Array

    @classmethod
    def of(cls, fit: Fit, truth: Array, groups: Array) -> Judged:
        """Fit and ask, fold by fold."""
        said, fold = np.zeros(len(truth)), np.zeros(len(truth), int)
        for number, (known, asked) in enumerate(folds.grouped(groups, truth, FOLDS, 0)):
            said[asked], fold[asked] = fit(known, asked), number
        return cls(said, truth, fold)

    def value(self, rows: Array | None = None) -> float:
        """AUROC over the pairs of one fold, all folds together."""
        chosen = np.arange(len(self.truth)) if rows is None else rows
        ranked = [self._fold(chosen[self.fold[chosen] == number]) for number in range(FOLDS)]
        pairs = sum(count for _, count in ranked)
        return sum(value * count for value, count in ranked if count) / pairs if pairs else float("nan")

    def _fold(self, rows: Array) -> tuple[float, int]:
        positives = int(self.truth[rows].sum())
        pairs = positives * (len(rows) - positives)
        return (auroc(self.truth[rows], self.said[rows]) if pairs else 0.0), pairs

    def auroc(self, table: Any) -> Interval:
        """The same with an interval over articles."""
        return interval(self.value, np.asarray(table.group))

    def less(self, other: Judged, table: Any) -> Interval:
        """The difference to another, on the same resamples of articles."""
        return difference(self.value, other.value, np.asarray(table.group))


if __name__ == "__main__":
    main()
