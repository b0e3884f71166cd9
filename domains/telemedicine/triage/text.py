"""The text expert: a linear model of the words, calibrated by the late stage, whose parts lead back to utterances."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.case import Modality, Signal
from core.evidence.statement import Statement, Where
from core.finding import Span
from core.intake.refusal import Code, Refused
from core.recipe import ExpertRecipe
from core.weights import WeightsFolder
from domains.telemedicine.features import Array
from domains.telemedicine.triage.levels import LABELS
from domains.telemedicine.triage.said import Heard, heard, row

LEAST = 15
SHOWN = 8
BREAK = "\n"


@dataclass(frozen=True)
class Model:
    """Scores of words.

    Attributes:
        weight: ``(labels, buckets)``.
        rarity: ``(buckets,)``.
    """

    weight: Array
    rarity: Array

    def scores(self, words: Sequence[Heard]) -> dict[str, float]:
        """Label to its score."""
        read, _ = row(words, self.rarity)
        return dict(zip(LABELS, (self.weight[:, read.columns] @ read.values).tolist(), strict=True))

    def shares(self, words: Sequence[Heard], label: str) -> list[float]:
        """What each word added to the score of a label; they sum to it."""
        _, shared = row(words, self.rarity)
        weight = self.weight[LABELS.index(label)]
        return [float(weight[word.bucket]) * shared[word.bucket] for word in words]


def content_of(said: Sequence[tuple[str, str]]) -> str:
    """A consultation as one text: a line for each utterance, its role before a colon."""
    return BREAK.join(f"{role}:{' '.join(text.splitlines())}" for role, text in said)


def said_of(content: str) -> list[tuple[str, str]]:
    """The inverse of :func:`content_of`."""
    return [(role, text) for role, _, text in (line.partition(":") for line in content.split(BREAK))]


class TextWitness:
    """Reads what the patient says before anyone weighs it."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, signal: Signal, record: Mapping[str, Any]) -> Statement:
        """Read the consultation.

        Raises:
            Refused: the patient says next to nothing.
        """
        content = str(signal.content)
        words = heard(said_of(content))
        if len(words) < LEAST:
            raise Refused(Code.EMPTY, "The patient says too little for the words to tell how soon they should be seen.")
        starts = _starts(content)

        def where(label: str, slope: float, _contribution: float) -> Where:
            parts = zip(words, self._model.shares(words, label), strict=True)
            return _spans([(word, slope * share) for word, share in parts], content, starts)

        return Statement(Modality.TEXT, self._model.scores(words), where)


def _starts(content: str) -> list[int]:
    """Where the text of each line begins, behind its role."""
    starts, at = [], 0
    for line in content.split(BREAK):
        starts.append(at + line.index(":") + 1)
        at += len(line) + len(BREAK)
    return starts


def _spans(parts: Sequence[tuple[Heard, float]], content: str, starts: Sequence[int]) -> tuple[Span, ...]:
    """The words that moved the label most."""
    best = sorted(parts, key=lambda part: -abs(part[1]))[:SHOWN]
    spans = []
    for word, share in best:
        start, end = (starts[word.utterance] + at for at in (word.start, word.end))
        spans.append(Span(start, end, content[start:end], f"{share:+.2f}"))
    return tuple(spans)


def open_text(recipe: ExpertRecipe, folder: WeightsFolder) -> TextWitness:
    """What the recipe names.

    Raises:
        WeightsError: the weights are absent or altered.
    """
    held = folder.tensors(recipe.weights[0])
    return TextWitness(Model(np.asarray(held["weight"], np.float64), np.asarray(held["rarity"], np.float64)))
