"""A question as a module, for libraries that want one. Imported from within functions only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import Tensor, nn  # noqa: TID253 - a class of the library needs its base; nothing imports this file early

if TYPE_CHECKING:
    from core.evidence.attribution import Question


class Asked(nn.Module):
    """One tensor in, ``(b, 1)`` log-odds out.

    Args:
        question: What is asked.
        key: Of the tensor in what the encoder prepares.
    """

    def __init__(self, question: Question, key: str) -> None:
        super().__init__()
        self.module = question.encoder.module
        self._question = question
        self._key = key

    def forward(self, varied: Tensor) -> Tensor:
        """The log-odds of each."""
        return self._question.answer({self._key: varied})[:, None]
