"""Case reports with film and note, every source left out once: `python -m benchmarks.chest.sources --data DIR`.

The set `cohen_notes` is for evaluation alone: nothing is trained, tuned or shipped from it. Two questions are put to
the labelled frontal films: COVID-19 against everything else, and what the shipped reading, as it is, says of them (its
finding "Pneumonia" and the rest, none of which is COVID-19). The small linear experts that are cross-validated here
exist only inside this program, to show how far shortcuts reach: the website a film was taken from, view, age and sex.
In notes the words of the label are masked before anything reads them; groups are articles, and a fold is a source.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest.pooled import thumbnails, vectors
from benchmarks.chest.small import Cohort, crossfit
from core.evaluation.bootstrap import difference, interval
from core.evaluation.metrics import auroc

Array = NDArray[Any]
FRONTAL = ("PA", "AP", "AP Supine")
MASK = "illness"
LABEL_WORDS = re.compile(
    r"\b(sars[- ]?cov[- ]?2?|covid[- ]?(19)?|2019[- ]?ncov|ncov|corona\s*virus\w*|coronavirus\w*|sars|mers|wuhan|hubei|"
    r"pneumocystis|jirovecii|pcp|mycoplasma|streptococc\w*|pneumococc\w*|varicella|chicken\s?pox|klebsiella|legionella|"
    r"influenza|h1n1|e\.?\s?coli|chlamydophila|lipoid|tubercul\w*|rt-?pcr|pcr|swab\w*|nasopharyngeal|pandemic|lockdown)\b",
    re.IGNORECASE,
)
MOST = 6
SETS: Mapping[str, tuple[str, ...]] = {
    "source alone (its share in other articles)": ("source",),
    "view, age and sex alone": ("metadata",),
    "thumbnails of 24 pixels": ("thumbnail",),
    "note, label words masked": ("note",),
    "film, through the shipped network": ("film",),
    "film and masked note, fused": ("film", "note"),
}
FUSED = ("film", "note")


def main() -> None:
    """Print the table, first with articles left out, then with whole sources left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    table = read(parser.parse_args().data / "cohen_notes")
    by_article = cohort_of(table, None)
    by_source = cohort_of(table, sources(table))
    print(f"{len(table)} labelled frontal films, {len(np.unique(by_article.groups))} articles, {_shares(table)}\n")
    print("| read from | AUROC, articles left out | AUROC, sources left out |\n|---|---|---|")
    near, far = crossfit(by_article, tuple(SETS.values())), crossfit(by_source, tuple(SETS.values()))
    for name, roles in SETS.items():
        print(f"| {name} | {_auroc(by_article, near[roles])} | {_auroc(by_source, far[roles])} |", flush=True)
    truth = by_source.truth
    for single in (("film",), ("note",)):
        gain = difference(
            lambda r: auroc(truth[r], far[FUSED][r]),
            lambda r, one=far[single]: auroc(truth[r], one[r]),  # type: ignore[misc]
            by_source.groups,
        )
        print(f"\nfused minus {single[0]}, sources left out: {gain} (paired)")
    shipped(by_article)


def read(folder: Path) -> Any:
    """Labelled frontal films."""
    import pandas as pd

    table = pd.read_csv(folder / "cases.csv", keep_default_na=False)
    table = table[(table.labelled.astype(str) == "1") & table["view"].isin(FRONTAL)].reset_index(drop=True)
    table["path"] = [folder / name for name in table.file]
    return table


def sources(table: Any) -> Array:
    """The six largest sources, each a fold, and all the others as one: a fold must hold both answers to be of use."""
    counts = table.source_domain.value_counts()
    large = set(counts.index[:MOST])
    return np.array([name if name in large else "others" for name in table.source_domain])


def cohort_of(table: Any, fold: Array | None) -> Cohort:
    """Roles of every film."""
    import pandas as pd

    age = pd.to_numeric(table.age, errors="coerce").fillna(50.0).to_numpy(float)
    views = [(table["view"] == view).to_numpy(float) for view in FRONTAL[1:]]
    unknown = (table.age == "").to_numpy(float)
    domains = np.unique(table.source_domain)
    roles = {
        "source": (table.source_domain.to_numpy()[:, None] == domains[None]).astype(float),
        "metadata": np.column_stack([age / 50, unknown, (table.sex == "F").to_numpy(float), *views]),
        "thumbnail": thumbnails(list(table.path)),
        "film": vectors(list(table.path)),
        "note": notes([masked(text) for text in table.clinical_notes]),
    }
    return Cohort(table.covid.astype(float).astype(int).to_numpy(), table.group.to_numpy(), roles, fold=fold)


def masked(text: str) -> str:
    """A note without the words of the label."""
    return LABEL_WORDS.sub(MASK, text)


def notes(texts: list[str]) -> Array:
    """Embeddings of MiniLM; NaN where there is no note."""
    import torch

    from core.encoders.catalogue import ENCODERS
    from core.encoders.places import Places

    open_encoder: Any = ENCODERS.open("minilm")
    encoder = open_encoder(Places(), {})
    found = np.full((len(texts), encoder.width), np.nan)
    with torch.inference_mode():
        for row, text in enumerate(texts):
            if text.strip():
                found[row] = encoder.encode(encoder.collate([encoder.prepare(text)])).vector[0].numpy()
    return found


def shipped(cohort: Cohort) -> None:
    """What the shipped findings, never fitted on these films, happen to say of the question."""
    from benchmarks.chest.pooled import CHEST
    from core.recipe import load

    labels = load(CHEST / "recipe.toml").labels
    print("\n| shipped finding's logit against COVID-19 | AUROC |\n|---|---|")
    for label in ("Pneumonia", "Consolidation", "Infiltration"):
        print(f"| {label} | {_auroc(cohort, cohort.roles['film'][:, labels.index(label)])} |")


def _auroc(cohort: Cohort, said: Array) -> str:
    return str(interval(lambda rows: auroc(cohort.truth[rows], said[rows]), cohort.groups))


def _shares(table: Any) -> str:
    named = table.clinical_notes.map(lambda text: bool(LABEL_WORDS.search(text)))
    return f"{int((table.covid.astype(float) == 1).sum())} with COVID-19; {named.mean():.0%} of the notes named a label"


if __name__ == "__main__":
    main()
