"""Two processes end where one process with the doubled batch does, and what fails in them is one sentence."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.recipe import TrainingRecipe
from core.training.backends import ddp, ray
from core.training.backends.catalogue import BACKENDS, train
from core.training.backends.job import Job
from core.training.loop import Plan, TrainingError
from tests.core.training.backends import team

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
PLAN = Plan(epochs=3, batch=5, rate=0.05, accumulate=2, seed=2)
HEAVY = "CHIRON_TEST_RAY"


@pytest.fixture(autouse=True)
def no_main_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """A spawned process runs the main module again, and that of a parallel test run cannot be run twice."""
    monkeypatch.delattr(sys.modules["__main__"], "__file__", raising=False)


def test_two_processes_end_where_one_with_the_doubled_batch_does() -> None:
    history, state = ddp.train(Job(team.make, PLAN), processes=2)
    alone, expected = train(Job(team.make, replace(PLAN, batch=10)), TrainingRecipe())
    assert history.losses == pytest.approx(alone.losses, abs=1e-5)
    assert history.figures == pytest.approx(alone.figures, abs=1e-5)
    assert history.best == alone.best
    assert state.keys() == expected.keys()
    for key, value in expected.items():
        assert torch.allclose(state[key], value, atol=1e-5)


def test_what_fails_in_a_process_is_said_in_one_sentence() -> None:
    with pytest.raises(TrainingError, match=r"A training process failed: .*The films are unreadable") as caught:
        ddp.train(Job(team.broken, PLAN), processes=1)
    assert len(str(caught.value).splitlines()) == 1


def test_the_recipe_chooses_the_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []
    for name in BACKENDS:
        monkeypatch.setitem(BACKENDS, name, lambda job, processes, report, name=name: asked.append((name, processes)))
    for said in ({}, {"processes": 3}, {"backend": "ray", "processes": 2}, {"backend": "single"}):
        train(Job(team.make, PLAN), TrainingRecipe.model_validate(said))
    assert asked == [("single", 1), ("ddp", 3), ("ray", 2), ("single", 1)]


def test_ray_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray.train", None)
    with pytest.raises(TrainingError, match=r"chiron-suite\[ray\]"):
        ray.train(Job(team.make, PLAN))


@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed (extra 'ray')")
@pytest.mark.skipif(HEAVY not in os.environ, reason=f"Ray Train takes half a minute to start: set {HEAVY}=1")
def test_ray_train_ends_where_one_process_does() -> None:
    code = (
        "from core.training.backends import ray; from core.training.backends.job import Job;"
        "from core.training.loop import Plan; from tests.core.training.backends import team;"
        f"print(ray.train(Job(team.make, {PLAN!r}), 2)[0].losses[-1])"
    )
    root = Path(__file__).parents[4]
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=200, check=True
    )
    alone, _ = train(Job(team.make, replace(PLAN, batch=10)), TrainingRecipe())
    assert float(found.stdout.strip().splitlines()[-1]) == pytest.approx(alone.losses[-1], abs=1e-5)
