"""A picture by what it looks like and by what it could be called."""

from __future__ import annotations

import numpy as np

from core.encoders.pictured import LOUDER, Describer

RANDOM = np.random.default_rng(0)
NAMES = RANDOM.normal(size=(20, 6)).astype(np.float32)
DESCRIBE = Describer(
    np.eye(20, 8, dtype=np.float32),
    np.zeros(20, np.float32),
    NAMES,
    np.full(8, 2.0, np.float32),
    np.full(8, 4.0, np.float32),
)


def test_a_sure_picture_stands_at_its_name_and_an_unsure_one_nearer_to_nothing() -> None:
    sure, unsure = (DESCRIBE.called(loud * np.eye(1, 8, 3, dtype=np.float32))[0] for loud in (50.0, 0.0))
    assert np.allclose(sure, NAMES[3], atol=1e-4)
    assert np.linalg.norm(unsure) < np.linalg.norm(sure)


def test_what_it_looks_like_is_standardised_and_comes_first() -> None:
    found = DESCRIBE(np.full((2, 8), 6.0))
    assert found.shape == (2, DESCRIBE.width) == (2, 14)
    assert np.allclose(found[:, :8], 1.0)
    assert np.allclose(found[:, 8:], LOUDER * DESCRIBE.called(np.full((2, 8), 6.0, np.float32)))


def test_half_precision_is_taken() -> None:
    halves = {
        name: getattr(DESCRIBE, name).astype(np.float16) for name in ("weights", "bias", "names", "mean", "spread")
    }
    assert Describer.of(halves)(np.ones((1, 8))).dtype == np.float32
