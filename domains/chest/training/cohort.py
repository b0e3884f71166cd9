"""The adult films with their labels, records and patients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.films import open_film

NIH = (
    "Atelectasis", "Cardiomegaly", "Effusion", "Infiltration", "Mass", "Nodule", "Pneumonia", "Pneumothorax",
    "Consolidation", "Edema", "Emphysema", "Fibrosis", "Pleural_Thickening", "Hernia",
)  # fmt: skip
ENOUGH = 20


@dataclass(frozen=True)
class Cohort:
    """Rows of ``nih_cxr``.

    Attributes:
        table: The rows as the label file has them.
        folder: Where the films lie.
    """

    table: Any
    folder: Path

    @classmethod
    def read(cls, data: Path, split: str | None) -> Cohort:
        """The rows of one split (``train`` or ``valid``), or all of them."""
        import pandas as pd

        table = pd.read_csv(data / "nih_cxr" / "labels.csv", keep_default_na=False)
        rows = table if split is None else table[table.split == split]
        return cls(rows.reset_index(drop=True), data / "nih_cxr")

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def films(self) -> list[NDArray[np.uint8]]:
        """Gray levels of every film."""
        return [open_film(self.folder / name) for name in self.table.file]

    @property
    def patients(self) -> NDArray[Any]:
        """Patient of each row."""
        return np.asarray(self.table.patient)

    @property
    def spread(self) -> NDArray[np.bool_]:
        """Rows of subset A, the films spread over the findings."""
        return np.asarray(self.table.subset.str.contains("A"))

    @property
    def strata(self) -> NDArray[np.int_]:
        """What folds are balanced over: the subset, and whether anything was found."""
        return np.asarray(self.spread * 2 + self.table.no_finding)

    @property
    def records(self) -> list[dict[str, float | str]]:
        """Age in years, sex and view of each row."""
        columns = zip(self.table.age, self.table.sex, self.table["view"], strict=True)
        return [{"age": float(age), "sex": str(sex), "view": str(view)} for age, sex, view in columns]

    def truth(self, labels: tuple[str, ...]) -> dict[str, NDArray[np.float64]]:
        """Label to ``(n,)`` of 0 and 1."""
        return {label: np.asarray(self.table[label], np.float64) for label in labels}

    def matrix(self, labels: tuple[str, ...]) -> NDArray[np.float64]:
        """``(n, labels)`` of 0 and 1."""
        return np.column_stack(list(self.truth(labels).values()))


def shipped(train: Cohort) -> tuple[str, ...]:
    """The labels with enough positives to be learnt at all."""
    return tuple(label for label in NIH if int(train.table[label].sum()) >= ENOUGH)
