"""Heard cases as arrays: one row a case, one column a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domains.chest.calibration.hearing import Heard

Array = NDArray[np.floating[Any]]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Sample:
    """Cases of which something could be read and something is known.

    Attributes:
        labels: The findings, in the order of the columns.
        heard: The cases.
    """

    labels: tuple[str, ...]
    heard: tuple[Heard, ...]

    @classmethod
    def of(cls, heard: Sequence[Heard], labels: Sequence[str]) -> Sample:
        """Leaves out cases of which nothing could be read or nothing is known."""
        return cls(tuple(labels), tuple(one for one in heard if one.said.logits and one.case.truth))

    def __len__(self) -> int:
        return len(self.heard)

    @cached_property
    def truth(self) -> Array:
        """``(n, labels)`` of 0 and 1; not a number where it is not known."""
        rows = [[float(one.case.truth.get(label, np.nan)) for label in self.labels] for one in self.heard]
        return np.array(rows, float).reshape(len(self), len(self.labels))

    @cached_property
    def patients(self) -> NDArray[np.intp]:
        """``(n,)``: a number for each patient."""
        numbers: NDArray[np.intp] = np.unique([one.case.patient for one in self.heard], return_inverse=True)[1]
        return numbers

    @cached_property
    def fullest(self) -> tuple[str, ...]:
        """Of each case, the set of all roles that could be heard."""
        return tuple(max(one.said.logits, key=lambda pattern: pattern.count("+")) for one in self.heard)

    @cached_property
    def logits(self) -> Array:
        """``(n, labels)``: what all the roles of a case say together, as the weights state it."""
        return np.array([self._row(row, pattern) for row, pattern in enumerate(self.fullest)])

    @property
    def patterns(self) -> tuple[str, ...]:
        """Every set of roles that some case has."""
        return tuple(sorted({pattern for one in self.heard for pattern in one.said.logits}))

    def having(self, pattern: str) -> Rows:
        """The cases of which these roles could be heard."""
        return np.array([row for row, one in enumerate(self.heard) if pattern in one.said.logits], np.intp)

    def said(self, pattern: str, rows: Rows) -> Array:
        """``(len(rows), labels)``: what these roles alone say of cases that have them."""
        return np.array([self._row(row, pattern) for row in rows]).reshape(len(rows), len(self.labels))

    def _row(self, row: int, pattern: str) -> list[float]:
        told = self.heard[row].said.logits[pattern]
        return [told[label] for label in self.labels]
