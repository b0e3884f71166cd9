"""Published CLIPs are taken as they are, and a checkpoint that cannot be taken is named in one sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.architectures.checkpoint import Checkpoint
from core.architectures.clip import from_checkpoint
from core.weights import WeightsError, seal

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")


def clip() -> Any:
    """A small CLIP in which no parameter is zero or one, as after training."""
    sizes = {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 2}
    words = {"vocab_size": 30, "max_position_embeddings": 12, "bos_token_id": 28, "eos_token_id": 29}
    config = transformers.CLIPConfig(
        text_config=sizes | words,
        vision_config=sizes | {"hidden_size": 20, "image_size": 16, "patch_size": 8},
        projection_dim=8,
    )
    model = transformers.CLIPModel(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    return model.eval()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, bytes]]:
    transformers.utils.logging.disable_progress_bar()
    folder, model = tmp_path_factory.mktemp("clip"), clip()
    model.save_pretrained(folder)
    return model, {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def folder(published: tuple[Any, dict[str, bytes]], tmp_path: Path) -> Path:
    for name, data in published[1].items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_equals_the_published_clip(published: tuple[Any, Any], folder: Path) -> None:
    theirs, ours = published[0], from_checkpoint(folder)
    pixels, ids = torch.randn(3, 3, 16, 16), torch.randint(0, 28, (4, 6))
    ids[:, -1] = 29
    with torch.no_grad():
        expected = theirs(input_ids=ids, pixel_values=pixels)
        images, texts = ours.image(pixels), ours.text(ids)
        assert torch.allclose(images, expected.image_embeds, atol=1e-4)
        assert torch.allclose(texts, expected.text_embeds, atol=1e-4)
        assert torch.allclose(ours.space.logits(images, texts), expected.logits_per_image, atol=1e-4)
        paired = theirs(input_ids=ids[:3], pixel_values=pixels, return_loss=True).loss
        vectors = {
            "image": ours.image_tower(pixel_values=pixels).pooler_output,
            "text": ours.text_tower(input_ids=ids[:3]).pooler_output,
        }
        assert torch.allclose(ours.space.loss(vectors), paired, atol=1e-4)


def test_a_checkpoint_in_several_files_is_read(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    whole = from_checkpoint(folder).space.state_dict()
    names = sorted(tensors)
    parts = {"model-00001-of-00002.safetensors": names[::2], "model-00002-of-00002.safetensors": names[1::2]}
    for name, keys in parts.items():
        save_file({key: tensors[key] for key in keys}, folder / name)
    index = {"weight_map": {key: name for name, keys in parts.items() for key in keys}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    (folder / "model.safetensors").unlink()
    again = from_checkpoint(folder).space.state_dict()
    assert all(torch.equal(again[key], value) for key, value in whole.items())


def test_a_missing_tensor_is_named(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    for name in ("logit_scale", "text_model.encoder.layers.1.mlp.fc1.weight"):
        save_file({key: value for key, value in tensors.items() if key != name}, folder / "model.safetensors")
        with pytest.raises(WeightsError, match=f"lacks the tensor '{name}'"):
            from_checkpoint(folder)


def test_a_width_that_does_not_fit_is_named(folder: Path) -> None:
    about = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(about | {"projection_dim": 9}))
    with pytest.raises(WeightsError, match=r"'visual_projection\.weight' of .* is \(8, 20\), not \(9, 20\)"):
        from_checkpoint(folder)


@pytest.mark.parametrize("keep", [0, 7, 40, 0.5])
def test_a_cut_file_is_named(folder: Path, keep: float) -> None:
    data = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(data[: int(keep * len(data)) if 0 < keep < 1 else int(keep)])
    with pytest.raises(WeightsError, match=r"model\.safetensors is missing or corrupt"):
        from_checkpoint(folder)


def test_a_flipped_bit_in_a_sealed_folder_is_noticed(folder: Path) -> None:
    seal(folder)
    assert from_checkpoint(folder).space.width == 8
    data = bytearray((folder / "model.safetensors").read_bytes())
    data[-3] ^= 4
    (folder / "model.safetensors").write_bytes(bytes(data))
    with pytest.raises(WeightsError, match=r"model\.safetensors was altered"):
        from_checkpoint(folder)


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        (None, r"config\.json is missing or unreadable"),
        ("[1", r"config\.json is missing or unreadable"),
        ('{"model_type": "bert"}', "describes a 'bert' model, not clip"),
        ("{}", "describes a 'None' model, not clip"),
        ('{"model_type": "clip", "projection_dim": "wide"}', r"config\.json holds values that do not fit"),
        ('{"model_type": "clip", "text_config": 3}', r"config\.json holds values that do not fit"),
    ],
)
def test_a_configuration_that_says_something_else_is_refused(folder: Path, config: str | None, sentence: str) -> None:
    (folder / "config.json").unlink()
    if config is not None:
        (folder / "config.json").write_text(config)
    with pytest.raises(WeightsError, match=sentence):
        from_checkpoint(folder)


def test_an_index_without_a_map_is_refused(folder: Path) -> None:
    (folder / "model.safetensors").unlink()
    (folder / "model.safetensors.index.json").write_text("{}")
    with pytest.raises(WeightsError, match="has no weight_map"):
        Checkpoint(folder).tensor("logit_scale")
