import numpy as np
import pytest

from core.encoders.pixels import planes, resized, scaled

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
COLOUR = np.random.default_rng(0).uniform(size=(40, 60, 3)).astype("f4")


def test_channels() -> None:
    assert planes(COLOUR).shape == (3, 40, 60)
    assert torch.equal(planes(COLOUR)[1], torch.from_numpy(COLOUR[:, :, 1].copy()))
    assert torch.allclose(planes(COLOUR, 1)[0], torch.from_numpy(COLOUR @ np.array([0.299, 0.587, 0.114], "f4")))
    assert torch.equal(planes(COLOUR[:, :, 0])[2], planes(COLOUR[:, :, 0], 1)[0])


@pytest.mark.parametrize("mode", ["area", "bilinear", "bicubic"])
def test_shrinking_averages_and_does_not_skip(mode: str) -> None:
    stripes = np.tile(np.array([0.0, 1.0], "f4"), 128)[None].repeat(256, axis=0)
    small = resized(planes(stripes, 1), 16, 16, mode)  # type: ignore[arg-type]
    assert float((small[:, 2:-2, 2:-2] - 0.5).abs().max()) < 0.02


def test_values_stay_in_range() -> None:
    edge = np.zeros((20, 20), "f4")
    edge[:, 10:] = 1.0
    grown = resized(planes(edge, 1), 50, 50, "bicubic")
    assert (float(grown.min()), float(grown.max())) == (0.0, 1.0)


def test_scaling() -> None:
    assert torch.allclose(scaled(torch.ones(2, 3, 3), (0.5, 0.0), (0.25, 2.0))[:, 0, 0], torch.tensor([2.0, 0.5]))
