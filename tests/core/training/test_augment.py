"""Films are moved and toned within the limits, and the seed decides how."""

import pytest

from core.training.augment import Augmentation

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
STILL = Augmentation(0, 0, 0, 0, 0, 0, 0, flip=0)


def films(count: int = 8):  # type: ignore[no-untyped-def]
    return torch.rand(count, 1, 40, 40, generator=torch.Generator().manual_seed(0))


def random(seed: int):  # type: ignore[no-untyped-def]
    return torch.Generator().manual_seed(seed)


def test_without_any_change_the_film_stays() -> None:
    assert torch.allclose(STILL(films(), 40, random(0)), films(), atol=1e-3)


def test_a_certain_flip_mirrors() -> None:
    mirrored = Augmentation(0, 0, 0, 0, 0, 0, 0, flip=1)(films(), 40, random(0))
    assert torch.allclose(mirrored, films().flip(3), atol=1e-3)


def test_the_seed_decides() -> None:
    first, again, other = (Augmentation()(films(), 32, random(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.allclose(first, other)


def test_the_output_has_the_asked_size_and_stays_near_gray_levels() -> None:
    moved = Augmentation()(films(), 32, random(3))
    assert tuple(moved.shape) == (8, 1, 32, 32)
    assert -0.5 < float(moved.min()) and float(moved.max()) < 1.5


def test_a_shift_moves_the_picture() -> None:
    spot = torch.zeros(64, 1, 40, 40)
    spot[:, :, 19:21, 19:21] = 1.0
    shifted = Augmentation(0, 0, 0, 0.5, 0, 0, 0, flip=0)(spot, 40, random(0))
    centres = torch.stack([picture[0].nonzero().float().mean(dim=0) for picture in (shifted > 0.3)])
    assert centres.std() > 2.0
