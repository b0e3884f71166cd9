from pathlib import Path

import numpy as np
import pytest

from core import weights
from core.encoders.image_monai import open_monai
from core.encoders.places import Places
from core.encoders.state import to_arrays
from core.recipe import RecipeError
from core.weights import WeightsError, WeightsFolder
from tests.core.encoders.models import gradients

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("monai", reason="monai is not installed (extra 'vision')")
FILM = np.random.default_rng(0).uniform(size=(90, 70)).astype("f4")
RESNET: dict[str, str | int] = {
    "network": "ResNet",
    "size": 64,
    "arguments": '{"block": "basic", "layers": [1, 1, 1, 1], "block_inplanes": [4, 8, 12, 16], "n_input_channels": 1}',
}
DENSENET: dict[str, str | int] = {
    "network": "DenseNet121",
    "size": 64,
    "arguments": '{"in_channels": 1, "out_channels": 2}',
}


@pytest.mark.parametrize(
    ("options", "tokens", "width"),
    [(RESNET, 16, 16), (DENSENET, 4, 1024)],
)
def test_a_network_by_its_name(options: dict[str, str | int], tokens: int, width: int) -> None:
    encoder = open_monai(Places(), dict(options))
    encoded = encoder.embed([FILM, FILM[::-1]])
    assert encoder.width == encoder.token_width == width
    assert encoded.tokens.shape == (2, tokens, width)
    assert torch.allclose(encoded.vector, encoded.tokens.mean(dim=1), atol=1e-6)
    assert not torch.allclose(encoded.vector[0], encoded.vector[1])


def test_a_layer_can_be_named() -> None:
    assert open_monai(Places(), RESNET | {"layer": "layer2"}).embed([FILM]).tokens.shape == (1, 256, 8)
    with pytest.raises(RecipeError, match="option 'layer': ResNet has no 'layer9'"):
        open_monai(Places(), RESNET | {"layer": "layer9"})


def test_gradients_reach_the_first_layer() -> None:
    assert gradients(open_monai(Places(), RESNET), [FILM])["conv1.weight"] > 0


def test_the_seed_draws_the_weights() -> None:
    one, two, other = (open_monai(Places(), RESNET | {"seed": seed}).embed([FILM]).vector for seed in (1, 1, 2))
    assert torch.equal(one, two)
    assert not torch.allclose(one, other)


def test_weights_come_from_a_folder(tmp_path: Path) -> None:
    trained = open_monai(Places(), RESNET | {"seed": 5})
    weights.save(to_arrays(trained.module), tmp_path / "model.safetensors")
    loaded = open_monai(Places(), RESNET | {"model": str(tmp_path)})
    assert torch.equal(trained.embed([FILM]).vector, loaded.embed([FILM]).vector)


def test_weights_come_from_the_sealed_folder(tmp_path: Path) -> None:
    trained = open_monai(Places(), RESNET | {"seed": 5})
    weights.save(to_arrays(trained.module), tmp_path / "looks.safetensors")
    weights.seal(tmp_path)
    places = Places(WeightsFolder(tmp_path))
    loaded = open_monai(places, RESNET | {"weights": "looks.safetensors"})
    assert torch.equal(trained.embed([FILM]).vector, loaded.embed([FILM]).vector)
    with pytest.raises(WeightsError, match=r"looks\.safetensors has no '.*', so it is of another network"):
        open_monai(places, DENSENET | {"weights": "looks.safetensors"})


def test_weights_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"model\.safetensors is missing"):
        open_monai(Places(), RESNET | {"model": str(tmp_path)})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"network": "ResNext9000"}, "has no 'ResNext9000'"),
        ({"network": "DenseNet121", "arguments": "{"}, "option 'arguments'"),
        (
            {"network": "DenseNet121", "arguments": '{"in_channels": 1, "out_channels": 1, "in_chanels": 1}'},
            "in_chanels",
        ),
    ],
)
def test_a_network_that_cannot_be(options: dict[str, str], words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        open_monai(Places(), dict(options))
