"""The starts that the self-supervised benchmark compares, and the pre-training that makes two of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from platformdirs import user_cache_dir
from safetensors.numpy import load

from core import weights
from core.encoders.catalogue import ENCODERS
from core.encoders.encoder import Batch, Encoder
from core.encoders.places import Places
from core.encoders.state import from_arrays, to_arrays
from core.training.films import open_film
from core.training.loop import Objective, Plan, Samples, fit
from core.training.strategies.contrastive import Contrastive, Views
from core.training.strategies.masked_image import CoveredFilms, MaskedImage
from domains.chest.training.cohort import Cohort

NONE, IMAGENET = "nothing (random)", "ImageNet"
FILMS, BOTH = "films, contrastive", "ImageNet, then films, contrastive"
COVERED = "ImageNet, then films, masked"
STARTS = (NONE, IMAGENET, FILMS, BOTH, COVERED)
COMPARED = ((FILMS, NONE), (BOTH, IMAGENET), (COVERED, IMAGENET), (IMAGENET, NONE))
SIZE = 96
CHILDREN = 400
BATCH = 64
PLANS = {
    FILMS: Plan(epochs=4, batch=BATCH, rate=1e-3, decay=1e-4, warmup=0.1),
    BOTH: Plan(epochs=4, batch=BATCH, rate=2e-4, decay=1e-4, warmup=0.1),
    COVERED: Plan(epochs=4, batch=BATCH, rate=2e-4, decay=1e-4, warmup=0.1),
}
FILES = {FILMS: "films", BOTH: "imagenet-films", COVERED: "imagenet-covered"}
Films = Sequence[NDArray[np.uint8]]
Array = NDArray[np.floating[Any]]


def network(start: str, data: Path, train: Cohort, fresh: bool) -> Encoder:
    """The encoder of a start, pre-trained now unless that was done before."""
    encoder = beginning(start)
    if start not in PLANS:
        return encoder
    file = Path(user_cache_dir("chiron")) / "fusion" / f"{FILES[start]}-{SIZE}.safetensors"
    if fresh or not file.is_file():
        pretrain(start, encoder, unlabelled(data, train))
        file.parent.mkdir(parents=True, exist_ok=True)
        weights.save(to_arrays(encoder.module), file)
    from_arrays(encoder.module, load(file.read_bytes()), file.name)
    return encoder


def beginning(start: str) -> Encoder:
    """Before any film was seen."""
    opener = cast(Any, ENCODERS.open("lite0"))
    encoder: Encoder = opener(Places(), {"size": SIZE, "pretrained": start in (IMAGENET, BOTH, COVERED)})
    return encoder


def unlabelled(data: Path, train: Cohort) -> list[NDArray[np.uint8]]:
    """All adult training films and some of the children's, one a child, without any label."""
    import pandas as pd

    table = pd.read_csv(data / "kermany" / "labels.csv", keep_default_na=False)
    table = table[table.split == "train"].drop_duplicates("patient").sample(CHILDREN, random_state=0)
    return [*train.films, *(open_film(data / "kermany" / name) for name in table.file)]


def pretrain(start: str, encoder: Encoder, films: Films) -> None:
    """Pre-training through the shared loop."""
    encoder.module.requires_grad_(True)
    plan, begun = PLANS[start], perf_counter()
    objective, samples = learnt(start, encoder, shrunk(films))
    history = fit(objective, samples, plan)
    part = len(history.losses) // plan.epochs
    first, last = np.mean(history.losses[:part]), np.mean(history.losses[-part:])
    print(
        f"{start}: {len(films)} films, {plan.epochs} epochs, loss {first:.2f} to {last:.2f}, "
        f"{perf_counter() - begun:.0f} s",
        flush=True,
    )


def learnt(start: str, encoder: Encoder, films: NDArray[np.float32]) -> tuple[Objective, Samples]:
    """What is learnt from films without labels: that two views are of one film, or what lies under a cover."""
    if start == COVERED:
        return MaskedImage(encoder, films[0]), CoveredFilms(encoder, list(films))
    return Contrastive(encoder), Views(encoder, films, SIZE)


def shrunk(films: Films) -> NDArray[np.float32]:
    """``(n, side, side)`` in [0, 1], a quarter larger than the input, so that a view may look closer."""
    side = (round(SIZE * 1.25),) * 2
    small = [Image.fromarray(film).resize(side, Image.Resampling.BOX) for film in films]
    return np.stack([np.asarray(film, np.float32) / 255.0 for film in small])


def prepared(films: Films) -> list[Batch]:
    """What every start reads, made once: they differ in weights, not in preparation."""
    encoder = beginning(NONE)
    return [encoder.prepare(film.astype(np.float32) / 255.0) for film in films]


def features(encoder: Encoder, films: Sequence[Batch]) -> Array:
    """The vector of every film, ``(n, 1280)``, the network at rest."""
    import torch

    encoder.module.eval()
    parts = [encoder.collate(films[start : start + BATCH]) for start in range(0, len(films), BATCH)]
    with torch.inference_mode():
        return np.concatenate([encoder.encode(part).vector.numpy() for part in parts]).astype(np.float64)
