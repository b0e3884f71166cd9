"""The quick network sees what MONAI's sees."""

import numpy as np
import pytest
import torch  # noqa: TID253 - a test of networks

from core.encoders.film_map import SIDE, WIDTH, FilmMap, tensors_of
from core.encoders.image_network import feature_maps, fold, lite
from core.encoders.image_preparation import preparation
from core.weights import Tensors, WeightsError


@pytest.fixture(scope="module")
def network() -> torch.nn.Module:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    made = lite(224, labels=1)
    for module in made.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.uniform_(-0.1, 0.1)  # type: ignore[union-attr]
            module.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr]
    return fold(made)


@pytest.fixture(scope="module")
def tensors(network: torch.nn.Module) -> Tensors:
    return dict(tensors_of(network))


def test_it_is_the_first_map_of_the_published_shape(network: torch.nn.Module, tensors: Tensors) -> None:
    film = np.random.default_rng(0).random((300, 260)).astype(np.float32)
    with torch.inference_mode():
        slow = feature_maps(network, preparation(224)(film)[None])[0].numpy()
    quick = FilmMap(tensors)([film])
    assert quick.shape == (1, WIDTH, SIDE, SIDE)
    np.testing.assert_allclose(quick, slow, atol=0.02 * np.abs(slow).max())


def test_a_missing_tensor_is_named(tensors: Tensors) -> None:
    short = {name: value for name, value in tensors.items() if name != "3._project_conv.bias"}
    with pytest.raises(WeightsError, match=r"3\._project_conv\.bias"):
        FilmMap(short)
