"""Fitting the late stage where exactly one label holds: weighed log-probabilities, with gates that open with doubt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.fusion.exclusive import doubt, log_probabilities, one_against_rest

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating[Any]]
RIDGE = 1.0
STEPS = 100


def fit(statements: Mapping[str, Array], truth: Array, labels: Sequence[str], ridge: float = RIDGE) -> dict[str, Any]:
    """One pattern's parameters as :class:`core.fusion.stage.ExclusiveStage` takes them, by maximum likelihood.

    Weights are positive; with a penalty, their logarithms are drawn towards 0 (log-probabilities simply add up), gates
    and offsets towards 0.

    Args:
        statements: Role to ``(n, labels)`` log-odds of each label against the rest.
        truth: ``(n, labels)``, one 1 in each row.
        labels: Names of the columns.
        ridge: The penalty, in units of one case.
    """
    import torch

    roles = sorted(statements)
    said = np.stack([log_probabilities(statements[role]) for role in roles], axis=1)
    doubts = doubt(said)
    middle = doubts.mean(axis=0)
    free = [torch.zeros(size, dtype=torch.float64, requires_grad=True) for size in _sizes(len(roles), len(labels))]
    _descend(
        free, torch.from_numpy(said), torch.from_numpy(doubts - middle), torch.from_numpy(np.argmax(truth, 1)), ridge
    )
    logs, gates, offsets = (values.detach().numpy() for values in free)
    return {
        "roles": {
            role: {
                "slope": float(np.exp(logs[at] - gates[at] @ middle)),
                "gates": {other: float(gates[at, number]) for number, other in enumerate(roles)},
            }
            for at, role in enumerate(roles)
        },
        "offsets": dict(zip(labels, offsets.tolist(), strict=True)),
    }


def _sizes(roles: int, labels: int) -> tuple[tuple[int, ...], ...]:
    return (roles,), (roles, roles), (labels,)


def _descend(free: list[Tensor], said: Tensor, doubts: Tensor, truth: Tensor, ridge: float) -> None:
    import torch

    optimiser = torch.optim.LBFGS(free, max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        logs, gates, offsets = free
        weights = torch.exp(logs + doubts @ gates.T)
        scores = torch.einsum("nr,nrk->nk", weights, said) + offsets
        penalty = ridge * sum((values**2).sum() for values in free) / len(truth)
        loss: Tensor = torch.nn.functional.cross_entropy(scores, truth) + penalty
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]


def apply(fitted: Mapping[str, Any], statements: Mapping[str, Array], labels: Sequence[str]) -> Array:
    """Log-odds ``(n, labels)`` of many cases in the pattern that ``fitted`` belongs to."""
    said = {role: log_probabilities(statements[role]) for role in fitted["roles"]}
    doubts = {role: doubt(values) for role, values in said.items()}
    scores = np.array([fitted["offsets"][label] for label in labels])
    for role, about in fitted["roles"].items():
        gate = sum(weight * doubts[other] for other, weight in about["gates"].items())
        scores = scores + (about["slope"] * np.exp(gate))[:, None] * said[role]
    return one_against_rest(scores)
