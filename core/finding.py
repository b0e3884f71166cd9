"""What goes out: findings that say how sure they are and what each modality contributed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import Modality


class State(StrEnum):
    """What may be said of a label at the certified error rate."""

    RULE_IN = "rule in"
    RULE_OUT = "rule out"
    UNDECIDED = "undecided"
    NOT_CERTIFIED = "not certified"


@dataclass(frozen=True)
class Region:
    """A rectangle in pixels of the original image, with its share (0 to 1) of the saliency."""

    x: int
    y: int
    width: int
    height: int
    share: float


@dataclass(frozen=True)
class Span:
    """Characters ``[start, end)`` of the original text, and what was read there."""

    start: int
    end: int
    text: str
    reading: str


@dataclass(frozen=True)
class Column:
    """A column of the record and the value that was read from it."""

    name: str
    value: str | float
    log_odds: float


@dataclass(frozen=True)
class Moment:
    """Seconds ``[start, end)`` of the original sound or film, with their share (0 to 1) of what speaks for it."""

    start: float
    end: float
    share: float


Place = Region | Span | Column | Moment
"""Where in a signal something was seen, read, recorded or heard."""


@dataclass(frozen=True)
class Evidence:
    """What one role contributed to a finding, and where it saw it.

    Attributes:
        role: The recipe's name for the expert (``"image"``, ``"note"``, ``"record"``).
        modality: The kind of content that the expert read.
        log_odds: The exact addend in the finding's logit.
        where: Regions, spans, columns or moments, the strongest first.
    """

    role: str
    modality: Modality
    log_odds: float
    where: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A label with its calibrated probability, its state and its evidence.

    ``logit == prior + sum(e.log_odds for e in evidence)``, and ``probability`` is its logistic.
    """

    label: str
    prior: float
    evidence: tuple[Evidence, ...]
    state: State

    @property
    def logit(self) -> float:
        """The fused log-odds."""
        return self.prior + math.fsum(e.log_odds for e in self.evidence)

    @property
    def probability(self) -> float:
        """The calibrated probability, in (0, 1)."""
        return 1.0 / (1.0 + math.exp(-self.logit)) if self.logit > -700 else 0.0


@dataclass(frozen=True)
class Refusal:
    """A signal that was not read, and why; the reading went on without it."""

    role: str
    code: str
    sentence: str


@dataclass(frozen=True)
class Reading:
    """All findings of one case, bound to the weights that made them.

    Attributes:
        findings: In the recipe's order of labels.
        refused: Signals that were left out, each with its reason.
        weights_digest: SHA-256 of the weights manifest.
        heatmaps: Label to saliency, float32 ``(h, w)`` in [0, 1], spanning the whole original image.
        notices: Sentences that the reader of the findings must see.
        operating_point: What decided the states: ``error_rate``, and under ``calibration`` the house's own, if any.
        alone: Role to label to the calibrated log-odds that the role gives by itself, where it is fit to.
    """

    findings: tuple[Finding, ...]
    refused: tuple[Refusal, ...]
    weights_digest: str
    heatmaps: Mapping[str, NDArray[np.floating[Any]]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    operating_point: Mapping[str, Any] = field(default_factory=dict)
    alone: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
