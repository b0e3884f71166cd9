"""What the experts say of patients that they were not fitted on: kept, so that certifying again takes seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Statements = Mapping[str, Mapping[str, NDArray[Any]]]


@dataclass(frozen=True)
class Unseen:
    """Out-of-fold statements with what they are judged by.

    Attributes:
        statements: Role to label to ``(n,)`` logits.
        truth: Label to ``(n,)`` of 0 and 1.
        patients: ``(n,)``.
        strata: ``(n,)``; what folds are balanced over.
        seed: Of the folds.
    """

    statements: Statements
    truth: Mapping[str, NDArray[Any]]
    patients: NDArray[Any]
    strata: NDArray[Any]
    seed: int

    def said(self, rows: NDArray[np.intp]) -> Statements:
        """The statements of some rows."""
        return {role: {label: values[rows] for label, values in said.items()} for role, said in self.statements.items()}

    def save(self, path: Path) -> None:
        """Write ``.npz`` without pickled objects: a matrix ``(n, labels)`` for each role and for the truth."""
        roles = {f"said_{role}": np.column_stack(list(said.values())) for role, said in self.statements.items()}
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            path,
            allow_pickle=False,
            labels=np.array(list(self.truth)),
            truth=np.column_stack(list(self.truth.values())),
            patients=np.asarray(self.patients),
            strata=np.asarray(self.strata),
            seed=np.array(self.seed),
            **roles,
        )

    @classmethod
    def load(cls, path: Path) -> Unseen:
        """Read what :meth:`save` wrote."""
        with np.load(path, allow_pickle=False) as kept:
            labels = [str(label) for label in kept["labels"]]
            roles = {name.removeprefix("said_"): kept[name] for name in kept.files if name.startswith("said_")}
            statements = {role: dict(zip(labels, said.T, strict=True)) for role, said in roles.items()}
            truth = dict(zip(labels, kept["truth"].T, strict=True))
            return cls(statements, truth, kept["patients"], kept["strata"], int(kept["seed"]))


def aligned(values: NDArray[Any], reference: NDArray[Any]) -> NDArray[Any]:
    """The values, moved as a whole to where the reference lies on average."""
    moved: NDArray[Any] = values + (np.mean(reference) - np.mean(values))
    return moved
