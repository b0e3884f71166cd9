"""The joint expert: hears the present roles together, and states log-odds as any other expert does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.fusion.exclusive import one_against_rest
from core.fusion.fuser import Input, Voice
from core.weights import Tensors, WeightsError

if TYPE_CHECKING:
    from torch import Tensor

    from core.fusion.joint_network import JointNetwork

Array = NDArray[np.floating[Any]]
JOINT = "joint"
"""The name under which the late stage knows this expert; no role may bear it."""


class JointExpert:
    """A trained network of early fusion, asked about one case.

    Args:
        network: In evaluation mode.
        labels: Of its outputs.
        exclusive: Whether exactly one of them holds.
    """

    def __init__(self, network: JointNetwork, labels: tuple[str, ...], exclusive: bool) -> None:
        self.labels = labels
        self.inputs = network.inputs
        self.roles = network.roles
        self._network = network
        self._exclusive = exclusive

    def state(self, voices: Mapping[str, Voice]) -> dict[str, float]:
        """Log-odds of each label from the roles given; roles that it was not trained on are not heard.

        Raises:
            ValueError: a voice lacks what the network takes of it, or brings it in another width.
        """
        import torch

        given = [content_of(one, voices.get(one.role), self.labels) for one in self.inputs]
        contents = [torch.from_numpy(np.asarray(content, np.float32)[None]) for content in given]
        masks = [torch.full(content.shape[:2], True) for content in contents]
        present = torch.tensor([[role in voices for role in self.roles]])
        with torch.inference_mode():
            scores = stated(self._network(contents, masks, present), self._exclusive)[0]
        return {label: float(value) for label, value in zip(self.labels, scores, strict=True)}


def stated(scores: Tensor, exclusive: bool) -> Array:
    """The network's scores ``(n, labels)`` as log-odds of each label."""
    plain = scores.detach().cpu().numpy().astype(np.float64)
    return one_against_rest(plain) if exclusive else plain


def content_of(one: Input, voice: Voice | None, labels: Sequence[str]) -> Array:
    """What an input takes of a voice, ``(n, width)``; a placeholder that is masked out where the role is absent.

    Raises:
        ValueError: it is not there, or of another width.
    """
    if voice is None:
        return np.zeros((1, one.width), np.float32)
    content = _taken(one, voice, labels)
    if content.shape[-1] != one.width:
        raise ValueError(
            f"The {one.kind} of '{one.role}' are {content.shape[-1]} wide, and the fuser was trained on {one.width}."
        )
    return content


def _taken(one: Input, voice: Voice, labels: Sequence[str]) -> Array:
    if one.kind == "statements" and set(labels) <= set(voice.log_odds):
        return np.array([[voice.log_odds[label] for label in labels]])
    content = {"vector": voice.vector, "tokens": voice.tokens}.get(one.kind)
    if content is None:
        raise ValueError(f"The fuser needs the {one.kind} of '{one.role}', and what reads it gives none.")
    return np.atleast_2d(content)


def inputs_from(content: Sequence[Mapping[str, Any]]) -> tuple[Input, ...]:
    """Inputs as a file lists them."""
    return tuple(Input(str(one["role"]), one["kind"], int(one["width"])) for one in content)


def network_from(content: Mapping[str, Any], tensors: Tensors, file: str) -> JointNetwork:
    """The network that a file describes, with its weights.

    Raises:
        WeightsError: the weights are not those of the description; the sentence names the role and both widths.
    """
    import torch

    from core.fusion.joint_network import JointNetwork, Shape

    inputs = inputs_from(content["inputs"])
    _require_widths(inputs, tensors, file)
    network = JointNetwork(inputs, len(content["labels"]), Shape(**content["shape"]))
    try:
        network.load_state_dict({name: torch.from_numpy(np.array(values)) for name, values in tensors.items()})
    except RuntimeError as error:
        raise WeightsError(f"{file} does not hold the network that its description names: train again.") from error
    return network.eval()


def _require_widths(inputs: Sequence[Input], tensors: Tensors, file: str) -> None:
    for number, one in enumerate(inputs):
        weight = tensors.get(f"projections.{number}.weight")
        if weight is None or weight.ndim != 2 or weight.shape[1] != one.width:
            found = "nothing" if weight is None or weight.ndim != 2 else str(weight.shape[1])
            raise WeightsError(f"Role '{one.role}' is described with a width of {one.width}, {file} projects {found}.")
