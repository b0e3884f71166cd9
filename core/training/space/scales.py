"""One scale for all pairs of modalities: how much likelier a cosine makes it that two things mean the same.

Cosines between a picture and a word lie lower than those between two words (the modality gap: W. Liang et al.,
NeurIPS 2022), so a mixed folder cannot be ranked by them. Each pair gets a logistic curve of its own (J. Platt, 1999).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from core.training.loop import TrainingError

Array = NDArray[np.float32]


def scales(
    vectors: Mapping[str, Array], concepts: Mapping[str, NDArray[np.int64]], seed: int = 0
) -> dict[str, dict[str, float]]:
    """Slope and offset of each pair: ``log-odds = slope * cosine + offset``, at even odds before looking.

    Args:
        vectors: Modality to ``(n, width)`` unit vectors of concepts that nothing was trained on.
        concepts: Modality to ``(n,)`` what each means.
        seed: Of the draw of things that do not mean the same.

    Raises:
        TrainingError: there are fewer than two such concepts.

    Returns:
        ``"audio-image"`` (names in order) to ``{"slope", "offset"}``.
    """
    if len(np.unique(np.concatenate(list(concepts.values())))) < 2:
        raise TrainingError("There are fewer than two held-out concepts to scale cosines by: train on more concepts.")
    pairs = combinations_with_replacement(sorted(vectors), 2)
    return {f"{a}-{b}": _scale(*_cosines(vectors, concepts, a, b, seed)) for a, b in pairs}


def _cosines(
    vectors: Mapping[str, Array], concepts: Mapping[str, NDArray[np.int64]], first: str, second: str, seed: int
) -> tuple[Array, Array]:
    """Cosines of pairs that mean the same (where no two do, each is like itself), and of pairs that do not."""
    all_cosines = vectors[first] @ vectors[second].T
    same = concepts[first][:, None] == concepts[second][None, :]
    other = np.flatnonzero(~same)
    drawn = np.random.default_rng(seed).choice(other, min(len(other), 50_000), replace=False)
    if first == second:
        np.fill_diagonal(same, False)
    alike = all_cosines[same] if same.any() else np.ones(1, dtype=np.float32)
    return alike, all_cosines.ravel()[drawn]


def _scale(alike: Array, unlike: Array) -> dict[str, float]:
    from sklearn.linear_model import LogisticRegression

    cosines = np.concatenate([alike, unlike])[:, None]
    truth = np.concatenate([np.ones(len(alike)), np.zeros(len(unlike))])
    fitted = LogisticRegression(C=100.0, class_weight="balanced").fit(cosines, truth)
    return {"slope": float(fitted.coef_[0, 0]), "offset": float(fitted.intercept_[0])}
