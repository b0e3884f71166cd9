"""Trains the model of how doctors take part in a conversation: `python -m domains.telemedicine.training.manner`.

No recordings with roles may be trained on, so it learns from transcripts: words stand for seconds. MTS-Dialog is left
out, since its dialogues are excerpts about one topic. `--data DIR` names the data sets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from domains.telemedicine.roles.labels import DOCTOR
from domains.telemedicine.roles.manner import FOLDER, Array, Manner, rows
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import Dialogue, labelled
from domains.telemedicine.training.sparse import keep

STRENGTH, WHOLE = 0.1, ("osce", "aci_bench")


def doctors(dialogues: Iterable[Dialogue]) -> Array:
    """``(n, 6)``; how the doctor of each whole consultation differs from everybody else in it."""
    found = []
    for dialogue in dialogues:
        said = [
            replace(one, speaker=role) for one, role in zip(dialogue.transcript.utterances, dialogue.roles, strict=True)
        ]
        found += [row for role, row in rows(said).items() if role == DOCTOR]
    return np.array(found)


def fit(differences: Array) -> Manner:
    """Logistic regression through the origin, so that exchanging two speakers turns the sign."""
    from sklearn.linear_model import LogisticRegression

    both = np.concatenate([differences, -differences])
    truth = np.repeat([True, False], len(differences))
    fitted = LogisticRegression(C=STRENGTH, fit_intercept=False).fit(both, truth)
    return Manner(np.asarray(fitted.coef_[0], np.float64))


def main(data: Path, folder: Path = FOLDER) -> str:
    """Fit, keep and seal; the digest of the manifest."""
    model = fit(doctors(one for one in labelled(data) if one.source in WHOLE))
    return keep(folder, "manner.safetensors", {"weight": model.weight.astype(np.float32)})


if __name__ == "__main__":
    print(main(data_folder(__doc__)))
