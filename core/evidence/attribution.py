"""What all attributions share: the question that is asked of an encoder, and an answer that says how complete it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.case import Content
from core.encoders.encoder import Batch, Encoded, Encoder
from core.parts import PartError

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating[Any]]
ReadOut = Callable[[Encoded], "Tensor"]
"""Log-odds of the labels, ``(b, labels)``, from what an encoder made of a batch."""
Forward = Callable[["Tensor"], "Tensor"]
AT_ONCE = 16
OWNER = "owner"


@dataclass(frozen=True)
class Question:
    """Where in a content does the log-odds of one label come from?

    Attributes:
        encoder: Who reads the content.
        read_out: What makes log-odds of it.
        column: Of the label among those of the read-out.
    """

    encoder: Encoder
    read_out: ReadOut
    column: int

    def answer(self, batch: Batch) -> Tensor:
        """Log-odds of each content of a batch, ``(b,)``; differentiable."""
        return self.read_out(self.encoder.encode(batch))[:, self.column]

    def ask(self, contents: Sequence[Content]) -> Tensor:
        """Log-odds of contents, ``(n,)``, without gradients."""
        import torch

        answers = []
        with torch.no_grad():
            for start in range(0, len(contents), AT_ONCE):
                prepared = [self.encoder.prepare(content) for content in contents[start : start + AT_ONCE]]
                answers.append(self.answer(self.encoder.collate(prepared)))
        return torch.cat(answers)

    def of(self, key: str, batch: Batch) -> Forward:
        """The answer as a function of one tensor of one content's batch, the others as they are.

        Encoders cut what is long into pieces, and say in ``owner`` whose each is. A content stays one example for
        whoever asks: ``(k, pieces, ...)`` in, ``(k,)`` out.
        """
        import torch

        def forward(varied: Tensor) -> Tensor:
            many = len(varied)
            others = {name: value.repeat(many, *[1] * (value.dim() - 1)) for name, value in batch.items()}
            if OWNER in batch:
                others[OWNER] = torch.arange(many).repeat_interleave(len(batch[OWNER]))
            return self.answer({**others, key: varied.flatten(0, 1)})

        return forward


@dataclass(frozen=True)
class Attribution:
    """Addends of a difference of log-odds, each at its place.

    Attributes:
        values: Of each cell, token or window; positive where it speaks for the label.
        log_odds: Of the content.
        baseline: Log-odds of what the content was compared with: blurred, blank, silent.
    """

    values: Array
    log_odds: float
    baseline: float

    @property
    def gap(self) -> float:
        """How far the sum of the values is from the difference that it explains.

        0 is complete (Sundararajan 2017): integrated gradients come near it, the nearer the more steps. Hiding and
        leaving out promise no such sum.
        """
        return float(self.values.sum()) - (self.log_odds - self.baseline)


def require_captum() -> None:
    """Let only those pass who can compute attributions.

    Raises:
        PartError: Captum is not installed.
    """
    if find_spec("captum") is None:
        raise PartError("Attributions need captum, which is missing: install chiron-suite[explain].")


def sole_floating(batch: Batch) -> str:
    """The key of the tensor that carries the content of a picture or sound.

    Raises:
        PartError: the encoder prepares no such tensor, or several.
    """
    keys = [key for key, value in batch.items() if value.is_floating_point()]
    if len(keys) != 1:
        raise PartError(f"Gradients need one tensor of numbers; the encoder prepares {', '.join(sorted(batch))}.")
    return keys[0]


def shares(values: Array) -> Array:
    """What each value holds of all that speaks for the label; all zero where nothing does."""
    positive = np.clip(values, 0.0, None)
    total = float(positive.sum())
    held: Array = positive / total if total > 0 else np.zeros(values.shape)
    return held


def integrate(forward: Forward, given: Tensor, baseline: Tensor, steps: int) -> tuple[Array, float, float]:
    """Integrated gradients (Sundararajan, Taly and Yan, ICML 2017) along the straight line from the baseline.

    Returns:
        Attributions of the shape of ``given``, and the log-odds of it and of the baseline.

    Args:
        forward: From :meth:`Question.of`.
        given: ``(pieces, ...)`` of one content.
        baseline: Of the same shape.
        steps: Of the integral.
    """
    require_captum()
    import torch
    from captum.attr import IntegratedGradients

    one, other = given[None], baseline[None]
    found = IntegratedGradients(forward).attribute(one, other, n_steps=steps, internal_batch_size=AT_ONCE)
    with torch.no_grad():
        ends = forward(torch.cat([one, other]))
    return found[0].detach().numpy().astype(np.float64), float(ends[0]), float(ends[1])


def batch_of(encoder: Encoder, content: Content) -> Mapping[str, Tensor]:
    """One content as a batch."""
    return encoder.collate([encoder.prepare(content)])
