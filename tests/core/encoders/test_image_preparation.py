"""The film is averaged over areas and stretched to the network's square."""

import numpy as np
import pytest

from core.encoders.image_preparation import GRAY_MEAN, GRAY_SPREAD, preparation

pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")


def test_mean_gray_becomes_zero() -> None:
    assert np.allclose(preparation(32)(np.full((50, 70), GRAY_MEAN)).numpy(), 0.0, atol=1e-5)


def test_every_sample_counts() -> None:
    film = np.zeros((640, 640), np.float32)
    film[::2, ::2] = 1.0
    expected = (0.25 - GRAY_MEAN) / GRAY_SPREAD
    assert np.allclose(preparation(64)(film).numpy(), expected, atol=1e-4)


@pytest.mark.parametrize("shape", [(1955, 1841), (40, 300), (512, 512)])
def test_any_shape_becomes_one_square(shape: tuple[int, int]) -> None:
    assert tuple(preparation(224)(np.random.default_rng(0).uniform(size=shape)).shape) == (1, 224, 224)


@pytest.mark.parametrize("shape", [(1955, 1841), (40, 300), (112, 112)])
def test_monais_transforms_give_the_same(shape: tuple[int, int]) -> None:
    compose = pytest.importorskip("monai.transforms.compose", reason="MONAI is not installed (extra 'vision')")
    from monai.transforms.intensity.array import NormalizeIntensity
    from monai.transforms.spatial.array import Resize

    mean, spread = (np.asarray(value, np.float32) for value in (GRAY_MEAN, GRAY_SPREAD))
    film = np.random.default_rng(0).uniform(size=shape).astype(np.float32)
    theirs = compose.Compose([Resize((112, 112), mode="area"), NormalizeIntensity(mean, spread)])(film[None])
    assert np.allclose(preparation(112)(film).numpy(), np.asarray(theirs), atol=1e-5)


def test_a_film_that_may_not_be_written_to_is_read() -> None:
    film = np.full((64, 64), GRAY_MEAN, np.float32)
    film.flags.writeable = False
    assert np.allclose(preparation(32)(film).numpy(), 0.0, atol=1e-5)
