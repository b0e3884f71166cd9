"""The early stacks stay, the late ones learn, and what belongs to the collection is not learnt from the pixels."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.image_network import lite
from core.training.films import prepared
from core.training.finetune import Layers, Targets, early_maps, finetune, logits
from core.training.loop import Plan

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)
LAYERS = Layers(size=32, versions=1, read_out=10.0, dropout=0.0, drop_connect=0.0)
PLAN = Plan(batch=16, epochs=3, rate=1e-3)
RANDOM = np.random.default_rng(0)
BRIGHT = RANDOM.uniform(size=48) < 0.5
FILMS = [(RANDOM.uniform(0, 120, (40, 40)) + 110 * bright).astype("u1") for bright in BRIGHT]
ROWS = np.arange(48)


TARGETS = Targets(
    labels=np.column_stack([BRIGHT, RANDOM.uniform(size=48) < 0.5]).astype(float),
    auxiliary=np.zeros((48, 1)),
    nuisance=np.zeros(48),
)


def network() -> Any:
    """Random filters whose batch norms know the films, so that something comes through all seven stacks."""
    torch.manual_seed(0)
    untrained = lite(LAYERS.size, 1).train()
    norms = [module for module in untrained.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
    with torch.no_grad():
        untrained(prepared(FILMS, LAYERS.size))
    return untrained.eval()


@pytest.fixture(scope="module")
def maps() -> Any:
    return early_maps(network(), FILMS, LAYERS, seed=0)


@pytest.fixture(scope="module")
def trained(maps: Any) -> Any:
    return finetune(network(), maps, TARGETS, ROWS, LAYERS, PLAN)


def test_maps_hold_the_plain_film_and_its_versions(maps: Any) -> None:
    assert maps.shape[:2] == (48, 1 + LAYERS.versions)
    assert maps.dtype == torch.float16


def test_early_stacks_stay_and_late_ones_learn(trained: Any) -> None:
    before, after = network().state_dict(), trained.state_dict()
    changed = {key for key in before if key in after and not torch.equal(before[key], after[key])}
    assert changed
    assert not any(key.startswith(("_conv_stem", "_bn0", "_blocks.0", "_blocks.3")) for key in changed)
    assert not any("running" in key for key in changed)


def test_what_can_be_seen_is_learnt(trained: Any, maps: Any) -> None:
    said = logits(trained, maps, ROWS, LAYERS)
    assert said.shape == (48, 2)
    assert said[BRIGHT, 0].mean() > said[~BRIGHT, 0].mean()


def test_the_same_seed_makes_the_same_network(trained: Any, maps: Any) -> None:
    again = finetune(network(), maps, TARGETS, ROWS, LAYERS, PLAN)
    assert np.allclose(logits(again, maps, ROWS, LAYERS)[:, 0], logits(trained, maps, ROWS, LAYERS)[:, 0], atol=1e-4)


def test_a_run_that_stopped_goes_on_to_the_same_network(trained: Any, maps: Any, tmp_path: Path) -> None:
    def stop(share: float, words: str) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finetune(network(), maps, TARGETS, ROWS, LAYERS, PLAN, checkpoints=tmp_path, report=stop)
    resumed = finetune(network(), maps, TARGETS, ROWS, LAYERS, PLAN, checkpoints=tmp_path)
    assert all(torch.equal(value, resumed.state_dict()[key]) for key, value in trained.state_dict().items())
