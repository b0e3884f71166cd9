"""An encoder of a third party: how much of a picture has which brightness."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch  # noqa: TID253 - nothing of the suite imports a third party's module before it is asked for

from core.case import Content, Modality
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.places import Places
from core.intake.refusal import Refused


class Shades(Encoder):
    """A histogram for the whole picture, and one for each quarter of its rows."""

    modality = Modality.IMAGE

    def __init__(self, bins: int) -> None:
        self.width = self.token_width = bins
        self.module = torch.nn.Identity()

    def prepare(self, content: Content) -> Batch:
        """``shades``: ``(4, bins)``."""
        if not isinstance(content, np.ndarray) or content.ndim != 2 or content.shape[0] < 4:
            raise Refused("shape", "This encoder reads gray pictures of four rows or more.")
        edges = torch.linspace(0, 1, self.width)
        rows = [torch.from_numpy(part.ravel()).float() for part in np.array_split(content, 4)]
        return {"shades": torch.stack([torch.exp(-50 * (row[:, None] - edges) ** 2).mean(0) for row in rows])}

    def encode(self, batch: Batch) -> Encoded:
        """Differentiable as far as the histogram goes."""
        tokens = self.module(batch["shades"])
        return Encoded(tokens.mean(dim=1), tokens, torch.ones(tokens.shape[:2], dtype=torch.bool))


def open_shades(places: Places, options: Mapping[str, str | int | float | bool]) -> Encoder:
    """With ``bins`` shades."""
    return Shades(int(options.get("bins", 6)))
