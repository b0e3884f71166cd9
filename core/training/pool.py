"""Fitting the late stage where exactly one label holds: weighed log-probabilities, with gates that trust opens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.fusion.exclusive import log_probabilities
from core.fusion.pool import LIMIT, Usual, signs
from core.training.voices import VoiceTable

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating[Any]]
RIDGE = 1.0
STEPS = 200


def usual_of(table: VoiceTable, roles: Iterable[str]) -> dict[str, dict[str, list[float]]]:
    """Mean and scale of the vectors of the roles that have any, where they are present."""
    found = {}
    for role in (role for role in roles if role in table.vectors):
        vectors = np.asarray(table.vectors[role], np.float64)[table.having([role])]
        scale = vectors.std(axis=0) + 1e-3 * vectors.std() + 1e-6
        found[role] = {"mean": vectors.mean(axis=0).tolist(), "scale": scale.tolist()}
    return found


def fit(
    statements: Mapping[str, Array],
    truth: Array,
    labels: Sequence[str],
    vectors: Mapping[str, Array],
    usual: Usual,
    ridge: float = RIDGE,
) -> dict[str, Any]:
    """One pattern's parameters as :func:`core.fusion.pool.weigh` takes them, by penalised maximum likelihood.

    Weights are positive: their logarithms are drawn towards 0 (log-probabilities simply add up), and so are the gates
    and the offsets.

    Args:
        statements: Role to ``(n, labels)`` log-odds of each label against the rest.
        truth: ``(n, labels)``, one 1 in each row.
        labels: Names of the columns.
        vectors: Role to ``(n, width)``.
        usual: Of the roles whose vectors are looked at.
        ridge: The penalty, in units of one case.
    """
    roles = sorted(statements)
    said = np.stack([log_probabilities(statements[role]) for role in roles], axis=1)
    seen = {role: signs(role, said[:, at], vectors.get(role), usual) for at, role in enumerate(roles)}
    names = [(role, sign) for role in roles for sign in seen[role]]
    matrix = np.column_stack([seen[role][sign] for role, sign in names])
    middle = matrix.mean(axis=0)
    logs, gates, offsets = _descend(said, matrix - middle, np.argmax(truth, axis=1), ridge)
    return {
        "roles": {
            role: {"slope": float(logs[at] - gates[at] @ middle), "gates": _named(names, gates[at])}
            for at, role in enumerate(roles)
        },
        "offsets": dict(zip(labels, offsets.tolist(), strict=True)),
    }


def _named(names: Sequence[tuple[str, str]], weights: Array) -> dict[str, dict[str, float]]:
    gates: dict[str, dict[str, float]] = {}
    for (role, sign), weight in zip(names, weights.tolist(), strict=True):
        gates.setdefault(role, {})[sign] = weight
    return gates


def _descend(said: Array, seen: Array, truth: NDArray[np.intp], ridge: float) -> tuple[Array, Array, Array]:
    """Logarithms of the weights ``(roles,)``, gates ``(roles, signs)``, offsets ``(labels,)``."""
    import torch

    _, roles, labels = said.shape
    sizes: tuple[tuple[int, ...], ...] = ((roles,), (roles, seen.shape[1]), (labels,))
    free = [torch.zeros(size, dtype=torch.float64, requires_grad=True) for size in sizes]
    given, tokens, classes = torch.from_numpy(said), torch.from_numpy(seen), torch.from_numpy(truth)
    optimiser = torch.optim.LBFGS(free, max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        logs, gates, offsets = free
        weights = torch.exp(torch.clamp(logs + tokens @ gates.T, -LIMIT, LIMIT))
        scores = torch.einsum("nr,nrk->nk", weights, given) + offsets
        penalty = ridge * torch.stack([(values**2).sum() for values in free]).sum() / len(classes)
        loss: Tensor = torch.nn.functional.cross_entropy(scores, classes) + penalty
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    logs, gates, offsets = (values.detach().numpy() for values in free)
    return logs, gates, offsets
