"""Weighed log-probabilities of many cases: experts of exclusive labels, each heard as far as it can be trusted here.

Late weights that are the same for all cases fail where one modality is noisy in some: its expert, sure on clean cases,
is as sure on noisy ones. So a weight moves with *signs*, by a log-linear gate fitted beside it: the expert's doubt, the
spread of what it states, and how strange the vector is that it saw. (Quality measures in fusion: Nandakumar et al.,
"Likelihood ratio-based biometric score fusion", IEEE TPAMI 30 (2008) 342-347.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.fusion.exclusive import doubt, log_probabilities, one_against_rest

Array = NDArray[np.floating[Any]]
Usual = Mapping[str, Mapping[str, Sequence[float]]]
"""Role to ``mean`` and ``scale`` of its vectors."""
LIMIT = 5.0


def signs(role: str, log_probability: Array, vectors: Array | None, usual: Usual) -> dict[str, Array]:
    """What tells how far a role can be trusted: sign to ``(n,)``.

    Args:
        role: Whose.
        log_probability: ``(n, labels)``.
        vectors: ``(n, width)``; needed where the usual vectors of the role are known.
        usual: Of all roles.

    Raises:
        ValueError: the vectors are missing.
    """
    found = {"doubt": doubt(log_probability), "spread": np.log(log_probability.std(axis=-1) + 1e-6)}
    if role in usual:
        if vectors is None:
            raise ValueError(f"The fuser needs the vector of '{role}', and what reads it gives none.")
        found["strangeness"] = strangeness(vectors, usual[role])
    return found


def strangeness(vectors: Array, usual: Mapping[str, Sequence[float]]) -> Array:
    """Logarithm of the mean squared distance from the usual, in its standard deviations: ``(n, width)`` to ``(n,)``."""
    standard = (np.asarray(vectors, np.float64) - np.asarray(usual["mean"])) / np.asarray(usual["scale"])
    distance: Array = np.log(np.mean(standard**2, axis=-1) + 1e-6)
    return distance


def weigh(
    fitted: Mapping[str, Any],
    labels: Sequence[str],
    statements: Mapping[str, Array],
    vectors: Mapping[str, Array],
    usual: Usual,
) -> Array:
    """Log-odds ``(n, labels)`` of cases of one pattern.

    Args:
        fitted: ``{"roles": {role: {"slope": logarithm, "gates": {other: {sign: weight}}}}, "offsets": {label: …}}``.
        labels: Of the columns.
        statements: Role to ``(n, labels)`` log-odds of each label against the rest.
        vectors: Role to ``(n, width)``.
        usual: Of the roles whose vectors are looked at.
    """
    said = {role: log_probabilities(statements[role]) for role in fitted["roles"]}
    seen = {role: signs(role, values, vectors.get(role), usual) for role, values in said.items()}
    scores: Array = np.array([fitted["offsets"][label] for label in labels])
    for role, about in fitted["roles"].items():
        level = about["slope"] + sum(
            w * seen[other][s] for other, own in about["gates"].items() for s, w in own.items()
        )
        scores = scores + np.exp(np.clip(level, -LIMIT, LIMIT))[:, None] * said[role]
    return one_against_rest(scores)
