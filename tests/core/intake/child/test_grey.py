import numpy as np
import pytest

from core.intake.child.grey import luma
from core.intake.refusal import Code, Refused


def test_equal_channels_stay() -> None:
    values = np.arange(256, dtype=np.uint8).reshape(16, 16)
    assert np.array_equal(luma(np.stack([values] * 3, axis=2)), values)


def test_noise_of_the_chroma_is_let_pass() -> None:
    rng = np.random.default_rng(0)
    values = rng.integers(30, 220, (300, 1000, 1))
    noisy = (values + rng.integers(-12, 13, (300, 1000, 3))).astype(np.uint8)
    assert np.abs(luma(noisy).astype(int) - values[..., 0]).max() <= 12


def test_a_coloured_marker_is_let_pass_but_no_colour_picture() -> None:
    picture = np.full((100, 100, 3), 90, np.uint8)
    picture[0, :100] = (255, 0, 0)
    assert luma(picture)[0, 0] in (76, 77)
    picture[1, 0] = (255, 0, 0)
    with pytest.raises(Refused) as caught:
        luma(picture)
    assert caught.value.code == Code.COLOUR
