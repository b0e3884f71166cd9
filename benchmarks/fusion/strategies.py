"""What each training strategy reaches, and at what cost: `python -m benchmarks.fusion.strategies --data DIR`.

Films and records (nih_cxr): EfficientNet-lite0 at 96 pixels and a tokenizer of the record, both under one head, by
linear probe, staged unfreezing and joint training. A fifth of the training patients is kept out to calibrate on.

Dialogues (mts_dialog): MiniLM names the section of the note that a dialogue belongs to, by linear probe, low-rank
adaptation and staged unfreezing, and by a probe after masked text modelling on the training dialogues without their
sections. Few epochs each, the same for all: this compares strategies, and is no record. Weights are not kept.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from core.case import Content
from core.certainty import scaling_fit
from core.encoders.adaptation import learning
from core.encoders.catalogue import ENCODERS
from core.encoders.encoder import Encoder
from core.encoders.places import Places
from core.encoders.table_tokens import Schema
from core.evaluation.bootstrap import interval
from core.evaluation.metrics import calibration_error, macro_auroc
from core.recipe import TrainingRecipe
from core.training.catalogue import STRATEGIES
from core.training.logistic import logistic
from core.training.loop import Plan, fit
from core.training.strategies.masked_text import HiddenWords, MaskedText
from core.training.strategies.samples import CaseSamples
from core.training.strategies.supervised import Supervised
from domains.chest.training.cohort import Cohort, shipped

SIZE, CHARACTERS = 96, 200
FILMS = Plan(epochs=3, batch=32, rate=1e-3)
WORDS = Plan(epochs=2, batch=32, rate=1e-3)
HIDDEN = Plan(epochs=1, batch=32, rate=1e-4)
DROPS = {"joint": 0.3}
READERS = {
    "linear-probe": "linear-probe",
    "lora": "lora",
    "unfreeze": "unfreeze",
    "masked-text, then linear-probe": "linear-probe",
}
Array = NDArray[np.floating[Any]]
Cases = Sequence[Mapping[str, Content]]


@dataclass(frozen=True)
class Trained:
    """One strategy after training.

    Attributes:
        objective: With its encoders and head.
        seconds: Of training.
        share: Of the parameters that learnt by the end.
    """

    objective: Supervised
    seconds: float
    share: float

    def scores(self, cases: Cases, labels: int) -> Array:
        """``(n, labels)``, no role dropped."""
        import torch

        samples = CaseSamples(self.objective.encoders, cases, np.zeros((len(cases), labels)))
        random, rows = np.random.default_rng(0), np.arange(len(cases))
        self.objective.module.eval()
        with torch.inference_mode():
            parts = [
                self.objective.scores(samples.batch(part, random)) for part in np.array_split(rows, len(rows) // 64)
            ]
        return torch.cat(parts).numpy().astype(np.float64)


def main(argv: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with nih_cxr and mts_dialog")
    data = parser.parse_args(argv).data
    films(data)
    print()
    dialogues(data)


def encoder(name: str, **options: str | int | float | bool) -> Encoder:
    """One of the suite's encoders, from its package or from nothing."""
    opener = cast(Any, ENCODERS.open(name))
    found: Encoder = opener(Places(), options)
    return found


def trained(
    strategy: str, encoders: Mapping[str, Encoder], cases: Cases, truth: Array, labels: Sequence[str], plan: Plan
) -> Trained:
    """Train by one strategy, through the shared loop."""
    import torch

    torch.manual_seed(0)
    opener = cast(Any, STRATEGIES.open(strategy))
    objective: Supervised = opener(encoders, labels, TrainingRecipe())
    samples = CaseSamples(objective.encoders, cases, truth, DROPS.get(strategy, 0.0))
    begun = perf_counter()
    fit(objective, samples, plan)
    every = sum(parameter.numel() for parameter in objective.module.parameters())
    return Trained(objective, perf_counter() - begun, sum(learning(objective.module).values()) / every)


def films(data: Path) -> None:
    """Film and record by three strategies, calibrated by temperature or by vector scaling."""
    train, valid = Cohort.read(data, "train"), Cohort.read(data, "valid")
    labels, cases, asked = shipped(train), _cases(train), _cases(valid)
    learnt, kept = _split(train.patients)
    columns = json.dumps(Schema.fit([train.records[row] for row in learnt]).to_json())
    print(f"{len(learnt)} films with records to learn from, {len(kept)} to calibrate on, {len(valid)} to be told\n")
    print(
        "| strategy | macro AUROC | within A | calibration error: as trained | scaled | learnt | s |\n"
        + "|---" * 7
        + "|"
    )
    for strategy in ("linear-probe", "unfreeze", "joint"):
        pair = {"image": encoder("lite0", size=SIZE), "record": encoder("table-tokens", columns=columns)}
        some = [cases[row] for row in learnt]
        model = trained(strategy, pair, some, train.matrix(labels)[learnt], labels, FILMS)
        raw, held = model.scores(asked, len(labels)), model.scores([cases[row] for row in kept], len(labels))
        _film_row(strategy, model, raw, held, train.matrix(labels)[kept], valid, labels)


def _film_row(
    strategy: str, model: Trained, raw: Array, held: Array, known: Array, valid: Cohort, labels: tuple[str, ...]
) -> None:
    truth, patients, spread = valid.matrix(labels), valid.patients, valid.spread
    told = (known.sum(axis=0) > 0) & (known.sum(axis=0) < len(known))
    names = tuple(np.array(labels)[told])
    scaling = scaling_fit.fit(held[:, told], known[:, told], names)
    area = interval(lambda rows: macro_auroc(truth[rows], raw[rows]), patients, rounds=300)
    within = macro_auroc(truth[spread], raw[spread])
    before = _off(truth[:, told], logistic(raw[:, told]))
    after = _off(truth[:, told], scaling.probabilities(raw[:, told]))
    errors = f"{before:.3f} | {after:.3f} by {scaling.kind}"
    print(f"| {strategy} | {area} | {within:.3f} | {errors} | {model.share:.2%} | {model.seconds:.0f} |", flush=True)


def _off(truth: Array, chances: Array) -> float:
    """Calibration error, mean over the labels."""
    return float(np.mean([calibration_error(t, c) for t, c in zip(truth.T, chances.T, strict=True)]))


def _cases(cohort: Cohort) -> list[dict[str, Content]]:
    rows = zip(cohort.films, cohort.records, strict=True)
    return [{"image": film.astype(np.float32) / 255.0, "record": record} for film, record in rows]


def _split(patients: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows to learn from and rows to calibrate on; no patient is on both sides."""
    everyone = np.random.default_rng(0).permutation(np.unique(patients))
    aside = np.isin(patients, everyone[: len(everyone) // 5])
    return np.flatnonzero(~aside), np.flatnonzero(aside)


def dialogues(data: Path) -> None:
    """The section of a dialogue by four strategies, beside the most frequent one."""
    import pandas as pd

    table = pd.read_csv(data / "mts_dialog" / "dialogues.csv", keep_default_na=False)
    labels = tuple(sorted(set(table.section_header[table.split == "train"])))
    parts = {name: table[table.split == name] for name in ("train", "valid")}
    texts = {name: [str(text)[:CHARACTERS] for text in part.dialogue] for name, part in parts.items()}
    truth = {name: _indicators(part.section_header, labels) for name, part in parts.items()}
    print(f"{len(texts['train'])} dialogues to learn from, {len(texts['valid'])} to be told, {len(labels)} sections;")
    print(f"the first {CHARACTERS} characters of each\n")
    print("| strategy | accuracy | learnt | s |\n|---|---|---|---|")
    usual = np.tile(truth["train"].sum(axis=0), (len(texts["valid"]), 1))
    print(f"| the most frequent section | {_accuracy(usual, truth['valid'])} | | |")
    for name, strategy in READERS.items():
        reader, begun = encoder("minilm"), perf_counter()
        if name != strategy:
            _hide(reader, texts["train"])
        cases = [{"text": text} for text in texts["train"]]
        model = trained(strategy, {"text": reader}, cases, truth["train"], labels, WORDS)
        said = model.scores([{"text": text} for text in texts["valid"]], len(labels))
        seconds = perf_counter() - begun
        print(f"| {name} | {_accuracy(said, truth['valid'])} | {model.share:.2%} | {seconds:.0f} |", flush=True)


def _hide(reader: Encoder, texts: Sequence[str]) -> None:
    """Masked text modelling on texts without labels."""
    reader.module.requires_grad_(True)
    fit(MaskedText(reader), HiddenWords(reader, texts), HIDDEN)


def _indicators(sections: Any, labels: Sequence[str]) -> Array:
    return np.array([[float(section == label) for label in labels] for section in sections])


def _accuracy(said: Array, truth: Array) -> str:
    hits = (said.argmax(axis=1) == truth.argmax(axis=1)).astype(float)
    return str(interval(lambda rows: float(hits[rows].mean()), np.arange(len(hits)), rounds=500))


if __name__ == "__main__":
    main()
