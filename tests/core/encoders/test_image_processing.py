"""Our steps against the library's own, which read eight-bit pixels through Pillow."""

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from core.encoders.image_processing import Processing
from core.encoders.pixels import planes

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
SMOOTH = np.add.outer(np.arange(90), np.arange(70))[:, :, None] * np.array([1.0, 0.7, 0.3]) % 120 + 60
BYTES = SMOOTH.astype(np.uint8)


@pytest.mark.parametrize(
    ("model", "processor", "options"),
    [
        ("vit", "ViTImageProcessorPil", {"size": {"height": 48, "width": 32}}),
        ("clip", "CLIPImageProcessorPil", {"size": {"shortest_edge": 40}, "crop_size": {"height": 32, "width": 32}}),
        ("clip", "CLIPImageProcessorPil", {"size": {"shortest_edge": 40}, "do_center_crop": False}),
        ("convnext", "ConvNextImageProcessorPil", {"size": {"shortest_edge": 32}}),
        ("vit", "ViTImageProcessorPil", {"do_resize": False, "do_normalize": False}),
    ],
)
def test_the_steps_are_those_of_the_library(model: str, processor: str, options: dict[str, Any]) -> None:
    theirs = getattr(import_module(f"transformers.models.{model}.image_processing_pil_{model}"), processor)(**options)
    expected = torch.from_numpy(np.asarray(theirs(BYTES)["pixel_values"][0]))
    ours = Processing.from_config(theirs.to_dict(), 32)(planes(BYTES / np.float32(255)))
    assert ours.shape == expected.shape
    assert float((ours - expected).abs().mean()) < 0.02


def test_a_picture_smaller_than_the_crop_gets_edges() -> None:
    processing = Processing.from_config({"do_resize": False, "do_center_crop": True, "crop_size": 100}, 32)
    assert processing(planes(np.ones((50, 60), np.float32))).shape == (3, 100, 100)


def test_without_a_configuration_the_models_side_counts() -> None:
    assert Processing.from_config({}, 48)(planes(np.ones((50, 60), np.float32))).shape == (3, 48, 48)
