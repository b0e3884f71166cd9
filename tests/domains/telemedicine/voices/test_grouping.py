"""As many voices are told as there are, and noise makes none."""

import numpy as np
import pytest
from numpy.typing import NDArray

from domains.telemedicine.voices.grouping import grouped, steady
from domains.telemedicine.voices.hearing import Heard


def cloud(axis: NDArray[np.float64], count: int, chance: np.random.Generator) -> NDArray[np.float32]:
    """Windows of one voice: cosines of about 0.9 to their middle."""
    made = axis + chance.normal(scale=0.03, size=(count, 256))
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), np.float32)


def heard(counts: list[int], cosine: float = 0.6) -> Heard:
    """Voices one after the other, all with the same cosine to each other."""
    chance = np.random.default_rng(3)
    base = np.eye(256)[: len(counts) + 1]
    axes = np.sqrt(cosine) * base[0] + np.sqrt(1 - cosine) * base[1:]
    vectors = np.concatenate([cloud(axis, count, chance) for axis, count in zip(axes, counts, strict=True)])
    starts = np.arange(len(vectors), dtype=np.float32) * np.float32(0.4)
    return Heard(starts, starts + np.float32(1.6), vectors)


@pytest.mark.parametrize(
    "counts", [[60], [60, 40], [50, 40, 30], [40, 40, 30, 30], [120, 20]], ids=lambda counts: "-".join(map(str, counts))
)
def test_voices_are_counted(counts: list[int]) -> None:
    groups = grouped(heard(counts))
    assert len(groups.middles) == len(counts)
    assert np.allclose(np.linalg.norm(groups.middles, axis=1), 1.0, atol=1e-5)


def test_voices_too_alike_are_one() -> None:
    assert len(grouped(heard([50, 50], cosine=0.97)).middles) == 1
    assert grouped(heard([50, 50], cosine=0.8)).alike == pytest.approx(0.8, abs=0.05)


def test_a_few_odd_windows_are_no_voice() -> None:
    assert len(grouped(heard([80, 2])).middles) == 1


def test_five_voices_are_no_more_than_four() -> None:
    assert len(grouped(heard([30] * 5)).middles) <= 4


def test_nothing_and_little_is_heard() -> None:
    assert len(grouped(heard([1])).middles) == 1
    empty = Heard(*(np.zeros(0, np.float32),) * 2, np.zeros((0, 256), np.float32))
    assert len(grouped(empty).middles) == 0


def test_windows_across_a_change_do_not_count() -> None:
    said = heard([20, 20])
    said.vectors[20] = (said.vectors[5] + said.vectors[30]) / np.linalg.norm(said.vectors[5] + said.vectors[30])
    kept = steady(said)
    assert not (np.abs(kept - said.vectors[20]).max(axis=1) < 1e-6).any()
