"""The topic of a dialogue: n-grams and, where the text models are there, what it means."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.weights import WeightsFolder
from domains.telemedicine.features import scores, softmax
from domains.telemedicine.topics import meaning
from domains.telemedicine.topics.views import WIDTH, Sides, counted, weighed

FOLDER = Path(__file__).parents[1] / "weights" / "topics"
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Linear:
    """A linear model of the views, and of the vectors if it has any.

    Attributes:
        words: ``(topics, WIDTH)``, half precision.
        bias: ``(topics,)``.
        vectors: ``(topics, 4 * 384)``, or None for a model of words alone.
        scale: What the margins are multiplied by to become log-odds.
    """

    words: NDArray[np.float16]
    bias: NDArray[np.float32]
    vectors: NDArray[np.float32] | None
    scale: float


@dataclass(frozen=True)
class Model:
    """Both models, and what they share.

    Attributes:
        headers: Names of the topics, in the order of the rows.
        rare: ``(WIDTH,)``; rarity of each bucket.
        centre: ``(4 * 384,)``; mean of the vectors in training.
        spread: ``(4 * 384,)``; their deviation, over the weight that they have.
        joint: The model of words and vectors.
        alone: The model of words, where vectors cannot be had.
    """

    headers: tuple[str, ...]
    rare: Array
    centre: Array
    spread: Array
    joint: Linear
    alone: Linear


@cache
def shipped(folder: Path = FOLDER) -> Model:
    """The model in a weights folder; its digests are compared first.

    Raises:
        WeightsError: a file is absent or altered.
    """
    weights = WeightsFolder(folder)
    held = weights.tensors("topics.safetensors")
    about = json.loads(weights.read("topics.json"))
    columns = held["columns"]
    joint, alone = (
        Linear(
            spread(held[f"{name}.words"], columns).astype(np.float16),
            np.asarray(held[f"{name}.bias"], np.float32),
            np.asarray(held[f"{name}.vectors"], np.float32) if f"{name}.vectors" in held else None,
            float(about["scale"][name]),
        )
        for name in ("joint", "alone")
    )
    centre, deviation = (np.asarray(held[name], np.float64) for name in ("centre", "spread"))
    return Model(tuple(about["headers"]), spread(held["rare"], columns), centre, deviation, joint, alone)


def spread(values: NDArray[Any], columns: NDArray[Any]) -> Array:
    """``(..., WIDTH)``; values put back into their columns, the others zero."""
    out = np.zeros((*values.shape[:-1], WIDTH))
    out[..., columns] = values
    return out


def tell(dialogues: Sequence[Sides], model: Model | None = None, words_only: bool = False) -> Array:
    """``(n, topics)``; probability of each topic for each dialogue.

    Args:
        dialogues: Sides of each.
        model: The shipped one where absent.
        words_only: Leave the text model out, as happens where it is not installed.
    """
    learned = model or shipped()
    if not dialogues:
        return np.zeros((0, len(learned.headers)))
    used = learned.alone if words_only or meaning.missing() else learned.joint
    rows = [weighed(counted(one), learned.rare) for one in dialogues]
    margins = np.stack([scores(row, used.words, used.bias) for row in rows])
    if used.vectors is not None:
        margins += ((meaning.vectors(dialogues) - learned.centre) / learned.spread) @ used.vectors.T
    return softmax(margins * used.scale)
