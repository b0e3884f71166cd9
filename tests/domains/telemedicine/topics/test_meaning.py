"""Vectors of a dialogue: its whole, its sides and the mean of its turns."""

import numpy as np
import pytest

from domains.telemedicine.topics import meaning
from domains.telemedicine.topics.telling import shipped, tell
from domains.telemedicine.topics.views import sides_of


def test_parts_stand_side_by_side_and_what_is_empty_is_zeros(monkeypatch: pytest.MonkeyPatch) -> None:
    def lengths(texts: list[str]) -> list[np.ndarray]:
        return [np.full((1, 384), float(len(text))) for text in texts]

    monkeypatch.setattr(meaning, "_encoded", lengths)
    made = meaning.vectors([sides_of("Doctor: Any pain?\nDoctor: Say."), sides_of("A word")])
    assert made.shape == (2, 4 * 384)
    assert made[:, ::384].tolist() == [[30, 14, 0, 14.5], [6, 0, 0, 6]]


def test_meaning_moves_what_words_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning, "missing", lambda: ())
    asked = [sides_of("Patient: I have a cough.")]
    centre, joint = shipped().centre, shipped().joint
    assert joint.vectors is not None
    towards = centre + 20 * joint.vectors[3]
    told = []
    for vector in (centre, towards):
        monkeypatch.setattr(meaning, "vectors", lambda dialogues, v=vector: v[np.newaxis])
        told.append(tell(asked)[0])
    assert told[1][3] > told[0][3]
    assert told[0].sum() == pytest.approx(1)
