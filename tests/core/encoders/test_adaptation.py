from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.adaptation import adapt, learning, merge
from core.encoders.audio_convolution import open_convolution
from core.encoders.encoder import Encoder
from core.encoders.image_transformers import open_image
from core.encoders.places import Places
from core.encoders.state import from_arrays, to_arrays
from core.recipe import RecipeError
from tests.core.encoders.models import PROCESSOR, saved, sizes

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
pytest.importorskip("peft", reason="peft is not installed (extra 'train')")
PICTURES = list(np.random.default_rng(0).uniform(size=(2, 32, 32, 3)).astype("f4"))


@pytest.fixture
def vit(tmp_path: Path) -> Encoder:
    torch.manual_seed(0)
    model = transformers.ViTModel(transformers.ViTConfig(**sizes(image_size=32, patch_size=8)))
    return open_image(Places(), {"model": str(saved(model, tmp_path, PROCESSOR))})


def trained(encoder: Encoder) -> Encoder:
    """Two steps towards anything else."""
    batch: Any = encoder.collate([encoder.prepare(picture) for picture in PICTURES])
    free = [p for p in encoder.module.parameters() if p.requires_grad]
    optimiser = torch.optim.SGD(free, lr=1.0)
    for _ in range(2):
        optimiser.zero_grad()
        vector: Any = encoder.encode(batch).vector
        vector[:, 0].sum().backward()
        optimiser.step()
    return encoder


def test_frozen_learns_nothing_and_fine_tuned_everything(vit: Encoder) -> None:
    assert learning(adapt(vit, "frozen").module) == {}
    assert len(learning(adapt(vit, "fine-tuned").module)) == len(list(vit.module.parameters()))


def test_lora_starts_by_changing_nothing(vit: Encoder) -> None:
    before = vit.embed(PICTURES).vector
    assert torch.allclose(adapt(vit, "lora").embed(PICTURES).vector, before, atol=1e-6)


def test_lora_changes_its_own_matrices_only(vit: Encoder) -> None:
    before = to_arrays(vit.module)
    adapt(vit, "lora", rank=2)
    assert all("lora_" in name for name in learning(vit.module))
    trained(vit)
    after = {key.replace(".base_layer", ""): value for key, value in to_arrays(vit.module).items()}
    assert all(np.array_equal(after[key], value) for key, value in before.items())
    assert any(np.abs(value).sum() > 0 for key, value in after.items() if "lora_B" in key)


def test_merging_keeps_the_outputs_and_gives_the_shape_back(vit: Encoder, tmp_path: Path) -> None:
    untouched, names = vit.embed(PICTURES).vector, list(to_arrays(vit.module))
    learnt = trained(adapt(vit, "lora", rank=2)).embed(PICTURES).vector
    assert not torch.allclose(learnt, untouched, atol=1e-4)
    merge(vit)
    assert list(to_arrays(vit.module)) == names
    assert torch.allclose(vit.embed(PICTURES).vector, learnt, atol=1e-5)
    other = open_image(Places(), {"model": str(tmp_path)})
    from_arrays(other.module, to_arrays(vit.module), "the merged state")
    assert torch.equal(other.embed(PICTURES).vector, vit.embed(PICTURES).vector)


def test_layers_can_be_named(vit: Encoder) -> None:
    adapt(vit, "lora", layers=["fc1"], rank=2)
    assert learning(vit.module)
    assert all(".fc1." in name for name in learning(vit.module))


def test_an_encoder_without_attention() -> None:
    adapt(encoder := open_convolution(Places(), {"width": 16}), "lora", rank=2)
    assert {name.split(".")[0] for name in learning(encoder.module)} == {"project", "score"}


def test_what_cannot_be(vit: Encoder) -> None:
    with pytest.raises(RecipeError, match="No linear layer's name ends in nothing; there are"):
        adapt(vit, "lora", layers=["nothing"])
    with pytest.raises(RecipeError, match="not as 'melted'"):
        adapt(vit, "melted")  # type: ignore[arg-type]


def test_merging_what_was_not_split_is_harmless(vit: Encoder) -> None:
    before = vit.embed(PICTURES).vector
    assert torch.equal(merge(vit).embed(PICTURES).vector, before)
