"""The films of every allowed collection, with facts but without findings, for pre-training."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.films import open_films
from core.training.pretext import Unlabelled
from domains.chest.training.cohort import Cohort

OLDEST = 90.0
FACTS = ("female", "AP", "age", "child with pneumonia", "child with bacterial pneumonia")
CHILDREN = 400


def unlabelled(data: Path, cohort: Cohort) -> Unlabelled:
    """Training films of adults, some children (one film a child), bedside and teaching films.

    The adults' findings are not among the facts, so that folds may share what is made of these films.

    Args:
        data: The development data.
        cohort: The adults' training rows.
    """
    parts = [(cohort.films, adult_facts(cohort)), _children(data)]
    parts += [_others(data, "hannover", "labels.csv"), _others(data, "vqa_rad_chest", "qa.csv")]
    films = [film for part, _ in parts for film in part]
    return Unlabelled(films, np.concatenate([facts for _, facts in parts]))


def adult_facts(cohort: Cohort) -> NDArray[Any]:
    """``(n, facts)`` of a cohort, NaN where a fact is not about adults."""
    table = cohort.table
    facts = np.full((len(table), len(FACTS)), np.nan)
    facts[:, 0], facts[:, 1] = table.sex == "F", table["view"] == "AP"
    facts[:, 2] = np.clip(table.age / OLDEST, 0.0, 1.0)
    return facts


def _children(data: Path) -> tuple[list[NDArray[np.uint8]], NDArray[Any]]:
    """One film of each child, and of pneumonia whether it was bacterial."""
    rows = _rows(data / "kermany" / "labels.csv").drop_duplicates("patient").sample(CHILDREN, random_state=0)
    facts = np.full((len(rows), len(FACTS)), np.nan)
    ill = np.asarray(rows.label == "PNEUMONIA")
    facts[:, 3] = ill
    facts[:, 4] = np.where(ill, rows.etiology == "bacteria", np.nan)
    return open_films(data / "kermany" / name for name in rows.file), facts


def _others(data: Path, folder: str, table: str) -> tuple[list[NDArray[np.uint8]], NDArray[Any]]:
    names = _rows(data / folder / table).file.drop_duplicates()
    return open_films(data / folder / name for name in names), np.full((len(names), len(FACTS)), np.nan)


def _rows(table: Path) -> Any:
    import pandas as pd

    rows = pd.read_csv(table, keep_default_na=False)
    return rows[rows.split == "train"]
