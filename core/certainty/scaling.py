"""Logits that were scaled so that their probabilities are frequencies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from core.certainty.binding import read_bound
from core.weights import WeightsFolder

Array = NDArray[np.floating[Any]]
Kind = Literal["temperature", "vector", "shrunk"]


@dataclass(frozen=True)
class Scaling:
    """``slope * logit + offset`` of each label.

    Temperature scaling has one slope for all labels (1 / temperature) and no offset, so it never changes a ranking;
    vector scaling has a slope and an offset for each (both Guo et al., On Calibration of Modern Neural Networks, ICML
    2017). For labels that do not exclude each other vector scaling is Platt's (1999) for each label; ``shrunk`` is the
    same with slopes that were drawn towards one that the labels share.

    Attributes:
        kind: Which of the two.
        labels: Of the columns.
        slopes: One for each label.
        offsets: One for each label, in log-odds.
        exclusive: Whether exactly one of the labels is true, so that probabilities are a softmax.
        held_out: Calibration error on cases that the scaling was not fitted on, by ``none``, ``temperature``,
            ``vector``.
    """

    kind: Kind
    labels: tuple[str, ...]
    slopes: tuple[float, ...]
    offsets: tuple[float, ...]
    exclusive: bool
    held_out: Mapping[str, float]

    @property
    def temperature(self) -> float:
        """By what logits are divided; of vector scaling, the typical value."""
        return float(1.0 / np.median(self.slopes))

    @property
    def parameters(self) -> dict[str, tuple[float, float]]:
        """Label to its slope and offset."""
        return dict(zip(self.labels, zip(self.slopes, self.offsets, strict=True), strict=True))

    def __call__(self, logits: Array) -> Array:
        """``(n, labels)`` to calibrated logits of the same shape."""
        if logits.shape[-1] != len(self.labels):
            raise ValueError(f"The scaling is for {len(self.labels)} labels, there are {logits.shape[-1]} columns.")
        scaled: Array = logits * np.asarray(self.slopes) + np.asarray(self.offsets)
        return scaled

    def probabilities(self, logits: Array) -> Array:
        """``(n, labels)`` to calibrated probabilities."""
        return probabilities(self(logits), self.exclusive)

    def to_json(self, bound_to: Mapping[str, str]) -> dict[str, Any]:
        """Plain numbers, with the SHA-256 of the weights files that the logits came from."""
        return {
            "kind": self.kind,
            "exclusive": self.exclusive,
            "labels": {
                label: {"slope": slope, "offset": offset}
                for label, slope, offset in zip(self.labels, self.slopes, self.offsets, strict=True)
            },
            "held_out": dict(self.held_out),
            "bound_to": dict(bound_to),
        }

    @classmethod
    def load(cls, folder: WeightsFolder, name: str) -> Scaling:
        """Read what :meth:`to_json` made, and check that it speaks of the weights beside it.

        Raises:
            WeightsError: the file is altered, absent, of another shape, or was measured on other weights.
        """
        return read_bound(folder, name, "does not hold a calibration", cls.from_json)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Scaling:
        """The inverse of :meth:`to_json`, without looking at the weights."""
        if content["kind"] not in get_args(Kind):
            raise ValueError(content["kind"])
        labels: Mapping[str, Mapping[str, float]] = content["labels"]
        slopes, offsets = (tuple(float(about[key]) for about in labels.values()) for key in ("slope", "offset"))
        held_out = {key: float(value) for key, value in content["held_out"].items()}
        return cls(content["kind"], tuple(labels), slopes, offsets, bool(content["exclusive"]), held_out)


def probabilities(logits: Array, exclusive: bool) -> Array:
    """Softmax over the labels where they exclude each other, the logistic of each where they do not."""
    if not exclusive:
        each: Array = 1.0 / (1.0 + np.exp(-np.clip(logits, -40.0, 40.0)))
        return each
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: Array = powers / powers.sum(axis=-1, keepdims=True)
    return shares
