import numpy as np
import pytest

from core.intake.child.picture import SAMPLE, Picture, sample


@pytest.mark.parametrize("shape", [(1, 1), (7, 3), (256, 256), (257, 255), (1955, 1841), (1, 60000)])
def test_a_sample_is_small_and_spread_over_all(shape: tuple[int, int]) -> None:
    stored = np.arange(shape[0] * shape[1], dtype=np.uint16).reshape(shape)
    some = sample(stored)
    assert max(some.shape) <= SAMPLE
    assert some[0, 0] == stored[0, 0]
    assert some.shape[0] * (-(-shape[0] // SAMPLE)) >= shape[0]


def test_a_thumbnail_is_shown_through_the_table() -> None:
    picture = Picture(np.full((600, 600), 3, np.uint8), np.linspace(0, 1, 256, dtype=np.float32), {})
    assert picture.thumbnail().shape == (200, 200)
    assert picture.thumbnail()[0, 0] == np.float32(3 / 255)
