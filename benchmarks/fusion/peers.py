"""How others fuse, written anew from their published recipes and only as baselines, on the very same cached features.

* *stacking*: scikit-learn's stacked generalisation: one logistic regression over all experts' statements, as
  ``StackingClassifier`` fits it.
* *ensemble*: AutoGluon's weighted ensemble: experts are drawn with replacement as long as the mean probability loses
  least log-loss (R. Caruana et al., "Ensemble selection from libraries of models", ICML 2004).
* *concat*: late fusion by a multilayer perceptron over the concatenated vectors: AutoGluon's ``fusion_mlp``, and
  PyKale's ``Concat`` before its classifier.
* *low rank*: PyKale's ``LowRankTensorFusion``: the outer product of the vectors through factors of low rank (Z. Liu et
  al., "Efficient low-rank multimodal fusion with modality-specific factors", ACL 2018).

None of them says what to do when a modality is missing: they get the mean of the training rows in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training import logistic
from core.training.loop import Plan, fit
from core.training.voices import VoiceTable

Array = NDArray[np.floating[Any]]
Predict = Callable[[VoiceTable], Array]
"""Probabilities ``(n, labels)`` of a table's rows."""
ROUNDS, RANK, HIDDEN = 20, 4, 64


@dataclass(frozen=True)
class Inputs:
    """Roles side by side, standardised by the training rows; what is missing is their mean.

    Attributes:
        kind: ``statements`` or ``vectors``.
        middle: Role to ``(width,)``.
        spread: Role to ``(width,)``.
    """

    kind: str
    middle: Mapping[str, Array]
    spread: Mapping[str, Array]

    @classmethod
    def of(cls, kind: str, table: VoiceTable) -> Inputs:
        """Measured on a table."""
        seen = {role: values[table.having([role])] for role, values in getattr(table, kind).items()}
        spread = {role: values.std(axis=0) + 1e-6 for role, values in seen.items()}
        return cls(kind, {role: values.mean(axis=0) for role, values in seen.items()}, spread)

    def __call__(self, table: VoiceTable) -> dict[str, Array]:
        """Role to ``(n, width)``."""
        given = getattr(table, self.kind)
        there = dict(zip(table.roles, table.present().T, strict=True))
        standard = {role: (given[role] - middle) / self.spread[role] for role, middle in self.middle.items()}
        return {role: np.where(there[role][:, None], values, 0.0) for role, values in standard.items()}


def stacking(table: VoiceTable) -> Predict:
    """scikit-learn: a logistic regression over statements."""
    from sklearn.linear_model import LogisticRegression

    inputs = Inputs.of("statements", table)
    columns = np.column_stack(list(inputs(table).values()))
    if table.exclusive:
        one = LogisticRegression(max_iter=1000).fit(columns, table.truth.argmax(axis=1))
        return lambda asked: np.asarray(one.predict_proba(np.column_stack(list(inputs(asked).values()))))
    models = [LogisticRegression(max_iter=1000).fit(columns, column) for column in table.truth.T]

    def predict(asked: VoiceTable) -> Array:
        given = np.column_stack(list(inputs(asked).values()))
        return np.column_stack([model.predict_proba(given)[:, 1] for model in models])

    return predict


def ensemble(table: VoiceTable) -> Predict:
    """AutoGluon: experts drawn with replacement, greedily."""
    chances = _chances(table)
    drawn: list[str] = []
    for _ in range(ROUNDS):
        drawn.append(min(chances, key=lambda role: _loss(table.truth, chances, [*drawn, role])))
    return lambda asked: np.mean([_chances(asked)[role] for role in drawn], axis=0)


def _chances(table: VoiceTable) -> dict[str, Array]:
    there = dict(zip(table.roles, table.present().T, strict=True))
    said = {role: logistic.logistic(values) for role, values in table.statements.items()}
    return {role: np.where(there[role][:, None], v, v[there[role]].mean(axis=0)) for role, v in said.items()}


def _loss(truth: Array, chances: Mapping[str, Array], drawn: list[str]) -> float:
    mean = np.clip(np.mean([chances[role] for role in drawn], axis=0), 1e-6, 1 - 1e-6)
    return float(-np.mean(truth * np.log(mean) + (1 - truth) * np.log1p(-mean)))


def concat(table: VoiceTable, plan: Plan) -> Predict:
    """AutoGluon and PyKale: a perceptron over concatenated vectors."""
    return _network("concat", table, plan)


def low_rank(table: VoiceTable, plan: Plan) -> Predict:
    """PyKale: the outer product of vectors through factors of low rank."""
    return _network("low rank", table, plan)


def _network(kind: str, table: VoiceTable, plan: Plan) -> Predict:
    import torch

    from benchmarks.fusion.peers_network import Concat, LowRank, RowObjective, RowSamples

    inputs = Inputs.of("vectors", table)
    widths = [len(middle) for middle in inputs.middle.values()]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(plan.seed)
        made = Concat if kind == "concat" else partial(LowRank, rank=RANK)
        module = made(widths, HIDDEN, len(table.labels))
        samples = RowSamples([_tensor(v) for v in inputs(table).values()], _tensor(table.truth))
        fit(RowObjective(module, table.exclusive), samples, plan)

    def predict(asked: VoiceTable) -> Array:
        with torch.inference_mode():
            scores = module.eval()([_tensor(values) for values in inputs(asked).values()])
            chances = scores.softmax(dim=1) if table.exclusive else scores.sigmoid()
        return np.asarray(chances.numpy(), np.float64)

    return predict


def _tensor(values: Array) -> Any:
    import torch

    return torch.from_numpy(np.ascontiguousarray(values, np.float32))
