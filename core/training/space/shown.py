"""Pictures of the concepts as the image encoder sees them, plain and staged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.encoder import Encoder
from core.encoders.pictured import Describer
from core.encoders.places import Places
from core.training.loop import Report
from core.training.space.concepts import Concept
from core.training.space.icons import drawn, on_white, staged

BATCH = 16


@dataclass(frozen=True)
class Shown:
    """Vectors of pictures.

    Attributes:
        vectors: ``(n, 1280)``.
        concepts: ``(n,)`` what each shows.
    """

    vectors: NDArray[np.float32]
    concepts: NDArray[np.int64]

    def only(self, rows: NDArray[Any]) -> Shown:
        """Some of them."""
        return Shown(self.vectors[rows], self.concepts[rows])


def together(several: Sequence[Shown]) -> Shown:
    """All in one."""
    vectors = np.concatenate([one.vectors for one in several])
    return Shown(vectors, np.concatenate([one.concepts for one in several]))


def show(
    drawings: Mapping[str, str], among: Sequence[Concept], encoder: Encoder, versions: int, seed: int, report: Report
) -> Shown:
    """Each concept's drawing on white, and so many staged versions of it; what cannot be drawn is left out."""
    random = np.random.default_rng(seed)
    vectors, concepts = [], []
    wanted = [(at, drawings[one.code]) for at, one in enumerate(among) if one.code in drawings]
    for start in range(0, len(wanted), BATCH):
        some = wanted[start : start + BATCH]
        pictures = [(at, picture) for at, svg in some for picture in _versions(svg, versions, random)]
        if pictures:
            vectors.append(_seen([picture for _, picture in pictures], encoder))
            concepts += [at for at, _ in pictures]
        report(start / len(wanted), f"picture {start} of {len(wanted)}")
    return Shown(np.concatenate(vectors), np.array(concepts))


def _seen(pictures: Sequence[NDArray[np.float32]], encoder: Encoder) -> NDArray[np.float32]:
    """Vectors, in half precision inside: twice as fast, and within a cosine of 0.9995."""
    import torch

    with torch.autocast("cpu", torch.bfloat16):
        vectors: NDArray[np.float32] = encoder.embed(pictures).vector.float().numpy()
    return vectors


def _versions(svg: str, count: int, random: np.random.Generator) -> list[NDArray[np.float32]]:
    try:
        picture = drawn(svg)
    except ValueError:
        return []
    return [on_white(picture), *(staged(picture, random) for _ in range(count))]


def describer(shown: Shown, places: Places, vectors_of: Mapping[str, NDArray[np.float32]]) -> Describer:
    """From the published classifier, the vectors of its classes' names, and the training pictures.

    Args:
        shown: Training pictures.
        places: Where the published weights are.
        vectors_of: English name of each class, in the classifier's order, to its vector.
    """
    import torch

    from core.encoders.image_lite import FILE, NAME

    published = torch.load(places.folder(NAME, NAME) / FILE, weights_only=True)
    names = np.stack(list(vectors_of.values()))
    spread = shown.vectors.std(axis=0) + 0.05
    classifier = (published["_fc.weight"].numpy(), published["_fc.bias"].numpy())
    return Describer(*classifier, names, shown.vectors.mean(axis=0), spread)
