from io import BytesIO

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.pixels.processing import apply_windowing

from core.intake.child.dicom.voi import announced, first_number, shown, window

VALUES = np.arange(-500, 5000, dtype=np.float64)


def windowed(center: object, width: object, function: str | None = None) -> Dataset:
    made = Dataset()
    made.WindowCenter, made.WindowWidth = center, width
    if function:
        made.VOILUTFunction = function
    made.BitsStored, made.PixelRepresentation, made.PhotometricInterpretation = 12, 0, "MONOCHROME2"
    return made


@pytest.mark.parametrize("function", [None, "LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize(("center", "width"), [(2048, 4096), (40.5, 400), (100, 1.5), (3000, 2)])
def test_the_window_functions_are_those_of_pydicom(function: str | None, center: float, width: float) -> None:
    made = windowed(center, width, function)
    with np.errstate(over="ignore"):
        theirs = apply_windowing(VALUES.copy(), made) / 4095
    ours = shown(VALUES, made)
    assert ours is not None
    assert_allclose(ours, theirs, atol=1e-9)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID", "SOMETHING"])
@pytest.mark.parametrize("width", [0, -5])
def test_a_window_without_width_is_none(function: str, width: float) -> None:
    assert window(VALUES, 100, width, function) is None


def test_a_linear_window_of_one_is_a_step() -> None:
    step = window(VALUES, 100, 1, "LINEAR")
    assert step is not None
    assert set(np.unique(step)) <= {0.0, 0.5, 1.0}


def test_extreme_windows_stay_numbers() -> None:
    for function in ("LINEAR", "LINEAR_EXACT", "SIGMOID"):
        for center, width in ((1e300, 1e-300), (-1e300, 1e300), (0, 1e-12)):
            found = window(VALUES, center, width, function)
            assert found is None or (found.min() >= 0 and found.max() <= 1)
    assert window(np.array([np.nan, 0.0]), 0, 2, "LINEAR") is None


def test_the_first_of_several_windows() -> None:
    both, first = shown(VALUES, windowed([40, 2000], [400, 4000])), shown(VALUES, windowed(40, 400))
    assert both is not None
    assert first is not None
    assert_allclose(both, first)


def test_nothing_is_said() -> None:
    assert shown(VALUES, Dataset()) is None
    assert not announced(Dataset())
    only_center = Dataset()
    only_center.WindowCenter = 40
    assert shown(VALUES, only_center) is None
    assert announced(only_center)


def test_numbers() -> None:
    made = Dataset()
    made.WindowCenter, made.RescaleSlope = ["3", "4"], ""
    assert first_number(made, "WindowCenter") == 3
    assert first_number(made, "RescaleSlope") is None
    assert first_number(made, "RescaleIntercept") is None


@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
def test_a_number_that_is_none() -> None:
    made = read_dataset(BytesIO(b"\x28\x00\x50\x10DS\x04\x00abc "), False, True)
    assert "WindowCenter" in made
    assert first_number(made, "WindowCenter") is None


def looked_up(first: int, bits: int, data: list[int]) -> Dataset:
    item = Dataset()
    item.add_new(0x00283002, "US", [len(data), first, bits])
    item.add_new(0x00283006, "US", data)
    made = Dataset()
    made.VOILUTSequence = [item]
    made.WindowCenter, made.WindowWidth = 0, 1
    return made


def test_the_table_goes_before_the_window() -> None:
    found = shown(np.array([-5.0, 10, 11, 12, 13, 99]), looked_up(10, 8, [0, 51, 255, 102]))
    assert found is not None
    assert_allclose(found, [0, 0, 0.2, 1, 0.4, 0.4])


def test_a_table_that_contradicts_its_own_bits_is_none() -> None:
    assert shown(np.array([0.0, 1.0]), looked_up(0, 8, [0, 65535])) is None
    assert shown(np.array([0.0, 1.0]), looked_up(0, 0, [0, 1])) is None


def test_a_table_that_cannot_be_read_is_none() -> None:
    made = Dataset()
    made.VOILUTSequence = [Dataset()]
    assert shown(VALUES, made) is None
    assert announced(made)
