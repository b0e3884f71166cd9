"""Networks for the benchmarks of the image expert: how they start, and how they are fine-tuned; cached between runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_dir
from safetensors.torch import load_file, save_file

from core.encoders.image_network import COARSE, feature_maps
from core.recipe import load
from core.training.films import prepared
from core.training.finetune import Tuning, finetune, logits
from core.training.pretrained import imagenet_lite0
from core.training.run import TrainingRun
from domains.chest.training import vision
from domains.chest.training.cohort import Cohort

CHEST = Path(__file__).parents[2] / "domains" / "chest"
CACHE = Path(user_cache_dir("chiron")) / "chest" / "benchmarks"
RECIPE = CHEST / "recipe.toml"
Array = NDArray[Any]


def run(data: Path) -> TrainingRun:
    """As `chiron train chest` would be called, with progress on the terminal."""
    recipe = load(RECIPE)
    training = recipe.training
    assert training is not None
    return TrainingRun(recipe, RECIPE, data, CACHE, training.seed or 0, _said(), CACHE / "checkpoints", training)


def _said() -> Any:
    told = {"at": 0.0}

    def report(share: float, words: str) -> None:
        if perf_counter() - told["at"] > 20.0:
            told["at"] = perf_counter()
            print(f"  {words}", flush=True)

    return report


def pretrained(asked: TrainingRun, train: Cohort) -> dict[str, Any]:
    """The state after pre-training without findings; made once."""
    file = CACHE / "pretrained.safetensors"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        state = vision.started(train, asked)
        save_file({name: value.contiguous() for name, value in state.items()}, file)
    return load_file(file)


def network(size: int, state: dict[str, Any] | None = None, stride: int = COARSE, drop_connect: float = 0.0) -> Any:
    """ImageNet's network, or one that starts from a state."""
    made = imagenet_lite0(size, drop_connect, stride)
    if state is not None:
        made.load_state_dict(state, strict=False)
    return made.eval()


def features(made: Any, cohort: Cohort, size: int) -> Array:
    """Pooled last map of every film, ``(n, 1280)``."""
    import torch

    rows = []
    with torch.inference_mode():
        for film in cohort.films:
            batch = prepared([film], size).contiguous(memory_format=torch.channels_last)
            rows.append(feature_maps(made, batch)[1].mean(dim=(2, 3)).numpy())
    return np.concatenate(rows).astype(np.float64)


def tuned(
    asked: TrainingRun,
    train: Cohort,
    rows: NDArray[np.intp],
    start: dict[str, Any] | None,
    size: int,
    epochs: int = 0,
) -> Any:
    """A network fine-tuned on some training films as the shipped ones are, with the coarse last map."""
    labels = load(RECIPE).labels
    made = network(size, start, COARSE, vision.DROP_CONNECT)
    plan = asked.plan(vision.PLAN)
    plan = replace(plan, epochs=epochs or plan.epochs)
    targets = vision.targets(train, labels)
    return finetune(made, train.films, targets, rows, Tuning(size), plan, report=asked.report)


def said(made: Any, cohort: Cohort, size: int) -> Array:
    """Logits of a fine-tuned network, ``(n, labels)``."""
    return logits(made, cohort.films, size)
