"""`chiron train bridge`: the suite's model that answers questions about chest films and captions them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.architectures.asking import ABOUT, FILM, GUARD, WEIGHTS
from core.architectures.bridge import Bridge
from core.architectures.bridge_network import Kind
from core.encoders.film_map import FilmMap
from core.training.asking import captions, experts, guarding, speaking
from core.training.asking.films import Maps, looked, network
from core.training.asking.rows import FOLDER, Rows, read
from core.training.asking.templates import templates
from core.training.loop import Plan, TrainingError, fit
from core.training.run import TrainingRun
from core.weights import Tensors, save, seal

KIND: Kind = "blip2"
OTHERS = "not_a_chest_xray"
Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Material:
    """What is learnt from, looked at by the frozen network.

    Attributes:
        film: The network's tensors.
        rows: All questions of doctors, validation included.
        asked: Maps of their films.
        table: Labels of the films that sentences are made of; its training part alone.
        told: Maps of all films of that table, validation included.
        whole: The table with its validation part.
    """

    film: Tensors
    rows: Rows
    asked: Maps
    table: Any
    told: Maps
    whole: Any

    @property
    def learnt(self) -> Rows:
        """The questions that may be learnt from."""
        return self.rows.part(self.rows.training)


def train(run: TrainingRun) -> None:
    """From films, labels and questions to a sealed folder; the same seed makes the same weights.

    Raises:
        TrainingError: a set is missing.
    """
    import torch

    torch.set_num_threads(1)
    found = material(run.folder(), run)
    run.out.mkdir(parents=True, exist_ok=True)
    tensors, about = answering(found, run.seed)
    scale = speaking.Scale.of(found.told.tokens(list(found.table["file"])))
    bridge = speaker(found, scale, KIND, run.plan(speaking.PLAN), run)
    scaled = {"token_mean": scale.mean.astype("f4"), "token_spread": scale.spread.astype("f4")}
    save(found.film, run.out / FILM)
    save(tensors | scaled, run.out / WEIGHTS)
    save(guard(run.folder(), found, run), run.out / GUARD)
    (run.out / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    bridge.save(run.out, {"encoder": FILM, "seed": run.seed}, number="float16")
    seal(run.out)


def material(data: Path, run: TrainingRun) -> Material:
    """Read both sets and look at every film."""
    import pandas as pd

    path = data / captions.FOLDER / captions.TABLE
    if not path.is_file():
        raise TrainingError(f"There is no {path}: the folder given as data must hold the set {captions.FOLDER}.")
    rows, film, table = read(data), network(), pd.read_csv(path, keep_default_na=False)
    asked = looked(film, data / FOLDER, sorted(set(rows.files.tolist())), run.part(0.0, 0.05, "films"))
    told = looked(film, path.parent, list(table["file"]), run.part(0.05, 0.3, "films"))
    return Material(film, rows, asked, table[table.split == "train"].reset_index(drop=True), told, table)


def answering(found: Material, seed: int, rows: Rows | None = None) -> tuple[Tensors, Mapping[str, Any]]:
    """The experts behind `ask`, of the training questions or of some of them."""
    head = experts.heads(found.told.pooled(list(found.table["file"])), found.table, templates())
    learnt = found.learnt if rows is None else rows
    pooled = found.asked.pooled(list(learnt.files))
    weights, bias = (np.asarray(head[name], np.float64) for name in ("heads", "head_bias"))
    return experts.fitted(learnt, pooled @ weights.T + bias, head, seed)


def speaker(found: Material, scale: speaking.Scale, kind: Kind, plan: Plan, run: TrainingRun) -> Bridge:
    """A bridge trained on sentences and questions of both sets."""
    random = np.random.default_rng(plan.seed)
    dialogues = captions.told(found.table, templates(), random) + 2 * captions.answered(found.learnt)
    bridge = speaking.untrained(kind, dialogues, plan.seed)
    tokens, places = together(found, scale)
    samples = speaking.Dialogues(dialogues, tokens, places)
    fit(speaking.Speaking(bridge), samples, plan, checkpoints=run.checkpoints, report=run.part(0.4, 0.95, "bridge"))
    return bridge


def together(found: Material, scale: speaking.Scale) -> tuple[Array, dict[str, int]]:
    """Scaled tokens of the films of both sets, and the row of each file."""
    first, second = list(found.told.places), list(found.asked.places)
    tokens = np.concatenate([scale(found.told.tokens(first)), scale(found.asked.tokens(second))])
    return tokens, {name: row for row, name in enumerate([*first, *second])}


def guard(data: Path, found: Material, run: TrainingRun) -> Tensors:
    """Who knows chest films, fitted on those that may be learnt from."""
    import pandas as pd

    path = data / OTHERS / "labels.csv"
    if not path.is_file():
        raise TrainingError(f"There is no {path}: the folder given as data must hold the set {OTHERS}.")
    table = pd.read_csv(path, keep_default_na=False)
    others = looked(found.film, path.parent, list(table["file"]), run.part(0.95, 0.97, "other pictures"))
    mine, theirs = list(found.table["file"]), sorted(set(found.learnt.files.tolist()))
    small = others.pooled(list(table[table.is_chest_xray == 1]["file"]))
    upright = np.concatenate([found.told.pooled(mine), found.asked.pooled(theirs), small])
    some = [data / captions.FOLDER / name for name in mine[:: guarding.EVERY]]
    leaning = guarding.turned(FilmMap(found.film), some)
    return guarding.fitted(upright, leaning, others.pooled(list(table[table.is_chest_xray == 0]["file"])))
