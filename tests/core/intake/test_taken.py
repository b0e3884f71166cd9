"""What the limited process answers is believed only where it can be."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from core.intake import taken
from core.intake.arena import Arena
from core.intake.limits import Limits
from core.intake.taken import Impossible

LIMITS = Limits(media_length=1.0, frames=4, frame_side=8, pixels=64, bytes=64, media_bytes=64).for_media()
FILM: dict[str, Any] = {"shape": [2, 4, 6], "times": [0, 0.5], "samples": 10, "facts": {"seconds": 1.0}}


@pytest.fixture
def arena() -> Iterator[Arena]:
    made = Arena.make(LIMITS)
    yield made
    made.close()


def test_a_film_that_can_be(arena: Arena) -> None:
    arena.pixels(1, 164, 8)[:] = 255
    clip, said = taken.film(FILM, arena, LIMITS)
    assert clip.frames.shape == (2, 4, 6, 3)
    assert clip.frames.min() == 1.0
    assert clip.sound is not None
    assert clip.sound.tolist() == [np.float32(-1 / 32768)] * 10
    assert said == {"seconds": 1.0, "notices": ()}


@pytest.mark.parametrize(
    "wrong",
    [
        *({"shape": None}, {"shape": [2, 4]}, {"shape": [5, 4, 6]}, {"shape": [2, 4, 9]}, {"shape": [2, -4, -6]}),
        *({"shape": [True, 4, 6]}, {"shape": [2.0, 4, 6]}, {"times": [0.5, 0.5]}, {"times": [0]}, {"times": ["0", 1]}),
        *({"times": [-1, 0]}, {"times": [0, float("inf")]}, {"times": None}, {"samples": 0}, {"samples": 16_001}),
        *({"samples": "10"}, {"samples": True}),
    ],
)
def test_a_film_that_cannot_be(wrong: dict[str, Any], arena: Arena) -> None:
    with pytest.raises(Impossible):
        taken.film(FILM | wrong, arena, LIMITS)


@pytest.mark.parametrize("answer", [{}, {"samples": -1}, {"samples": 16_001}, {"samples": None}])
def test_a_sound_that_cannot_be(answer: dict[str, Any], arena: Arena) -> None:
    with pytest.raises(Impossible):
        taken.sound(answer, arena, LIMITS)


@pytest.mark.parametrize("facts", [None, {}, {"rows": 10, "columns": 10**6}, {"rows": -1, "columns": -1}])
def test_a_picture_that_cannot_be(facts: object, arena: Arena) -> None:
    with pytest.raises(Impossible):
        taken.picture({"facts": facts}, arena, LIMITS)


def test_the_largest_film_has_room(arena: Arena) -> None:
    take: Callable[..., Any] = taken.film
    whole = {"shape": [4, 8, 8], "times": [0, 1, 2, 3], "samples": 16_000}
    clip, _ = take(whole, arena, LIMITS)
    assert len(clip.sound) == 16_000
