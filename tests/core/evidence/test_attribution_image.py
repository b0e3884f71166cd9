"""A bright square is found by every method, in pixels of the picture, and the addends sum to the difference."""

from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("captum", reason="Captum is not installed (extra 'explain')")

from core.encoders.encoder import Batch
from core.evidence.attribution import Question, sole_floating
from core.evidence.attribution_image import (
    Against,
    blurred,
    coarse,
    grad_cam,
    integrated_gradients,
    occlusion,
    where,
)
from core.evidence.view import view
from core.finding import Region
from core.parts import PartError
from tests.core.evidence.tiny import Seer, trained

Array = np.ndarray[Any, Any]
ROWS, COLUMNS, SIDE = 48, 96, 12


def picture(random: np.random.Generator, square: tuple[int, int] | None, columns: int = COLUMNS) -> Array:
    """Gray noise of 48 by 96 pixels, with a bright square at a place or without."""
    film = np.clip(random.normal(0.35, 0.08, (ROWS, columns)), 0, 1).astype(np.float32)
    if square is not None:
        film[square[0] : square[0] + SIDE, square[1] : square[1] + SIDE] += 0.5
    return np.clip(film, 0, 1)


def taught(crop: bool = False) -> Question:
    random = np.random.default_rng(0)
    truth = (np.arange(96) % 2).astype(float)
    margin = COLUMNS // 4 if crop else 0
    films = [
        picture(
            random,
            (int(random.integers(0, ROWS - SIDE)), int(random.integers(margin, COLUMNS - SIDE - margin)))
            if t
            else None,
        )
        for t in truth
    ]
    return trained(Seer(crop), films, truth)


@pytest.fixture(scope="module")
def question() -> Question:
    return taught()


def film(row: int = 30, column: int = 60) -> Array:
    return picture(np.random.default_rng(9), (row, column))


def overlaps(region: Region, row: int, column: int) -> float:
    """Share of the region within the square and its rim of one cell."""
    rim = 8
    wide = max(0, min(region.x + region.width, column + SIDE + rim) - max(region.x, column - rim))
    high = max(0, min(region.y + region.height, row + SIDE + rim) - max(region.y, row - rim))
    return wide * high / (region.width * region.height)


@pytest.mark.parametrize("against", ["blurred", "black"])
def test_gradients_sum_to_the_difference(question: Question, against: Against) -> None:
    found = integrated_gradients(question, film(), against)
    assert found.log_odds - found.baseline > 2.0
    assert abs(found.gap) < 0.03 * abs(found.log_odds - found.baseline)


@pytest.mark.parametrize("method", [integrated_gradients, occlusion])
def test_the_square_is_found_where_it_is(question: Question, method: Any) -> None:
    for row, column in ((30, 60), (2, 4)):
        found = method(question, film(row, column))
        first = where(found.values, ROWS, COLUMNS)[0]
        assert overlaps(first, row, column) > 0.9 and first.share > 0.3


def test_grad_cam_finds_it_too(question: Question) -> None:
    for row, column in ((30, 60), (2, 4)):
        first = where(grad_cam(question, film(row, column), "3"), ROWS, COLUMNS)[0]
        assert overlaps(first, row, column) > 0.9


def test_hiding_the_square_loses_the_log_odds_and_hiding_the_rest_does_not(question: Question) -> None:
    values = occlusion(question, film(), cells=8).values
    inside = values[20:28, 20:24].mean()
    assert inside > 10 * abs(values[:14, :14].mean())


def test_a_place_is_right_where_the_encoder_sees_the_middle_alone() -> None:
    question = taught(crop=True)
    values = integrated_gradients(question, film(30, 56)).values
    assert values.shape == (32, 64) and not values[:, :16].any() and not values[:, 48:].any()
    assert overlaps(where(values, ROWS, COLUMNS)[0], 30, 56) > 0.9


@pytest.mark.parametrize(("crop", "edges"), [(False, (0.0, 1.0)), (True, (0.25, 0.75))])
def test_the_view_is_measured(crop: bool, edges: tuple[float, float]) -> None:
    seen = view(Seer(crop), "pixels", 1000, 2000)
    assert (seen.left, seen.right) == pytest.approx(edges, abs=0.01)
    assert (seen.top, seen.bottom) == pytest.approx((0.0, 1.0), abs=0.01)


class Evened(Seer):
    """Brings each picture to its own mean and spread, so that black and white look the same."""

    def prepare(self, content: Any) -> Batch:
        pixels = super().prepare(content)["pixels"]
        return {"pixels": (pixels - pixels.mean()) / (pixels.std() + 1e-6)}


def test_where_the_view_cannot_be_measured_the_whole_is_taken() -> None:
    seen = view(Evened(), "pixels", 100, 200)
    assert (seen.top, seen.bottom, seen.left, seen.right) == (0.0, 1.0, 0.0, 1.0)


def test_added_edges_are_left_out_of_the_picture() -> None:
    from core.evidence.view import View

    values = np.arange(64.0).reshape(8, 8)
    whole = View(-0.5, 1.5, 0.0, 1.0).whole(values)
    assert np.array_equal(whole, values[2:6])


def test_cells_lose_nothing() -> None:
    values = np.random.default_rng(0).normal(size=(33, 50))
    assert coarse(values, 14).shape == (14, 14)
    assert coarse(values, 14).sum() == pytest.approx(values.sum())
    assert np.array_equal(coarse(values[:5, :5], 14), values[:5, :5])


def test_blurring_keeps_brightness_and_loses_the_square() -> None:
    shown, soft = film(), blurred(film())
    assert soft.mean() == pytest.approx(shown.mean(), abs=0.02) and soft.max() < 0.6
    assert blurred(np.dstack([shown] * 3)).shape == (ROWS, COLUMNS, 3)


def test_an_encoder_with_several_tensors_of_numbers_is_refused() -> None:
    import torch

    with pytest.raises(PartError, match="one tensor of numbers; the encoder prepares a, b"):
        sole_floating({"b": torch.zeros(1), "a": torch.zeros(1)})
