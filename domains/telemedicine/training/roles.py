"""Trains the model that tells doctor from patient: `python -m domains.telemedicine.training.roles --data DIR`."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from domains.telemedicine.roles.hearing import WIDTH, rows
from domains.telemedicine.roles.labels import DOCTOR, OTHER
from domains.telemedicine.roles.telling import FOLDER, Model
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import Dialogue, labelled
from domains.telemedicine.training.sparse import keep, matrix

STRENGTH, CUT = 3.0, 0.5
_SENTENCES = re.compile(r"(?<=[.?!])\s+")
Turns = list[tuple[str, str]]


def cut(dialogue: Dialogue, chance: random.Random) -> Turns:
    """A dialogue as a recogniser hears it: turns fall apart at sentences, and others murmur between.

    The corpora alternate strictly, and a model that learned so would believe that every utterance is a reply.
    """
    out: Turns = []
    for said, role in zip(dialogue.transcript.utterances, dialogue.roles, strict=True):
        pieces = _SENTENCES.split(said.text)
        parts = [pieces[0]]
        for piece in pieces[1:]:
            if chance.random() < CUT:
                parts.append(piece)
            else:
                parts[-1] += f" {piece}"
        out += [(part, role) for part in parts if part]
    return out


def examples(dialogues: Sequence[Dialogue]) -> Iterator[Turns]:
    """Each dialogue as it is, and once cut."""
    chance = random.Random(0)  # noqa: S311 - no secret hangs on it
    for dialogue in dialogues:
        yield [(said.text, role) for said, role in zip(dialogue.transcript.utterances, dialogue.roles, strict=True)]
        yield cut(dialogue, chance)


def fit(dialogues: Sequence[Dialogue]) -> Model:
    """Logistic regression on utterances; those of third persons are heard as context only."""
    from sklearn.linear_model import LogisticRegression

    heard, truth = [], []
    for turns in examples(dialogues):
        for row, (_, role) in zip(rows([text for text, _ in turns]), turns, strict=True):
            if role != OTHER:
                heard.append(row)
                truth.append(role == DOCTOR)
    fitted = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0).fit(matrix(heard, WIDTH), truth)
    return Model(np.asarray(fitted.coef_, np.float32), np.asarray(fitted.intercept_, np.float32))


def main(data: Path, folder: Path = FOLDER) -> str:
    """Fit on the training dialogues, keep and seal; the digest of the manifest."""
    model = fit(list(labelled(data)))
    return keep(folder, "roles.safetensors", {"weight": model.weight.astype(np.float16), "bias": model.bias})


if __name__ == "__main__":
    print(main(data_folder(__doc__)))
