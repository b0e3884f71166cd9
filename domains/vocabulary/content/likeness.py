"""How near words lie to what pictures are called: an engine task, so that no model is loaded where pages are served.

The multilingual sentence encoder of the shared space places a word near the English name of its picture in 13 of the 14
languages. It is measured beside the space's own way from words to pictures, which it beats by far
(`benchmarks.vocabulary.suggestions`). Vectors of names are made once and kept in the domain's home.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.engine.task import Report

BATCH, KIND = 64, "names"
Array = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Array]


def compare(payload: Mapping[str, Any], report: Report) -> object:
    """Entry of an engine task: the cosine of every word with the nearest name of every picture.

    Args:
        payload: ``folder`` where vectors are kept; ``names`` of each picture, a list each; ``texts``, for each word a
            list of what it is called (the word, its meaning).
        report: Told the fraction done.

    Returns:
        ``(words, pictures)``: the mean over what a word is called of the best over a picture's names.

    Raises:
        WeightsError: the encoder's weights are missing.
    """
    embed = encoder()
    named = vectors(embed, Path(payload["folder"]), payload["names"], report)
    report(0.9, "comparing words with names")
    return likeness(embed, payload["texts"], named, [len(several) for several in payload["names"]])


def encoder() -> Embed:
    """Texts, in lower case, to unit vectors.

    Raises:
        WeightsError: the encoder's weights are missing.
    """
    from core.encoders.places import Places
    from core.encoders.text_use import open_use

    use = open_use(Places.usual(), {})

    def embed(texts: Sequence[str]) -> Array:
        made = use.embed([text.lower() for text in texts]).vector.numpy()
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)

    return embed


def vectors(embed: Embed, folder: Path, names: Sequence[Sequence[str]], report: Report) -> Array:
    """Of all names, one after the other; those that are not kept yet are made now."""
    from domains.vocabulary.confusability.vectors import Kept

    kept = Kept(folder, KIND)
    known, flat = kept.load(), [name for several in names for name in several]
    missing = sorted(set(flat) - set(known))
    made: dict[str, Array] = {}
    for start in range(0, len(missing), BATCH):
        report(0.9 * start / len(missing), "reading names of pictures")
        made |= dict(zip(missing[start : start + BATCH], embed(missing[start : start + BATCH]), strict=True))
    kept.add(made)
    known |= made
    return np.stack([known[name] for name in flat])


def likeness(embed: Embed, texts: Sequence[Sequence[str]], named: Array, counts: Sequence[int]) -> Array:
    """Cosines ``(words, pictures)``.

    Args:
        embed: What made ``named``.
        texts: What each word is called; at least one text each.
        named: Vectors of all names.
        counts: How many names each picture has, none of them 0.
    """
    if not texts:
        return np.zeros((0, len(counts)), np.float32)
    cosines = embed([each for several in texts for each in several]) @ named.T
    best = np.maximum.reduceat(cosines, np.cumsum([0, *counts[:-1]]), axis=1)
    starts = np.cumsum([0, *(len(several) for several in texts[:-1])])
    sums = np.add.reduceat(best, starts, axis=0)
    return np.asarray(sums / np.array([[len(several)] for several in texts]), np.float32)
