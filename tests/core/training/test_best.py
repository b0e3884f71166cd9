"""The best epoch, and when to stop waiting for a better one."""

import pytest

from core.training.best import best_of, copied, is_over, restore

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
NAN = float("nan")


@pytest.mark.parametrize(
    ("figures", "best"), [([0.1], 0), ([0.1, 0.3, 0.2], 1), ([0.3, 0.3], 0), ([NAN, 0.1], 1), ([NAN, NAN], 0)]
)
def test_the_best_is_the_greatest_number_and_the_first_of_equals(figures: list[float], best: int) -> None:
    assert best_of(figures) == best


def test_patience_counts_epochs_since_the_best() -> None:
    assert not is_over([], 1)
    assert not is_over([0.5, 0.4], 2)
    assert is_over([0.5, 0.4, 0.3], 2)
    assert not is_over([0.5, 0.4, 0.6], 2)
    assert not is_over([0.5] * 99, 0)


def test_a_copied_state_comes_back_in_the_modules_own_layout() -> None:
    module = torch.nn.Conv2d(3, 4, 3).to(memory_format=torch.channels_last)
    state = copied(module)
    expected = module.weight.detach().clone()
    torch.nn.init.zeros_(module.weight)
    restore(module, state)
    assert torch.equal(module.weight, expected)
    assert module.weight.is_contiguous(memory_format=torch.channels_last)
