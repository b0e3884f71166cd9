"""The two experts behind an answer, fitted: what words alone suggest, and what the picture adds to them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.architectures.asking import Asker, concept_shares
from core.encoders.ngrams import WIDTH, Ngrams
from core.training import folds, readout
from core.training.asking.rows import Rows
from core.training.asking.templates import Templates, templates
from core.weights import Tensors

Array = NDArray[np.floating[Any]]
HELD = 10.0
ASKED = 100.0
HEADS = 0.003
OPEN_HELD = 30.0
GENERAL = 2.0
COMMON = 0.35
MOST = 1.5
KNOWN = {
    "ap": ("anteroposterior", 0.5, "view"),
    "pa": ("anteroposterior", -0.5, "view"),
    "female": ("female", 0.5, "sex"),
    "male": ("female", -0.5, "sex"),
}  # fmt: skip


@dataclass(frozen=True)
class Closed:
    """Yes/no questions with their weights: those of doctors, and those that the templates make."""

    questions: tuple[str, ...]
    truth: NDArray[np.float64]
    weights: NDArray[np.float64]


def general(found: Templates) -> Closed:
    """Questions of the templates, each once as yes and once as no, weighed by the share of either."""
    shares = [(question, one.share) for one in found.always for question in one.questions]
    for concept in found.concepts:
        shares += [(question, COMMON) for question in concept.yes]
        shares += [(question, 1.0 - COMMON) for question in concept.no]
    questions = tuple(question for question, _ in shares)
    share = np.array([value for _, value in shares])
    return Closed(questions * 2, np.repeat([1.0, 0.0], len(share)), GENERAL * np.concatenate([share, 1.0 - share]))


def words_alone(ngrams: Ngrams, rows: Rows, more: Closed | None) -> tuple[Array, float]:
    """A penalised logistic regression of yes on n-grams: weights and bias."""
    from sklearn.linear_model import LogisticRegression

    questions, truth, weights = list(rows.questions), rows.truth, np.ones(len(rows))
    if more is not None:
        questions += more.questions
        truth, weights = np.concatenate([truth, more.truth]), np.concatenate([weights, more.weights])
    model = LogisticRegression(C=HELD, max_iter=5000).fit(_sparse(ngrams, questions), truth, sample_weight=weights)
    return model.coef_[0], float(model.intercept_[0])


def asked_for(ngrams: Ngrams, found: Templates) -> Tensors:
    """Which concept a question is about: classes in pairs (yes means that it holds, or not), the last for none."""
    from sklearn.linear_model import LogisticRegression

    questions: list[str] = []
    classes: list[int] = []
    for i, concept in enumerate(found.concepts):
        for offset, some in ((0, concept.yes), (1, concept.no)):
            questions += some
            classes += [2 * i + offset] * len(some)
    others = [question for one in found.always for question in one.questions]
    questions, classes = questions + others, classes + [2 * len(found.concepts)] * len(others)
    model = LogisticRegression(C=ASKED, max_iter=3000).fit(_sparse(ngrams, questions), classes)
    weights = np.zeros((2 * len(found.concepts) + 1, WIDTH), np.float16)
    bias = np.full(len(weights), -30.0, np.float32)
    weights[model.classes_], bias[model.classes_] = model.coef_, model.intercept_
    return {"concepts": weights, "concept_bias": bias}


def heads(pooled: Array, table: Any, found: Templates) -> Tensors:
    """Linear read-outs of the concepts; the bias holds them against the log-odds of the training films."""
    truth = np.column_stack([concept.holds(table) for concept in found.concepts]).astype(np.float64)
    share = truth.mean(axis=0)
    fitted = readout.fit(pooled.astype(np.float64), truth, HEADS)
    bias = fitted.bias - np.log(share / (1.0 - share))
    return {"heads": fitted.weights.astype(np.float32), "head_bias": bias.astype(np.float32)}


def answers_in_words(ngrams: Ngrams, rows: Rows, found: Templates) -> tuple[Tensors, list[str]]:
    """Which answer a question suggests, of those that were given and those of the templates."""
    from sklearn.linear_model import LogisticRegression

    pairs = [(str(q), str(a)) for q, a in zip(rows.questions, rows.answers, strict=True) if len(a) <= 60]
    pairs += [(question, one.answer) for one in found.open for question in one.questions]
    answers = sorted({answer for _, answer in pairs})
    model = LogisticRegression(C=OPEN_HELD, max_iter=3000)
    with warnings.catch_warnings():  # that most answers were given once is so
        warnings.filterwarnings("ignore", message="The number of unique classes", category=UserWarning)
        model.fit(_sparse(ngrams, [question for question, _ in pairs]), [answers.index(answer) for _, answer in pairs])
    counts = np.bincount([answers.index(answer) for _, answer in pairs], minlength=len(answers))
    return {
        "open": model.coef_.astype(np.float16),
        "open_bias": model.intercept_.astype(np.float32),
        "open_prior": np.log(counts / counts.sum()).astype(np.float32),
    }, answers


def held_out(ngrams: Ngrams, rows: Rows, seed: int) -> Array:
    """Each closed row's logit from words fitted on other films: for the weights of words and picture.

    Args:
        ngrams: Of the questions; how rare an n-gram is tells nothing of answers.
        rows: Closed rows.
        seed: Of the folds.
    """
    said, grams = np.zeros(len(rows)), ngrams(list(rows.questions))
    for fit, test in folds.grouped(rows.files, rows.truth, 5, seed):
        weights, bias = words_alone(ngrams, rows.part(fit), general(templates()))
        said[test] = grams[test] @ weights + bias
    return said


def shares(ngrams: Ngrams, asked: Tensors, questions: Sequence[str]) -> Array:
    """Which concept each question asks for, as :meth:`core.architectures.asking.Asker.shares` finds it."""
    weights, bias = (np.asarray(asked[name], np.float64) for name in ("concepts", "concept_bias"))
    return concept_shares(ngrams(questions) @ weights.T + bias)


def spellings(rows: Rows) -> Ngrams:
    """N-grams weighed by how rare they are among the rows and the templates."""
    found = templates()
    some = [question for concept in found.concepts for question in (*concept.yes, *concept.no)]
    return Ngrams.fit([*rows.questions, *some, *(question for one in found.always for question in one.questions)])


def stacked(truth: Array, said: Array, moved: Array) -> dict[str, float]:
    """Slope of the words, slope of the picture and offset, so that the sum is calibrated log-odds.

    A picture whose statements were found to mislead is not turned round: its slope is kept in [0, MOST].
    """
    from sklearn.linear_model import LogisticRegression

    both = LogisticRegression(C=10.0).fit(np.column_stack([said, moved]), truth)
    image = float(np.clip(both.coef_[0][1], 0.0, MOST))
    words = LogisticRegression(C=10.0).fit(said[:, None], truth)
    return {"slope": float(words.coef_[0][0]), "image": image, "offset": float(words.intercept_[0])}


def fitted(rows: Rows, evidence: Array, head: Tensors, seed: int) -> tuple[Tensors, dict[str, Any]]:
    """Everything that :class:`Asker` needs beside the network and the guard.

    Args:
        rows: What may be learnt from.
        evidence: ``(n, concepts)`` of their films.
        head: From :func:`heads`.
        seed: Of the folds.
    """
    found, closed, other = templates(), rows.part(rows.closed), rows.part(~rows.closed)
    ngrams = spellings(closed)
    asked = asked_for(ngrams, found)
    moved = (shares(ngrams, asked, list(closed.questions)) * evidence[rows.closed]).sum(axis=1)
    joined = stacked(closed.truth, held_out(ngrams, closed, seed), moved)
    weights, bias = words_alone(ngrams, closed, general(found))
    whole = joined["slope"] * (ngrams(list(closed.questions)) @ weights + bias) + joined["offset"]
    spoken, answers = answers_in_words(ngrams, other, found)
    rare = {"rarity": ngrams.rarity.astype(np.float32), "closed": weights.astype(np.float32)}
    numbers = {
        "slope": joined["slope"],
        "bias": joined["slope"] * bias + joined["offset"],
        "image": joined["image"],
        "prior": float(whole.mean()),
        "open_image": 1.0,
    }
    signs: dict[str, tuple[str, float, str]] = {
        concept.answer: (concept.name, 0.5, "finding") for concept in found.concepts
    } | KNOWN
    names = [concept.name for concept in found.concepts]
    about = {"concepts": names, "answers": answers, "pairs": signs, "closed": numbers}
    return rare | asked | spoken | head, about


def _sparse(ngrams: Ngrams, questions: Sequence[str]) -> Any:
    """The few n-grams that each question has, which scikit-learn fits much faster."""
    from scipy.sparse import csr_matrix

    return csr_matrix(ngrams(questions))


def asker(film: Tensors, tensors: Tensors, about: dict[str, Any], guard: Any) -> Asker:
    """The model in memory, as it will be loaded."""
    return Asker(film, tensors, about, guard)
