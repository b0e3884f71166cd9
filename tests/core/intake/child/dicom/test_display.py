from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_modality_lut, apply_windowing

from core.intake.arena import Stored
from core.intake.child.dicom import declared, display
from tests.core.intake.films import dataset, ramp

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")


def developed(pixels: NDArray[Any], bits: int | None = None, **elements: Any) -> tuple[NDArray[Any], list[str]]:
    """The film as it is shown, and what was noticed."""
    made = dataset(pixels, bits, **elements)
    said = declared.read(made, pixels.nbytes)
    stored: Stored = pixels.view(np.uint8 if pixels.dtype.itemsize == 1 else np.uint16)
    table, notices = display.table(made, said, stored)
    assert table.dtype == np.float32
    return table[stored], notices


def test_eight_bits_are_shown_whole() -> None:
    shown, notices = developed(ramp(kind=np.uint8, top=200))
    assert_allclose(shown, ramp(kind=np.uint8, top=200) / 255, atol=1e-6)
    assert notices == []


def test_monochrome1_is_inverted_so_that_air_is_dark() -> None:
    picture = ramp(kind=np.uint8, top=255)
    shown, _ = developed(picture, PhotometricInterpretation="MONOCHROME1")
    assert_allclose(shown, 1 - picture / 255, atol=1e-6)


@pytest.mark.parametrize("kind", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize(("pixels", "bits"), [(ramp(), 12), (ramp(kind=np.int16, top=3000) - np.int16(1000), 16)])
def test_rescale_and_window_are_those_of_pydicom(kind: str, pixels: NDArray[Any], bits: int) -> None:
    elements = {"RescaleSlope": 2, "RescaleIntercept": -1024, "WindowCenter": 300, "WindowWidth": 1500}
    shown, notices = developed(pixels, bits, PhotometricInterpretation=kind, **elements)
    made = dataset(pixels, bits, **elements)
    theirs = apply_windowing(apply_modality_lut(pixels, made), made)
    low, high = theirs.min(), theirs.max()
    expected = (theirs - low) / (high - low)
    assert_allclose(shown, 1 - expected if kind == "MONOCHROME1" else expected, atol=1e-5)
    assert notices == []


def test_a_deep_film_without_window_goes_from_its_darkest_to_its_brightest_pixels() -> None:
    pixels = ramp(100, 100, top=3000) + np.uint16(500)
    pixels[0, 0], pixels[0, 1] = 65535, 0
    shown, notices = developed(pixels)
    assert shown.min() == 0
    assert shown.max() == 1
    assert 0.49 < np.median(shown) < 0.51
    assert notices == []


@pytest.mark.parametrize(
    "window",
    [
        {"WindowCenter": 1e6, "WindowWidth": 10},
        {"WindowCenter": 2000, "WindowWidth": 0},
        {"WindowCenter": 2000, "WindowWidth": -4},
        {"VOILUTSequence": [Dataset()]},
    ],
)
def test_a_window_that_shows_nothing_is_replaced_and_noticed(window: dict[str, Any]) -> None:
    shown, notices = developed(ramp(), 12, **window)
    plain, _ = developed(ramp(), 12)
    assert_allclose(shown, plain)
    assert notices == [display.NO_WINDOW]


def test_unused_bits_are_left_out() -> None:
    picture = ramp(top=4095)
    noisy = picture | np.uint16(0xA000)
    window = {"WindowCenter": 2048, "WindowWidth": 4096}
    shown, notices = developed(noisy, 12, **window)
    assert_allclose(shown, developed(picture, 12, **window)[0])
    assert "12 bits" in notices[0]
    overlay = dataset(noisy, 12, **window)
    overlay.add_new(0x60000102, "US", 15)
    assert display.table(overlay, declared.read(overlay, 1), noisy)[1] == []


def test_values_above_the_lowest_bits() -> None:
    picture = ramp(top=4095)
    window = {"WindowCenter": 2048, "WindowWidth": 4096}
    shifted, _ = developed(picture << 4, 12, HighBit=15, **window)
    assert_allclose(shifted, developed(picture, 12, **window)[0])


def test_twelve_signed_bits_without_the_sign_spread_out() -> None:
    values = ramp(kind=np.int16, top=4095) - np.int16(2048)
    window = {"WindowCenter": 0, "WindowWidth": 4096}
    packed = (values.view(np.uint16) & 0x0FFF).view(np.int16)
    shown, notices = developed(packed, 12, **window)
    assert_allclose(shown, developed(values, 16, **window)[0])
    assert notices == []


@pytest.mark.parametrize("kind", ["MONOCHROME1", "MONOCHROME2"])
def test_padding_is_dark_and_does_not_count(kind: str) -> None:
    pixels = ramp(top=1000) + np.uint16(1000)
    framed = np.pad(pixels, 64, constant_values=65535)
    shown, _ = developed(framed, PixelPaddingValue=65535, PhotometricInterpretation=kind)
    alone, _ = developed(pixels, PhotometricInterpretation=kind)
    assert shown[0, 0] == 0
    assert_allclose(shown[64:-64, 64:-64], alone, atol=0.02)


def test_a_range_of_padding() -> None:
    pixels = ramp(top=4095)
    shown, _ = developed(pixels, 12, PixelPaddingValue=4000, PixelPaddingRangeLimit=4095)
    assert shown[pixels >= 4000].max() == 0
    assert shown[pixels < 4000].max() == 1


def test_padding_of_a_signed_film_written_without_sign() -> None:
    pixels = ramp(kind=np.int16, top=1000)
    pixels[:8] = -2000
    made = dataset(pixels)
    made.add_new(0x00280120, "US", 65536 - 2000)
    table, _ = display.table(made, declared.read(made, 1), pixels.view(np.uint16))
    assert table[np.uint16(65536 - 2000)] == 0
    assert 0.4 < np.median(table[pixels[8:].view(np.uint16)]) < 0.6


def test_a_modality_table() -> None:
    item = Dataset()
    item.add_new(0x00283002, "US", [4, 0, 16])
    item.add_new(0x00283006, "US", [0, 3000, 1000, 2000])
    pixels = np.tile(np.arange(4, dtype=np.uint16), (8, 8))
    shown, _ = developed(pixels, 12, ModalityLUTSequence=[item], WindowCenter=1500.5, WindowWidth=3001)
    assert_allclose(shown[0, :4], [0, 1, 1 / 3, 2 / 3], atol=1e-3)


def test_an_endless_rescale_is_left_out() -> None:
    plain, _ = developed(ramp(), 12)
    with np.errstate(all="ignore"):
        shown, _ = developed(ramp(), 12, RescaleSlope="1e308", RescaleIntercept="1e308")
    assert_allclose(shown, plain)


def test_a_presentation_that_contradicts_is_noticed() -> None:
    _, notices = developed(ramp(), 12, PresentationLUTShape="INVERSE")
    assert "MONOCHROME2" in notices[0]
    assert developed(ramp(), 12, PresentationLUTShape="IDENTITY")[1] == []


def test_colour_that_became_grey_is_shown_as_it_is() -> None:
    colours = np.zeros((4, 4, 3), np.uint8)
    made = dataset(colours, WindowCenter=1, WindowWidth=2)
    table, notices = display.table(made, declared.read(made, 48), colours[..., 0])
    assert_allclose(table, np.arange(256) / 255, atol=1e-6)
    assert notices == []
