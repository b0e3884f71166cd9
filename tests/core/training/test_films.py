"""Picture files become gray levels, and features do not depend on the batch they are computed in."""

from pathlib import Path

import numpy as np
import pytest

from core.encoders.image_network import lite
from core.training.films import BATCH, features, open_films, prepared

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
RANDOM = np.random.default_rng(0)


def test_colour_and_gray_files_become_gray(tmp_path: Path) -> None:
    from PIL import Image

    levels = RANDOM.integers(0, 255, (40, 30), dtype=np.uint8)
    Image.fromarray(levels).save(tmp_path / "gray.png")
    Image.fromarray(np.stack([levels] * 3, axis=-1)).save(tmp_path / "colour.png")
    for film in open_films([tmp_path / "gray.png", tmp_path / "colour.png"]):
        assert np.array_equal(film, levels)


def test_features_do_not_depend_on_the_batch() -> None:
    films = [RANDOM.integers(0, 255, (40, 40), dtype=np.uint8) for _ in range(BATCH + 2)]
    network = lite(32, 1)
    together = features(network, films, 32)
    assert together.shape == (BATCH + 2, 112)
    assert np.allclose(together[-1], features(network, films[-1:], 32)[0], atol=1e-5)


def test_films_of_any_shape_are_prepared_alike() -> None:
    films = [np.full(shape, 128, np.uint8) for shape in ((50, 40), (64, 64))]
    one, other = prepared(films, 32)
    assert torch.allclose(one, other, atol=1e-5)
