import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.weights import digest
from domains.chest import pictures


def _levels(png: bytes) -> NDArray[np.int64]:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image).astype(np.int64)


def test_a_film_keeps_sixteen_bits() -> None:
    film = np.linspace(0, 1, 60 * 50, dtype=np.float32).reshape(60, 50)
    picture = pictures.film_png(film, 2048)
    levels = _levels(picture.png)
    assert (picture.height, picture.width) == (60, 50)
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.mode == "I;16"
    assert np.abs(levels / 65535 - film).max() < 1 / 65535
    assert picture.digest == digest(picture.png)


@pytest.mark.parametrize(
    ("shape", "expected"), [((3000, 1000), (2048, 683)), ((10, 5000), (4, 2048)), ((9, 7), (9, 7))]
)
def test_only_larger_films_are_fitted_and_keep_their_proportion(
    shape: tuple[int, int], expected: tuple[int, int]
) -> None:
    picture = pictures.film_png(np.full(shape, 0.5, np.float32), 2048)
    assert (picture.height, picture.width) == expected
    assert set(np.unique(_levels(picture.png))) <= {32767, 32768}


def test_eight_bits_span_the_same_range() -> None:
    film = np.array([[0.0, 0.25], [0.5, 1.0]], np.float32)
    picture = pictures.eight_bit(pictures.film_png(film, 2048).png)
    assert _levels(picture.png).tolist() == [[0, 64], [128, 255]]
    assert (picture.width, picture.height) == (2, 2)


def test_values_beyond_the_range_are_clipped_in_heat_maps() -> None:
    heat = np.array([[-1.0, 0.0, 0.5, 1.0, 7.0, np.nan]], np.float32)
    assert _levels(pictures.heatmap_png(heat).png).tolist() == [[0, 0, 128, 255, 255, 0]]


def test_a_stored_picture_knows_its_size() -> None:
    made = pictures.heatmap_png(np.zeros((7, 11), np.float32))
    assert pictures.sized(made.png) == made
