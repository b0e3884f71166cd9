"""What is drawn follows from the seed and the position, and from nothing else."""

import random

import numpy as np
import pytest

from core.training import seeds

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")


def drawn() -> tuple[float, float, float]:
    return float(torch.rand(1)), float(np.random.uniform()), random.random()  # noqa: S311 - what is seeded


def test_a_step_draws_the_same_whenever_it_is_reached() -> None:
    seeds.plant(1, 7, 0)
    first = drawn()
    seeds.plant(1, 8, 0)
    assert all(a != b for a, b in zip(first, drawn(), strict=True))
    seeds.plant(1, 7, 0)
    assert drawn() == first


def test_processes_seeds_and_parts_draw_apart() -> None:
    streams = [(0, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)]
    assert len({seeds.generator(*stream).uniform() for stream in streams}) == len(streams)


def test_the_order_is_one_for_all_processes_and_new_in_every_epoch() -> None:
    assert np.array_equal(seeds.order(3, 1, 50), seeds.order(3, 1, 50))
    assert not np.array_equal(seeds.order(3, 1, 50), seeds.order(3, 2, 50))
    assert sorted(seeds.order(3, 1, 50).tolist()) == list(range(50))
