"""Trains the topic models: `python -m domains.telemedicine.training.topics --data DIR`.

On the official training and validation parts of MTS-Dialog: the dialogues, and the note's section that belongs to each
as a second example of its words, with twice the weight. Sections count by the inverse of how often they occur. Chosen
by five-fold cross-validation on those two parts, which this prints, a dialogue and its section always in the same fold;
the test part is opened by the benchmark alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.weights import Tensors
from domains.telemedicine.features import Sparse, softmax
from domains.telemedicine.topics.meaning import vectors
from domains.telemedicine.topics.telling import FOLDER, Linear, Model
from domains.telemedicine.topics.views import WIDTH, Sides, counted, rarities, sides_of, weighed
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import FINAL, Topic, topics
from domains.telemedicine.training.sparse import keep, matrix

STRENGTH = {"joint": 0.3, "alone": 0.3}
WEIGHT, FOLDS = 0.02, 5
TEXT = 2.0
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Lessons:
    """Dialogues with their sections, counted and encoded once.

    Attributes:
        counts: Views of each dialogue.
        vectors: ``(n, 4 * 384)``; NaN where a side does not exist.
        truth: ``(n,)``; names of the sections.
        written: The sections of the notes themselves, in the same order; None where they are not to be learned from.
    """

    counts: Sequence[Sequence[Sparse]]
    vectors: Array
    truth: NDArray[np.str_]
    written: Lessons | None = None

    def some(self, rows: NDArray[np.intp]) -> Lessons:
        """Some of them, with what was written on these."""
        written = self.written.some(rows) if self.written else None
        return Lessons([self.counts[row] for row in rows], self.vectors[rows], self.truth[rows], written)


def lessons(told: Sequence[Topic], encoded: Array | None = None) -> Lessons:
    """Count and encode dialogues and sections.

    Args:
        told: What to learn from.
        encoded: ``(2 n, 4 * 384)``; vectors of the dialogues, then of the sections, where they are known.
    """
    dialogues = [sides_of(one.dialogue) for one in told]
    texts = [Sides(one.text, "", "", (one.text,)) for one in told]
    known = encoded if encoded is not None else vectors([*dialogues, *texts])
    truth, size = np.array([one.header for one in told]), known.shape[1] // 4
    heard, written = known[: len(told)], known[len(told) :].copy()
    written[:, size : 3 * size] = np.nan
    return Lessons(
        [counted(one) for one in dialogues], heard, truth, Lessons([counted(one) for one in texts], written, truth)
    )


def fit(lessons: Lessons) -> Model:
    """Linear support vector machines (one against the rest) with and without the vectors."""
    written = lessons.written
    counts = [*lessons.counts, *(written.counts if written else ())]
    rare, centre = rarities(counts), lessons.vectors.mean(0)
    spread = (lessons.vectors.std(0) + 1e-3) / WEIGHT
    known = np.vstack([lessons.vectors, *([written.vectors] if written else [])])
    truth = np.concatenate([lessons.truth] * (2 if written else 1))
    weight = np.where(np.arange(len(truth)) < len(lessons.truth), 1.0, TEXT)
    words = matrix([weighed(row, rare) for row in counts], WIDTH)
    encoded = np.nan_to_num((known - centre) / spread)
    joint, alone = (
        _fitted(words, encoded if name == "joint" else None, truth, weight, STRENGTH[name])
        for name in ("joint", "alone")
    )
    return Model(tuple(sorted(set(truth))), rare, centre, spread, joint, alone)


def _fitted(
    words: Any, encoded: Array | None, truth: NDArray[np.str_], weight: NDArray[np.float64], strength: float
) -> Linear:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.svm import LinearSVC

    seen = words if encoded is None else hstack([words, csr_matrix(encoded)]).tocsr()
    machine = LinearSVC(C=strength, random_state=0, tol=1e-3, class_weight="balanced")
    fitted = machine.fit(seen, truth, sample_weight=weight)
    learned = np.asarray(fitted.coef_, np.float32)
    meant = None if encoded is None else learned[:, WIDTH:]
    return Linear(learned[:, :WIDTH].astype(np.float16), np.asarray(fitted.intercept_, np.float32), meant, 1.0)


def margins(model: Model, linear: Linear, heard: Lessons) -> Array:
    """``(n, topics)`` before the scale."""
    words = matrix([weighed(row, model.rare) for row in heard.counts], WIDTH)
    out = np.asarray(words @ linear.words.astype(np.float64).T + linear.bias)
    if linear.vectors is not None:
        out += ((heard.vectors - model.centre) / model.spread) @ linear.vectors.T
    return out


def crossed(all: Lessons, seed: int = 0) -> dict[str, Array]:
    """Out-of-fold margins of both models over all headers; a header that a fold lacks has the lowest margin."""
    from sklearn.model_selection import StratifiedKFold

    headers = sorted(set(all.truth))
    out = {name: np.full((len(all.truth), len(headers)), -2.0) for name in STRENGTH}
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    for learn, hold in folds.split(all.truth, all.truth):
        model = fit(all.some(learn))
        columns = np.searchsorted(headers, model.headers)
        for name, linear in (("joint", model.joint), ("alone", model.alone)):
            out[name][np.ix_(hold, columns)] = margins(model, linear, all.some(hold))
    return out


def scale(margins: Array, truth: NDArray[np.intp]) -> float:
    """The factor at which out-of-fold margins have the least log-loss as log-odds (Guo et al., ICML 2017)."""
    tried = np.linspace(0.5, 8.0, 76)
    losses = [-np.log(softmax(margins * by)[np.arange(len(truth)), truth] + 1e-12).mean() for by in tried]
    return float(tried[int(np.argmin(losses))])


def write(model: Model, scales: dict[str, float], folder: Path = FOLDER) -> str:
    """Keep and seal the columns that are in use; the digest of the manifest."""
    used = np.flatnonzero(model.rare)
    tensors: Tensors = {
        "columns": used.astype(np.int32),
        "rare": model.rare[used].astype(np.float16),
        "centre": model.centre.astype(np.float32),
        "spread": model.spread.astype(np.float32),
    }
    for name, linear in (("joint", model.joint), ("alone", model.alone)):
        tensors |= {f"{name}.words": linear.words[:, used], f"{name}.bias": linear.bias}
        if linear.vectors is not None:
            tensors[f"{name}.vectors"] = linear.vectors
    about = {"headers": list(model.headers), "scale": scales}
    return keep(folder, "topics.safetensors", tensors, {"topics.json": json.dumps(about, indent=1)})


def recalls(told: NDArray[np.intp], truth: NDArray[np.intp], headers: Sequence[str]) -> str:
    """How many of each section's dialogues were told rightly."""
    rows = [(header, told[truth == at] == at) for at, header in enumerate(headers)]
    return ", ".join(f"{header} {right.sum()}/{len(right)}" for header, right in rows)


def main(data: Path, encoded: Array | None = None) -> str:
    """Cross-validate, calibrate on the out-of-fold margins, fit on all, keep; the digest of the manifest."""
    told = [one for one in topics(data) if one.official_split in FINAL]
    all = lessons(told, encoded)
    headers = sorted(set(all.truth))
    truth = np.searchsorted(headers, all.truth)
    scales = {}
    for name, out in crossed(all).items():
        scales[name] = scale(out, truth)
        print(f"{name:<6} out-of-fold accuracy {np.mean(out.argmax(1) == truth):.4f}, scale {scales[name]:.2f}")
        print(recalls(out.argmax(1), truth, headers))
    return write(fit(all), scales)


if __name__ == "__main__":
    print(main(data_folder(__doc__)))
