"""Several networks that began alike, as one: their weights are averaged, and the read-out says what their mean would.

Networks that are fine-tuned from one start stay in one basin of the loss: the mean of their weights predicts nearly
what the mean of their predictions does, and costs one network to run (model soups: M. Wortsman et al., ICML 2022). What
it says comes out closer together, so slope and offset of each output are matched to the mean's. Both go into the linear
read-out, which leaves class activation maps exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[Any]


def mixed(networks: Sequence[Any]) -> Any:
    """A network at rest whose weights are the mean of these networks' weights.

    Args:
        networks: Of one shape, fine-tuned from one start; at least one. They stay as they are.
    """
    import torch

    whole, states = deepcopy(networks[0]), [network.state_dict() for network in networks]
    with torch.no_grad():
        for name, value in whole.state_dict().items():
            if value.is_floating_point():
                value.copy_(torch.stack([state[name].double() for state in states]).mean(dim=0))
    return whole.eval()


def matched(network: Any, said: Logits, wanted: Logits) -> Any:
    """Change a network's linear read-out so that its outputs have the means and spreads that are wanted.

    Args:
        network: With its read-out as ``_fc``; changed in place.
        said: What it says of some films, ``(n, labels)``.
        wanted: What it should say of them, ``(n, labels)``.
    """
    import torch

    slope = wanted.std(axis=0) / np.maximum(said.std(axis=0), 1e-6)
    offset = wanted.mean(axis=0) - slope * said.mean(axis=0)
    with torch.no_grad():
        network._fc.weight.mul_(torch.from_numpy(slope).to(network._fc.weight.dtype)[:, None])
        bias = network._fc.bias.double() * torch.from_numpy(slope).double() + torch.from_numpy(offset).double()
        network._fc.bias.copy_(bias)
    return network
