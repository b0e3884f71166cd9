"""What one role said about a case, before anyone weighed it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.case import Modality
from core.finding import Place

Where = tuple[Place, ...]


@dataclass(frozen=True)
class Statement:
    """One role's log-odds for each label, and how to show where they came from.

    Attributes:
        modality: The kind of content that was read.
        log_odds: Label to what the fuser weighs.
        where: ``(label, slope, contribution)`` to the regions, spans, columns or moments behind the contribution.
        heatmaps: Label to saliency ``(h, w)`` in [0, 1]; empty where the content has no place.
        notices: Sentences that the reader of the findings must see.
        vector: ``(width,)``: the embedding, for fusers that hear it.
        tokens: ``(n, token_width)``: the sequence, for fusers that hear it.
    """

    modality: Modality
    log_odds: Mapping[str, float]
    where: Callable[[str, float, float], Where]
    heatmaps: Mapping[str, NDArray[np.floating[Any]]] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    vector: NDArray[np.floating[Any]] | None = None
    tokens: NDArray[np.floating[Any]] | None = None


def nowhere(_label: str, _slope: float, _contribution: float) -> Where:
    """For experts that cannot say where they looked."""
    return ()
