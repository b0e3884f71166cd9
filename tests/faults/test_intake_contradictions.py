"""Films that contradict themselves are refused or noticed, never read as if nothing were wrong."""

from typing import Any

import numpy as np
import pytest
from pydicom.uid import JPEGBaseline8Bit

from core.intake.intake import Intake
from core.intake.refusal import Code, Refused
from tests.core.intake.films import dataset, film, library, ramp, raster, written

GREY = ramp(kind=np.uint8, top=255)
COLOURS = np.stack([GREY] * 3, axis=2)
GOOD, BAD = film(), film(PhotometricInterpretation="MONOCHROME3")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (film(PhotometricInterpretation=None), Code.PHOTOMETRIC),
        (film(PhotometricInterpretation="NEGATIVE"), Code.PHOTOMETRIC),
        (film(COLOURS, PhotometricInterpretation="MONOCHROME2"), Code.PHOTOMETRIC),
        (film(GREY, PhotometricInterpretation="RGB"), Code.PHOTOMETRIC),
        (film(GREY, PhotometricInterpretation="RGB", SamplesPerPixel=3, PlanarConfiguration=0), Code.TRUNCATED),
        (written(dataset(GREY), JPEGBaseline8Bit, raster(COLOURS, "JPEG")), Code.PHOTOMETRIC),
        (film(GREY, BitsAllocated=16, BitsStored=12, HighBit=11), Code.TRUNCATED),
        (film(BitsStored=12, HighBit=2), Code.BITS),
        (film(Rows=0), Code.SIZE),
        (film(Columns=0), Code.SIZE),
        (film(Rows=65), Code.TRUNCATED),
        (film(NumberOfFrames=3), Code.FRAMES),
        (film(PixelData=b""), Code.NO_PIXELS),
    ],
)
def test_refused(intake: Intake, data: bytes, code: Code) -> None:
    with pytest.raises(Refused) as caught:
        intake.image(data)
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".")
    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize("name", ["test-SR.dcm", "rtstruct.dcm", "DICOMDIR", "waveform_ecg.dcm"])
def test_an_image_without_pixels(intake: Intake, name: str) -> None:
    with pytest.raises(Refused) as caught:
        intake.image(library(name))
    assert caught.value.code == Code.NO_PIXELS
    assert "no picture" in caught.value.sentence


def notices(intake: Intake, **elements: Any) -> tuple[str, ...]:
    return tuple(intake.image(film(**elements)).facts["notices"])


def test_noticed(intake: Intake) -> None:
    assert notices(intake) == ()
    assert "other way round" in notices(intake, PresentationLUTShape="INVERSE")[0]
    assert "own window" in notices(intake, WindowCenter=1e7, WindowWidth=2)[0]
    assert "12 bits" in notices(intake, pixels=ramp(top=4095) | np.uint16(0x8000), bits=12)[0]


def test_a_batch_goes_on_after_a_refusal(intake: Intake) -> None:
    results = []
    for data in [GOOD, BAD, b"", GOOD, b"%PDF-", library("test-SR.dcm"), GOOD, GOOD[:-9], raster(GREY, "PNG")]:
        try:
            results.append(str(intake.image(data).facts["rows"]))
        except Refused as refused:
            results.append(refused.code)
    assert results == ["64", "photometric", "empty", "64", "kind", "no-pixels", "64", "truncated", "64"]
