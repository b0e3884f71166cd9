"""The network that listens learns words, and what disturbs them leaves them what they are."""

from __future__ import annotations

import numpy as np
import pytest

from core.architectures.clip import dual_encoder
from core.training.loop import Plan, fit
from core.training.space.listening import Listening, Spoken, Utterances, disturbed, speech_sounds

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
WORDS = 12


def utterances(seed: int) -> Spoken:
    """Twelve words, each a pattern of its own, twice, with noise."""
    patterns = np.random.default_rng(0).integers(0, 200, (WORDS, 6, 6)).repeat(8, axis=1).repeat(8, axis=2)
    rows = np.repeat(np.arange(WORDS), 2)
    noise = np.random.default_rng(seed).integers(0, 30, (len(rows), 48, 48))
    return Spoken((patterns[rows] + noise).astype(np.uint8), np.full(len(rows), 60), rows, np.where(rows < 6, rows, -1))


def test_it_finds_the_words_it_learnt_in_another_noise() -> None:
    from core.encoders.spoken_network import Listener

    torch.set_num_threads(1)
    torch.manual_seed(0)
    vectors = np.random.default_rng(1).normal(size=(WORDS, 512)).astype(np.float32)
    names = np.stack([np.arange(6), np.arange(6)], axis=1)
    sounds = np.eye(WORDS, dtype=np.uint8)[np.repeat(np.arange(WORDS), 2)]
    learning = Listening(Listener(32, 32), dual_encoder({"audio": 32, "text": 512}, 16), WORDS)
    fit(learning, Utterances(utterances(2), vectors, names, sounds), Plan(epochs=40, batch=24, rate=3e-3))
    asked = utterances(3)
    with torch.inference_mode():
        heard = learning.listener(
            torch.from_numpy(asked.pictures.astype(np.float32) / 255), torch.from_numpy(asked.lengths)
        )
        found = learning.space.embed("audio", heard) @ learning.space.embed("text", torch.from_numpy(vectors)).T
    assert (found.argmax(1).numpy() == asked.texts).mean() > 0.8


def test_a_name_is_sometimes_shown_in_another_language_and_a_word_never() -> None:
    spoken = utterances(0)
    vectors = np.arange(20, dtype=np.float32)[:, None].repeat(512, 1)
    names = np.stack([np.arange(6), np.arange(6) + 14], axis=1)
    learnt = Utterances(spoken, vectors, names, np.zeros((24, 3), np.uint8))
    rows = np.repeat(np.arange(24), 20)
    texts = learnt.batch(rows, np.random.default_rng(0))["texts"][:, 0].numpy()
    is_name = spoken.concepts[rows] >= 0
    assert (texts[~is_name] == spoken.texts[rows][~is_name]).all()
    assert 0 < (texts[is_name] >= 14).mean() < 0.3


def test_disturbed_pictures_stay_pictures_and_stay_close() -> None:
    pictures = np.random.default_rng(0).random((8, 48, 48), dtype=np.float32)
    smooth = np.asarray([np.add.outer(np.linspace(0, 0.5, 48), np.linspace(0, 0.5, 48))] * 8, np.float32)
    found = disturbed(pictures, np.random.default_rng(1))
    assert found.shape == pictures.shape
    assert found.dtype == np.float32
    assert 0.0 <= found.min() < found.max() <= 1.0
    assert np.median(np.abs(disturbed(smooth, np.random.default_rng(1)) - smooth)) < 0.1


def test_speech_sounds_are_pairs_without_stress() -> None:
    found = speech_sounds(["d\u02c8og", "dog", "go"], 10)
    assert (found[0] == found[1]).all()
    assert found.sum(axis=1).tolist() == [4, 4, 3]
