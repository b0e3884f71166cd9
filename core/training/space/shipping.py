"""The sealed folder of the shared space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.architectures.state import keep, to_arrays
from core.encoders.pictured import Describer
from core.training.space.fitting import Fitted

if TYPE_CHECKING:
    from core.architectures.networks.clip import DualEncoder
from core.training.space.scales import scales
from core.weights import save

NUMBER = "float16"
Unseen = Mapping[str, tuple[NDArray[np.float32], NDArray[np.int64]]]


def ship(
    folder: Path, whole: Fitted, partly: DualEncoder, describe: Describer, unseen: Unseen, about: Mapping[str, Any]
) -> str:
    """Write everything in half precision, seal it, and return the manifest's digest.

    Args:
        folder: Where.
        whole: Fitted to everything: what is used.
        partly: Heads that were fitted without the held-out concepts: what is measured.
        describe: Describes pictures.
        unseen: Modality to vectors and concepts that ``partly`` has not seen, for the scales.
        about: What else is to be known.
    """
    folder.mkdir(parents=True, exist_ok=True)
    named = {"listener": whole.listener, "held_out": partly}
    for name, module in named.items():
        save(to_arrays(module, NUMBER), folder / f"{name}.safetensors")
    numbers = {one.name: getattr(describe, one.name).astype(NUMBER) for one in fields(describe)}
    save(numbers, folder / "picture.safetensors")
    vectors = {name: pair[0] for name, pair in unseen.items()}
    concepts = {name: pair[1] for name, pair in unseen.items()}
    return keep(
        whole.heads, _description(whole, dict(about) | {"scales": scales(vectors, concepts)}), folder, "space", NUMBER
    )


def _description(whole: Fitted, about: Mapping[str, Any]) -> dict[str, Any]:
    heads = whole.heads
    shape = {"widths": heads.widths, "width": heads.width, "hidden": heads.hidden, "dropout": heads.dropout}
    return {"architecture": "clip", "shape": shape, "about": dict(about)}
