"""The loop learns, draws from the seed alone, stops early and goes back to its best state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.training.loop import Objective, Plan, TrainingError, fit

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)
RANDOM = np.random.default_rng(0)
FEATURES = RANDOM.normal(size=(60, 5)).astype(np.float32)
TRUTH = (FEATURES @ np.array([1.0, -2.0, 0.0, 0.5, 1.5], np.float32) > 0).astype(np.float32)


class Rows:
    """Sixty rows, with noise that each batch draws."""

    def __init__(self, noise: float = 0.0) -> None:
        self.noise = noise
        self.seen: list[int] = []

    def __len__(self) -> int:
        return len(FEATURES)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> Any:
        self.seen += rows.tolist()
        noise = random.normal(0.0, self.noise, (len(rows), 5)).astype(np.float32)
        return torch.from_numpy(FEATURES[rows] + noise), torch.from_numpy(TRUTH[rows])


class Logistic(Objective):
    def __init__(self, dropout: float = 0.0) -> None:
        torch.manual_seed(0)
        self.module = torch.nn.Sequential(torch.nn.Dropout(dropout), torch.nn.Linear(5, 8), torch.nn.Linear(8, 1))

    def loss(self, batch: Any) -> Any:
        features, truth = batch
        return torch.nn.functional.binary_cross_entropy_with_logits(self.module(features)[:, 0], truth)


def weights(objective: Objective) -> Any:
    return torch.cat([p.detach().flatten() for p in objective.module.parameters()])


def test_what_can_be_learnt_is_learnt() -> None:
    history = fit(Logistic(), Rows(), Plan(epochs=20, batch=10, rate=0.05))
    assert len(history.losses) == 120
    assert np.mean(history.losses[-6:]) < 0.5 * np.mean(history.losses[:6])
    assert history.best == 19


def test_the_seed_decides_the_order_the_noise_and_what_is_dropped() -> None:
    def curve(seed: int) -> list[float]:
        return fit(Logistic(dropout=0.3), Rows(noise=0.1), Plan(epochs=2, batch=16, seed=seed)).losses

    assert curve(1) == curve(1)
    assert curve(1) != curve(2)


def test_every_epoch_sees_every_sample_once_in_an_order_of_its_own() -> None:
    rows = Rows()
    fit(Logistic(), rows, Plan(epochs=2, batch=7))
    first, second = rows.seen[:60], rows.seen[60:]
    assert sorted(first) == sorted(second) == list(range(60))
    assert first != second


def test_batches_differ_by_one_sample_at_most() -> None:
    sizes: list[int] = []

    class Counted(Rows):
        def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> Any:
            sizes.append(len(rows))
            return super().batch(rows, random)

    fit(Logistic(), Counted(), Plan(epochs=1, batch=59))
    assert sizes == [30, 30]


def test_accumulated_batches_step_as_one_batch_of_all() -> None:
    whole, parts = Logistic(), Logistic()
    fit(whole, Rows(), Plan(epochs=3, batch=20))
    fit(parts, Rows(), Plan(epochs=3, batch=5, accumulate=4))
    assert torch.allclose(weights(whole), weights(parts), atol=1e-5)


def test_it_stops_when_nothing_gets_better_and_goes_back_to_the_best_state() -> None:
    objective, figures, states = Logistic(), iter([0.5, 0.9, 0.8, 0.7, 0.95]), []

    def validate() -> float:
        assert not objective.module.training
        states.append(weights(objective))
        return next(figures)

    history = fit(objective, Rows(), Plan(epochs=9, batch=30, patience=2), validate=validate)
    assert history.figures == [0.5, 0.9, 0.8, 0.7]
    assert history.best == 1
    assert torch.equal(weights(objective), states[1])
    assert not objective.module.training


def test_a_figure_that_is_no_number_is_never_the_best() -> None:
    figures = iter([0.5, float("nan"), 0.4])
    assert fit(Logistic(), Rows(), Plan(epochs=3), validate=lambda: next(figures)).best == 0


def test_bfloat16_reaches_the_forward_pass_and_the_weights_stay_single() -> None:
    formats = []

    class Watched(Logistic):
        def loss(self, batch: Any) -> Any:
            formats.append(self.module(batch[0]).dtype)
            return super().loss(batch)

    objective = Watched()
    fit(objective, Rows(), Plan(epochs=1, precision="bfloat16"))
    assert set(formats) == {torch.bfloat16}
    assert weights(objective).dtype == torch.float32


def test_progress_rises_to_one() -> None:
    shares: list[float] = []
    fit(Logistic(), Rows(), Plan(epochs=2, batch=20), report=lambda share, words: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_nothing_to_learn_from_is_said() -> None:
    class Nothing(Rows):
        def __len__(self) -> int:
            return 0

    with pytest.raises(TrainingError, match="training part is empty"):
        fit(Logistic(), Nothing(), Plan())


def test_nothing_that_may_learn_is_said() -> None:
    frozen = Logistic()
    frozen.module.requires_grad_(False)
    with pytest.raises(TrainingError, match="every parameter is frozen"):
        fit(frozen, Rows(), Plan())


def test_a_loss_that_is_no_number_stops_the_run() -> None:
    class Broken(Logistic):
        def loss(self, batch: Any) -> Any:
            return super().loss(batch) * float("nan")

    with pytest.raises(TrainingError, match="at step 1: lower the rate"):
        fit(Broken(), Rows(), Plan())


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_a_run_that_stopped_anywhere_goes_on_as_if_it_had_not(tmp_path: Path, dropout: float) -> None:
    plan = Plan(epochs=4, batch=9, checkpoint_steps=2)
    undisturbed = Logistic(dropout)
    expected = fit(undisturbed, Rows(0.1), plan, validate=lambda: float(weights(undisturbed).norm()))

    class Dying(Logistic):
        left = 10

        def loss(self, batch: Any) -> Any:
            Dying.left -= 1
            if Dying.left < 0:
                raise KeyboardInterrupt
            return super().loss(batch)

    dying = Dying(dropout)
    with pytest.raises(KeyboardInterrupt):
        fit(dying, Rows(0.1), plan, validate=lambda: float(weights(dying).norm()), checkpoints=tmp_path)
    Dying.left = 1000
    resumed = Dying(dropout)
    torch.nn.init.zeros_(next(resumed.module.parameters()))
    history = fit(resumed, Rows(0.1), plan, validate=lambda: float(weights(resumed).norm()), checkpoints=tmp_path)
    assert Dying.left == 1000 - (28 - 10)
    assert (history.losses, history.figures, history.best) == (expected.losses, expected.figures, expected.best)
    assert torch.equal(weights(resumed), weights(undisturbed))


def test_a_run_that_is_done_is_not_trained_again(tmp_path: Path) -> None:
    plan = Plan(epochs=2)
    first, rows = Logistic(), Rows()
    expected = fit(first, rows, plan, checkpoints=tmp_path)
    seen = len(rows.seen)
    again = Logistic()
    assert fit(again, rows, plan, checkpoints=tmp_path) == expected
    assert len(rows.seen) == seen
    assert torch.equal(weights(again), weights(first))
