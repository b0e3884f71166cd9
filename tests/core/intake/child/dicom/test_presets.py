from dataclasses import replace
from typing import Any

import pytest
from pydicom.dataset import Dataset

from core.intake.child.dicom.declared import Declared
from core.intake.child.dicom.presets import MOST, windows

SHAPE = Declared(10, 20, 1, "MONOCHROME2", 16, 12, 11, signed=False, planar=0)


def said(**elements: Any) -> Dataset:
    made = Dataset()
    for keyword, value in elements.items():
        setattr(made, keyword, value)
    return made


def test_further_windows_are_told_in_terms_of_the_first() -> None:
    film = said(WindowCenter=[2000, 2000, 2500], WindowWidth=[1000, 500, 1000])
    assert windows(film, SHAPE) == [[0.25, 0.75, "Window 2"], [0.5, 1.5, "Window 3"]]
    film.WindowCenterWidthExplanation = ["NORMAL", "HARDER", "BRIGHT"]
    assert [name for _, _, name in windows(film, SHAPE)] == ["HARDER", "BRIGHT"]
    bright_is_dark = replace(SHAPE, photometric="MONOCHROME1")
    assert windows(film, bright_is_dark)[1] == [-0.5, 0.5, "BRIGHT"]


@pytest.mark.parametrize(
    "elements",
    [
        {},
        {"WindowCenter": 2000, "WindowWidth": 1000},
        {"WindowCenter": [2000, 1], "WindowWidth": [1000]},
        {"WindowCenter": [2000, 1], "WindowWidth": [1, 1]},
        {"WindowCenter": [2000, 1], "WindowWidth": [1000, 0]},
        {"WindowCenter": [1, 2], "WindowWidth": [9, 9], "VOILUTFunction": "SIGMOID"},
        {"WindowCenter": [1, 2], "WindowWidth": [9, 9], "VOILUTSequence": [said(LUTData=[1])]},
    ],
)
def test_without_a_straight_first_window_there_are_none(elements: dict[str, Any]) -> None:
    assert windows(said(**elements), SHAPE) == []


def test_not_too_many() -> None:
    assert len(windows(said(WindowCenter=[5] * 20, WindowWidth=[9] * 20), SHAPE)) == MOST
