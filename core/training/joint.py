"""Training the joint expert: early fusion's network, with roles dropped so that it knows every pattern."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.fusion.fuser import Input
from core.fusion.joint import stated
from core.training import folds, loop
from core.training.loop import Objective, Plan
from core.training.record import prior_log_odds
from core.training.voice_samples import VoiceSamples, tensors_of
from core.training.voices import VoiceTable, subsets

if TYPE_CHECKING:
    from torch import Tensor

    from core.fusion.joint_network import JointNetwork, Shape

Array = NDArray[np.floating[Any]]
HELD_OUT = 8
CHUNK = 1024


class JointObjective(Objective):
    """Cross-entropy of the labels that are known; over classes where exactly one holds.

    Args:
        module: The network.
        exclusive: Whether exactly one label holds.
    """

    def __init__(self, module: JointNetwork, exclusive: bool) -> None:
        self.module: JointNetwork = module
        self._exclusive = exclusive

    def loss(self, batch: Mapping[str, Any]) -> Tensor:
        """Mean over the known entries of the truth."""
        return entropy(
            self.module(batch["contents"], batch["masks"], batch["present"]), batch["truth"], self._exclusive
        )


def entropy(scores: Tensor, truth: Tensor, exclusive: bool) -> Tensor:
    """Mean cross-entropy of scores ``(n, labels)``; entries of the truth that are NaN do not count."""
    from torch.nn import functional

    if exclusive:
        return functional.cross_entropy(scores, truth.argmax(dim=1))
    known = ~truth.isnan()
    return functional.binary_cross_entropy_with_logits(scores[known], truth[known])


def train_network(table: VoiceTable, inputs: tuple[Input, ...], shape: Shape, plan: Plan) -> JointNetwork:
    """A network for every pattern of roles; with ``plan.patience`` an eighth of the groups tells when to stop."""
    import torch

    from core.fusion.joint_network import JointNetwork

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed)
        network = JointNetwork(inputs, len(table.labels), shape)
    _start(network, table)
    fit, held = _apart(table, plan)
    validate = None if held is None else _figure(network, held, inputs)
    loop.fit(JointObjective(network, table.exclusive), VoiceSamples(fit, inputs), plan, validate=validate)
    return network.eval()


def _start(network: JointNetwork, table: VoiceTable) -> None:
    """Measure the inputs, where present, and let the read-out begin at the prior."""
    import torch

    tensors = tensors_of(table, network.inputs)
    for number, one in enumerate(network.inputs):
        there = tensors["masks"][number] & torch.from_numpy(table.present([one.role]).any(axis=1))[:, None]
        values = tensors["contents"][number][there]
        network.means[number].data = values.mean(dim=0)
        network.scales[number].data = values.std(dim=0, correction=0) + 1e-3 * values.std(correction=0) + 1e-6
    last: Any = network.read_out[-1]
    priors = [prior_log_odds(column[~np.isnan(column)]) for column in table.truth.T]
    last.bias.data = torch.tensor(priors, dtype=torch.float32)


def _apart(table: VoiceTable, plan: Plan) -> tuple[VoiceTable, VoiceTable | None]:
    """What is trained on, and what tells when to stop."""
    if plan.patience == 0:
        return table, None
    fit, held = folds_of(table, HELD_OUT, plan.seed)[0]
    return table.rows(fit), table.rows(held)


def _figure(network: JointNetwork, held: VoiceTable, inputs: tuple[Input, ...]) -> Callable[[], float]:
    """Minus the mean loss over all patterns: a figure that no single pattern decides."""
    import torch

    truth, patterns = torch.from_numpy(np.asarray(held.truth, np.float32)), subsets(network.roles)

    def figure() -> float:
        losses = []
        for pattern in patterns:
            rows = held.having(pattern)
            if len(rows):
                scores = raw_scores(network, held.rows(rows), pattern)
                losses.append(float(entropy(scores, truth[torch.from_numpy(rows)], held.exclusive)))
        return -float(np.mean(losses))

    return figure


def raw_scores(network: JointNetwork, table: VoiceTable, only: Iterable[str] | None = None) -> Tensor:
    """What the network puts out ``(n, labels)`` when it hears some of the roles."""
    import torch

    tensors = tensors_of(table, network.inputs)
    present = torch.from_numpy(table.columns(network.roles, only))
    network.eval()
    scores = []
    with torch.inference_mode():
        for start in range(0, len(table), CHUNK):
            part = slice(start, start + CHUNK)
            given = ([v[part] for v in tensors[kind]] for kind in ("contents", "masks"))
            scores.append(network(*given, present[part]))
    return torch.cat(scores)


def statements(network: JointNetwork, table: VoiceTable, only: Iterable[str] | None = None) -> Array:
    """Log-odds ``(n, labels)`` of the joint expert when it hears some of the roles."""
    return stated(raw_scores(network, table, only), table.exclusive)


def unseen(
    table: VoiceTable, inputs: tuple[Input, ...], shape: Shape, plan: Plan, count: int
) -> dict[tuple[str, ...], Array]:
    """For every pattern, what networks say ``(n, labels)`` of groups that they were not trained on.

    Rows in which a role of the pattern is absent hold whatever the network says without it.
    """
    said: dict[tuple[str, ...], Array] = {
        pattern: np.zeros(table.truth.shape) for pattern in subsets({one.role for one in inputs})
    }
    for number, (fit, test) in enumerate(folds_of(table, count, plan.seed)):
        network = train_network(table.rows(fit), inputs, shape, replace(plan, seed=plan.seed + 1 + number))
        for pattern, values in said.items():
            values[test] = statements(network, table.rows(test), pattern)
    return said


def folds_of(table: VoiceTable, count: int, seed: int) -> list[folds.Fold]:
    """At most ``count`` grouped folds, balanced over classes, or over whether anything is positive, where they can be.

    Raises:
        ValueError: all cases are of one group.
    """
    count = min(count, len(np.unique(table.groups)))
    if count < 2:
        raise ValueError("All cases are of one group: nothing could be measured on cases that were not learnt from.")
    truth = np.nan_to_num(table.truth)
    strata = np.asarray(truth.argmax(axis=1) if table.exclusive else truth.any(axis=1))
    _, sizes = np.unique(strata, return_counts=True)
    return folds.grouped(table.groups, strata if sizes.min() >= count else np.zeros(len(strata), int), count, seed)
