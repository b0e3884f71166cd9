"""A whole network learns what can be seen, and what belongs to the collection is not learnt from the pixels."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.image_network import lite
from core.training.films import prepared
from core.training.finetune import SmallFilms, Targets, Tuning, finetune, logits, shrunk
from core.training.loop import Plan

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)
TUNING = Tuning(size=32, read_out=10.0, dropout=0.0)
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
    untrained = lite(TUNING.size, 1).train()
    norms = [module for module in untrained.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 1.0
    with torch.no_grad():
        untrained(prepared(FILMS, TUNING.size))
    return untrained.eval()


def tuned(checkpoints: Path | None = None, report: Any = None) -> Any:
    return finetune(network(), FILMS, TARGETS, ROWS, TUNING, PLAN, checkpoints=checkpoints, report=report)


@pytest.fixture(scope="module")
def trained() -> Any:
    return tuned()


def test_every_batch_shows_the_films_anew() -> None:
    samples = SmallFilms(shrunk(FILMS, 37), ROWS[10:], TUNING.size)
    first, films = samples.batch(np.array([0, 3]), np.random.default_rng(1))
    second, _ = samples.batch(np.array([0, 3]), np.random.default_rng(2))
    assert first.shape == (2, 1, 32, 32)
    assert films.tolist() == [10, 13]
    assert not torch.equal(first, second)


def test_every_layer_learns_and_batch_norms_keep_what_they_know(trained: Any) -> None:
    before, after = network().state_dict(), trained.state_dict()
    changed = {key for key in before if key in after and not torch.equal(before[key], after[key])}
    assert any(key.startswith("_conv_stem") for key in changed)
    assert any(key.startswith("_conv_head") for key in changed)
    assert not any("running" in key for key in changed)


def test_what_can_be_seen_is_learnt(trained: Any) -> None:
    said = logits(trained, FILMS, TUNING.size)
    assert said.shape == (48, 2)
    assert said[BRIGHT, 0].mean() > said[~BRIGHT, 0].mean()


def test_the_same_seed_makes_the_same_network(trained: Any) -> None:
    again = tuned()
    said, before = logits(again, FILMS, TUNING.size), logits(trained, FILMS, TUNING.size)
    assert np.allclose(said[:, 0], before[:, 0], atol=1e-4)


def test_a_run_that_stopped_goes_on_to_the_same_network(trained: Any, tmp_path: Path) -> None:
    def stop(share: float, words: str) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tuned(tmp_path, stop)
    resumed = tuned(tmp_path)
    assert all(torch.equal(value, resumed.state_dict()[key]) for key, value in trained.state_dict().items())
