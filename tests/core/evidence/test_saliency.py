"""Heat maps hold what speaks for a finding; regions hold the heat."""

import numpy as np
import pytest

from core.evidence.saliency import heat, regions


def test_only_what_speaks_for_the_finding_is_hot() -> None:
    hot = heat(np.array([[-3.0, 1.0], [2.0, 0.0]]))
    assert hot.dtype == np.float32
    assert np.allclose(hot, [[0.0, 0.5], [1.0, 0.0]])


def test_where_nothing_speaks_for_it_all_is_cold() -> None:
    cold = heat(np.full((7, 7), -1.0))
    assert not cold.any()
    assert regions(cold, 700, 700) == ()


def test_a_region_lies_in_pixels_of_the_film() -> None:
    hot = np.zeros((10, 20))
    hot[2:4, 5:8] = 1.0
    (region,) = regions(hot, 1000, 1000)
    assert (region.x, region.y, region.width, region.height) == (250, 200, 150, 200)
    assert region.share == pytest.approx(1.0)


def test_separate_islands_are_separate_regions_the_strongest_first() -> None:
    hot = np.zeros((10, 10))
    hot[0, 0] = 0.6
    hot[5:7, 5:7] = 1.0
    first, second = regions(hot, 100, 100)
    assert (first.x, second.x) == (50, 0)
    assert first.share == pytest.approx(4.0 / 4.6)
    assert second.share == pytest.approx(0.6 / 4.6)


def test_cells_that_touch_at_a_corner_only_are_apart() -> None:
    assert len(regions(np.eye(4), 4, 4)) == 4


def test_regions_stay_inside_films_that_do_not_divide_evenly() -> None:
    for region in regions(np.ones((7, 7)), 1955, 1841):
        assert region.x + region.width <= 1841
        assert region.y + region.height <= 1955


def test_where_the_whole_film_is_warm_only_what_stands_out_is_outlined() -> None:
    warm = np.full((7, 7), 0.3)
    warm[2:4, 3:5] = 1.0
    (region,) = regions(warm, 7, 7)
    assert (region.x, region.y, region.width, region.height) == (3, 2, 2, 2)
    warm[warm < 1.0] = 0.7
    (region,) = regions(warm, 7, 7)
    assert (region.x, region.y, region.width, region.height) == (3, 2, 2, 2)
