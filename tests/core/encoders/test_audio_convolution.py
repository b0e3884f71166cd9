from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import weights
from core.encoders.audio_convolution import open_convolution
from core.encoders.places import Places
from core.encoders.state import to_arrays
from core.intake.refusal import Refused
from core.recipe import RecipeError
from core.weights import WeightsFolder
from tests.core.encoders.models import gradients

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
SOUND = np.random.default_rng(0).normal(scale=0.1, size=32_000).astype("f4")
SMALL = {"width": 32}


@pytest.mark.parametrize("samples", [500, 3200, 16_000, 31_999])
def test_what_stands_beside_a_sound_does_not_change_it(samples: int) -> None:
    encoder = open_convolution(Places(), SMALL)
    alone, beside = encoder.embed([SOUND[:samples]]), encoder.embed([SOUND, SOUND[:samples]])
    there = int(alone.mask.sum())
    assert torch.allclose(alone.vector[0], beside.vector[1], atol=1e-5)
    assert (
        int(beside.mask[1].sum()) == there == alone.tokens.shape[1] < beside.tokens.shape[1] == 50 or samples > 31_000
    )
    assert torch.allclose(alone.tokens[0], beside.tokens[1, :there], atol=1e-5)


def test_a_sound_longer_than_is_read_is_cut() -> None:
    encoder = open_convolution(Places(), {**SMALL, "seconds": 1.0})
    one, two = encoder.embed([SOUND[:16_000], SOUND]).vector
    assert torch.allclose(one, two, atol=1e-5)


def test_everything_may_learn() -> None:
    learnt = gradients(open_convolution(Places(), SMALL), [SOUND, SOUND[:9000]])
    assert {name for name, slope in learnt.items() if not slope} <= {"score.bias"}


def test_it_learns_which_of_two_tones_it_heard() -> None:
    torch.set_num_threads(1)
    encoder = open_convolution(Places(), {**SMALL, "dropout": 0.0})
    random = np.random.default_rng(0)
    tones = [
        np.sin(np.arange(4000) * pitch).astype("f4") + random.normal(size=4000).astype("f4") for pitch in (0.1, 0.4) * 8
    ]
    batch, truth = encoder.collate([encoder.prepare(tone) for tone in tones]), torch.tensor([0.0, 1.0] * 8)
    read_out = torch.nn.Linear(32, 1)
    optimiser = torch.optim.AdamW([*encoder.module.parameters(), *read_out.parameters()], lr=3e-3)
    losses = []
    encoder.module.train()
    for _ in range(12):
        loss = torch.nn.functional.binary_cross_entropy_with_logits(read_out(encoder.encode(batch).vector)[:, 0], truth)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.3 < losses[0]


def test_its_state_comes_back_from_the_sealed_folder(tmp_path: Path) -> None:
    trained = open_convolution(Places(), {**SMALL, "seed": 3})
    weights.save(to_arrays(trained.module), tmp_path / "sound.safetensors")
    weights.seal(tmp_path)
    loaded = open_convolution(Places(WeightsFolder(tmp_path)), {**SMALL, "weights": "sound.safetensors"})
    assert torch.equal(trained.embed([SOUND]).vector, loaded.embed([SOUND]).vector)


def test_an_option_that_cannot_be() -> None:
    with pytest.raises(RecipeError, match="option 'width'"):
        open_convolution(Places(), {"width": 1})


@pytest.mark.parametrize(
    "content", ["words", np.zeros(10, "f4"), np.zeros((80, 100), "f4"), np.full(9000, np.inf, "f4")]
)
def test_what_is_no_sound_is_refused(content: Any) -> None:
    with pytest.raises(Refused):
        open_convolution(Places(), SMALL).prepare(content)
