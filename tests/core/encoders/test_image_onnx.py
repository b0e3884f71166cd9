"""The maps of ONNX Runtime are those of torch, at any size and number of films."""

import numpy as np
import pytest
import torch  # noqa: TID253 - a test of torch

from core.encoders.image_network import COARSE, FINE, channels_last, feature_maps, fold, lite
from core.encoders.image_onnx import Session, available, runner

torch.set_num_threads(1)


def _network(stride: int = COARSE) -> torch.nn.Module:
    torch.manual_seed(0)
    network = lite(64, labels=2, stride=stride)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)  # type: ignore[union-attr]
            module.running_var.uniform_(0.5, 1.5)  # type: ignore[union-attr]
    return channels_last(fold(network))


@pytest.mark.parametrize(("count", "side"), [(1, 64), (3, 64), (2, 96)])
def test_equals_torch(count: int, side: int) -> None:
    network = _network()
    films = torch.randn(count, 1, side, side)
    with torch.inference_mode():
        expected = feature_maps(_network_of(side, network), films)
    found = Session(network, 1).maps(films.numpy())
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), atol=1e-4)


def test_equals_torch_where_the_last_map_is_finer() -> None:
    network, films = _network(FINE), torch.randn(2, 1, 64, 64)
    with torch.inference_mode():
        expected = feature_maps(network, films)[1]
    found = Session(network, 1).maps(films.numpy())[1]
    assert found.shape == (2, 1280, 4, 4)
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-4)


def _network_of(side: int, network: torch.nn.Module) -> torch.nn.Module:
    """MONAI fixes its paddings by the size that it is built for."""
    other = channels_last(fold(lite(side, labels=2)))
    other.load_state_dict(network.state_dict())
    return other


def test_runner_takes_tensors_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    network, films = _network(), torch.randn(1, 1, 64, 64)
    assert available()
    with torch.inference_mode():
        fast = runner(network)(films)
        monkeypatch.setattr("core.encoders.image_onnx.available", lambda: False)
        slow = runner(network)(films)
    for one, other in zip(fast, slow, strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=0)
