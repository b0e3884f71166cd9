"""The heads of picture, word and sound meet where they mean the same."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures.clip import dual_encoder
from core.training.loop import Plan, TrainingError, fit
from core.training.space.meeting import Meeting, Meetings, by_concept
from core.training.space.scales import scales

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")


def meetings() -> Meetings:
    """Eight concepts, of which the last two have no picture, and four other words."""
    random = np.random.default_rng(0)
    concepts = np.array([*range(8), -1, -1, -1, -1])
    shows = by_concept(np.array([0, 0, 1, 2, 3, 4, 5]))
    names = np.stack([np.arange(8), np.arange(8) + 12], axis=1)
    return Meetings(
        random.normal(size=(12, 24)).astype(np.float32),
        np.arange(12),
        concepts,
        random.normal(size=(7, 40)).astype(np.float32),
        shows,
        random.normal(size=(20, 512)).astype(np.float32),
        names,
    )


def test_by_concept_names_the_rows_of_each() -> None:
    found = by_concept(np.array([3, 1, 3]))
    assert {key: rows.tolist() for key, rows in found.items()} == {1: [1], 3: [0, 2]}


def test_a_concept_without_a_picture_has_none_in_the_batch() -> None:
    batch = meetings().batch(np.arange(12), np.random.default_rng(0))
    assert batch["seen"].tolist() == [True] * 6 + [False] * 6
    assert batch["meant"].tolist() == [*range(8), *(8 + at for at in range(8, 12))]


def test_all_three_meet() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    data, space = meetings(), dual_encoder({"image": 40, "text": 512, "audio": 24}, 8, 16)
    fit(Meeting(space), data, Plan(epochs=150, batch=12, rate=1e-2))
    with torch.inference_mode():
        images, sounds, texts = (
            space.embed(name, torch.from_numpy(rows))
            for name, rows in (("image", data.pictures[1:]), ("audio", data.sounds[:6]), ("text", data.vectors[:6]))
        )
    for first, second in ((images, sounds), (images, texts), (sounds, texts)):
        assert (first @ second.T).argmax(1).tolist() == list(range(6))


def test_scales_bring_modalities_with_other_cosines_to_one_scale() -> None:
    random = np.random.default_rng(0)
    shared = random.normal(size=(60, 16))
    near = shared + 0.1 * random.normal(size=shared.shape)
    far = shared + 1.5 * random.normal(size=shared.shape)
    unit = {
        name: (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
        for name, rows in {"audio": far, "text": near}.items()
    }
    found = scales({"text": unit["text"], "audio": unit["audio"]}, {"text": np.arange(60), "audio": np.arange(60)})
    assert set(found) == {"audio-audio", "audio-text", "text-text"}
    alike = [
        found["audio-text"]["slope"] * float(a @ t) + found["audio-text"]["offset"]
        for a, t in zip(*unit.values(), strict=True)
    ]
    assert np.mean(np.array(alike) > 0) > 0.8


def test_one_concept_gives_no_scale() -> None:
    one = np.eye(1, 8, dtype=np.float32)
    with pytest.raises(TrainingError, match="fewer than two held-out concepts"):
        scales({"text": one, "image": one}, {"text": np.zeros(1, int), "image": np.zeros(1, int)})
