"""Any vision model in a local folder: what the encoder says is what the library's model says of the same pixels."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.image_transformers import open_image
from core.encoders.places import Places
from core.intake.refusal import Refused
from core.recipe import RecipeError
from core.weights import WeightsError
from tests.core.encoders.models import PROCESSOR, gradients, saved, sizes

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
PICTURE = np.random.default_rng(0).uniform(size=(40, 50, 3)).astype("f4")
FIRST: Callable[[Any], Any] = lambda tokens: tokens[:, 0]  # noqa: E731
MEAN: Callable[[Any], Any] = lambda tokens: tokens.mean(dim=1)  # noqa: E731
PATCHES = sizes(image_size=32, patch_size=8)


def vit() -> Any:
    return transformers.ViTModel(transformers.ViTConfig(**PATCHES))


def clip() -> Any:
    text = sizes(vocab_size=50, max_position_embeddings=16)
    return transformers.CLIPModel(transformers.CLIPConfig(text_config=text, vision_config=PATCHES, projection_dim=16))


def clip_vision() -> Any:
    return transformers.CLIPVisionModel(transformers.CLIPVisionConfig(**PATCHES))


def dinov2() -> Any:
    return transformers.Dinov2Model(transformers.Dinov2Config(**PATCHES))


def resnet() -> Any:
    config = transformers.ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic")
    return transformers.ResNetModel(config)


def convnext() -> Any:
    return transformers.ConvNextModel(transformers.ConvNextConfig(hidden_sizes=[8, 16], depths=[1, 1], num_stages=2))


@pytest.mark.parametrize(
    ("make", "tokens", "width"),
    [(vit, 17, 32), (clip, 17, 32), (clip_vision, 17, 32), (dinov2, 17, 32), (resnet, 16, 16), (convnext, 16, 16)],
)
def test_a_model_in_a_local_folder(make: Callable[[], Any], tokens: int, width: int, tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = make().eval()
    encoder = open_image(Places(local=saved(model, tmp_path / "model", PROCESSOR).parent), {"model": "model"})
    encoded = encoder.embed([PICTURE, PICTURE[:, ::-1]])
    assert encoded.tokens.shape[0] == 2
    assert encoded.tokens.shape[2] == encoder.width == encoder.token_width == width
    assert encoded.vector.shape == (2, width)
    with torch.no_grad():
        pixels = torch.stack([encoder.prepare(PICTURE)["pixels"]])
        said = getattr(model, "vision_model", model)(pixel_values=pixels)
    assert torch.allclose(encoded.vector[:1], said.pooler_output.flatten(1), atol=1e-5)
    if said.last_hidden_state.ndim == 3:
        assert encoded.tokens.shape[1] == tokens
        assert torch.allclose(encoded.tokens[:1], said.last_hidden_state, atol=1e-5)
    assert not torch.allclose(encoded.vector[0], encoded.vector[1])


def test_a_gray_picture_is_the_same_gray_in_colour(tmp_path: Path) -> None:
    encoder = open_image(Places(), {"model": str(saved(vit(), tmp_path, PROCESSOR))})
    gray = PICTURE[:, :, 0]
    one, two = encoder.embed([gray, np.repeat(gray[:, :, None], 3, axis=2)]).vector
    assert torch.equal(one, two)


def test_a_pooler_that_the_file_lacks_is_not_made_up(tmp_path: Path) -> None:
    model = transformers.ViTModel(transformers.ViTConfig(**PATCHES), add_pooling_layer=False).eval()
    encoder = open_image(Places(), {"model": str(saved(model, tmp_path, PROCESSOR))})
    encoded = encoder.embed([PICTURE])
    assert torch.allclose(encoded.vector, encoded.tokens.mean(dim=1))


def test_pooling_can_be_asked_for(tmp_path: Path) -> None:
    folder = str(saved(vit(), tmp_path, PROCESSOR))
    for pool, expected in (("first", FIRST), ("mean", MEAN)):
        encoded = open_image(Places(), {"model": folder, "pool": pool}).embed([PICTURE])
        assert torch.allclose(encoded.vector, expected(encoded.tokens))


def test_gradients_reach_the_first_layer(tmp_path: Path) -> None:
    encoder = open_image(Places(), {"model": str(saved(vit(), tmp_path, PROCESSOR))})
    learnt = gradients(encoder, [PICTURE])
    assert max(value for name, value in learnt.items() if "patch_embeddings" in name) > 0


def test_a_model_with_a_hole_is_refused(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    file = saved(vit(), tmp_path, PROCESSOR) / "model.safetensors"
    tensors = load_file(file)
    hole = next(key for key in tensors if "key.weight" in key)
    save_file({key: value for key, value in tensors.items() if key != hole}, file, metadata={"format": "pt"})
    with pytest.raises(WeightsError, match=r"lacks 'layers\.0\.attention\.k_proj\.weight'"):
        open_image(Places(), {"model": str(tmp_path)})


def test_a_pickle_is_not_loaded(tmp_path: Path) -> None:
    saved(vit(), tmp_path, PROCESSOR)
    (tmp_path / "model.safetensors").unlink()
    torch.save(vit().state_dict(), tmp_path / "pytorch_model.bin")
    with pytest.raises(WeightsError, match="cannot load a model"):
        open_image(Places(), {"model": str(tmp_path)})


def test_code_of_the_folder_does_not_run(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(
        '{"model_type": "acme", "auto_map": {"AutoConfig": "run.Me", "AutoModel": "run.Me"}}'
    )
    (tmp_path / "run.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    with pytest.raises(WeightsError, match="cannot load a model"):
        open_image(Places(), {"model": str(tmp_path)})
    assert not (tmp_path / "ran").exists()


def test_the_model_must_be_named() -> None:
    with pytest.raises(RecipeError, match="option 'model'"):
        open_image(Places(), {})


@pytest.mark.parametrize("content", ["words", {"age": 3.0}, np.zeros(100, "f4"), np.zeros((4, 4), "f4")])
def test_what_is_no_picture_is_refused(content: Any, tmp_path: Path) -> None:
    encoder = open_image(Places(), {"model": str(saved(resnet(), tmp_path, PROCESSOR))})
    with pytest.raises(Refused):
        encoder.prepare(content)
