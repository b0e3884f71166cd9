"""Pre-training looks at no finding: views find each other, and facts are told where they are known."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.image_network import lite
from core.training.loop import Plan
from core.training.pretext import Pretext, Unlabelled, Views, pretrain

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)
SIZE = 32
RANDOM = np.random.default_rng(0)
FILMS = [RANDOM.integers(0, 255, (40, 40)).astype("u1") for _ in range(16)]
FACTS = np.column_stack([np.arange(16) % 2, np.full(16, np.nan)])
FACTS[:4, 0] = np.nan
UNLABELLED = Unlabelled(FILMS, FACTS)


def network() -> Any:
    torch.manual_seed(0)
    return lite(SIZE, 1)


def test_two_views_of_a_film_differ_and_its_facts_stay() -> None:
    first, second, facts = Views(UNLABELLED, SIZE).batch(np.array([0, 5]), np.random.default_rng(0))
    assert first.shape == second.shape == (2, 1, SIZE, SIZE)
    assert not torch.equal(first, second)
    assert facts[0].isnan().all()
    assert facts[1, 0] == 1.0


def test_facts_that_nobody_knows_cost_nothing() -> None:
    objective = Pretext(network(), 2)
    first, second, facts = Views(UNLABELLED, SIZE).batch(np.arange(16), np.random.default_rng(0))
    unknown = torch.full_like(facts, torch.nan)
    objective.module.eval()
    told, silent = objective.loss((first, second, facts)), objective.loss((first, second, unknown))
    assert torch.isfinite(silent)
    assert told > silent


def test_the_whole_network_learns_and_a_run_that_stopped_goes_on(tmp_path: Path) -> None:
    plan = Plan(epochs=2, batch=8, rate=1e-3)
    whole = pretrain(network(), UNLABELLED, SIZE, plan)

    def stop(share: float, words: str) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pretrain(network(), UNLABELLED, SIZE, plan, checkpoints=tmp_path, report=stop)
    resumed = pretrain(network(), UNLABELLED, SIZE, plan, checkpoints=tmp_path)
    state, before = whole.state_dict(), network().state_dict()
    assert all(torch.equal(value, resumed.state_dict()[key]) for key, value in state.items())
    assert not torch.equal(state["_conv_stem.weight"], before["_conv_stem.weight"])
