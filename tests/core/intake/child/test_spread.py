import numpy as np

from core.intake.child.spread import window


def test_a_few_extremes_do_not_count() -> None:
    values = np.concatenate([np.linspace(100, 200, 10_000), [-1e6, 1e6]])
    found = window(values)
    assert found is not None
    assert 99 < found[0] < 101
    assert 199 < found[1] < 201


def test_an_almost_even_picture_uses_all_it_has() -> None:
    values = np.zeros(10_000)
    values[0] = 7
    assert window(values) == (0, 7)


def test_nothing_to_spread() -> None:
    assert window(np.zeros(10)) is None
    assert window(np.empty(0)) is None
