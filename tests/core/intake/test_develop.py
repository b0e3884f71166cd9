import numpy as np
import pytest

from core.intake.develop import develop, sound

TABLE = np.linspace(0, 1, 65536, dtype=np.float32)


@pytest.mark.parametrize("shape", [(1, 1), (3, 5), (700, 900), (1, 300_000), (300_000, 1)])
def test_every_pixel_is_looked_up(shape: tuple[int, int]) -> None:
    stored = np.random.default_rng(0).integers(0, 65536, shape, np.uint16)
    film = develop(stored, TABLE)
    assert film.dtype == np.float32
    assert np.array_equal(film, TABLE[stored])


def test_eight_bits() -> None:
    stored = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(develop(stored, TABLE[::257])[-1, -1], np.float32(TABLE[::257][255]))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1.0001, -0.0001])
def test_a_table_with_anything_else_is_not_sound(value: float) -> None:
    table = TABLE.copy()
    assert sound(table)
    table[77] = value
    assert not sound(table)
