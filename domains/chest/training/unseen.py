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


@dataclass(frozen=True)
class Averaging:
    """What is shipped speaks as the mean of all networks; out of fold those of one fold speak, and they err more.

    Attributes:
        members: How many folds have networks.
        disagreement: Share of the variance of one network's logits that it does not share with a network of another
            fold, 0 to 1, on films that neither was fitted on.
        heard: How many networks a fold has, whose mean speaks out of fold.
        within: Share that it does not share with another network of its own fold; at most ``disagreement``.
    """

    members: int = 1
    disagreement: float = 0.0
    heard: int = 1
    within: float = 0.0

    @property
    def kept(self) -> float:
        """Share of the variance of what speaks out of fold that what is shipped keeps.

        A logit is taken apart into what all networks share, what those of a fold share, and what is a network's own.
        """
        fold = max(self.disagreement - self.within, 0.0)
        shared = max(1.0 - self.within - fold, 0.0)
        own = self.within / self.heard
        return (shared + (fold + own) / self.members) / max(shared + fold + own, 1e-9)

    def of(self, values: NDArray[Any], truth: NDArray[Any]) -> NDArray[Any]:
        """Out-of-fold logits as those of what is shipped would lie.

        The mean has the same expectation, and among cases with the same truth the variance that the networks do not
        share is divided by their number (Krogh and Vedelsby, NeurIPS 1994), so that logits are drawn together around
        the mean of their kind.

        Args:
            values: ``(n,)``.
            truth: ``(n,)`` of 0 and 1.
        """
        if self.members == 1 or self.disagreement == 0.0:
            return values
        there = truth > 0.5
        centre = np.where(there, values[there].mean(), values[~there].mean())
        lying: NDArray[Any] = centre + np.sqrt(self.kept) * (values - centre)
        return lying


def disagreement(logits: NDArray[Any]) -> float:
    """How much of the variance of a network's logits is its own: the mean over the labels.

    Args:
        logits: ``(members, films, labels)``, of films that none of the networks was fitted on.
    """
    own, whole = logits.var(axis=0, ddof=1).mean(axis=0), logits.var(axis=1, ddof=1).mean(axis=0)
    return float(np.mean(np.minimum(own / whole, 1.0)))
