"""Self-supervised strategies train one encoder at a time."""

from __future__ import annotations

from collections.abc import Mapping

from core.case import Modality
from core.encoders.encoder import Encoder
from core.training.loop import TrainingError


def the_only(encoders: Mapping[str, Encoder], modality: Modality, strategy: str) -> Encoder:
    """The one encoder of a modality.

    Raises:
        TrainingError: there is none, or more than one.
    """
    found = {role: encoder for role, encoder in encoders.items() if encoder.modality is modality}
    if len(found) != 1:
        names = f" ({', '.join(sorted(found))})" if found else ""
        raise TrainingError(
            f"The strategy '{strategy}' trains one {modality.value} encoder, and the recipe has {len(found)}{names}."
        )
    return next(iter(found.values()))
