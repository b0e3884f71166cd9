from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from core.intake.child.dicom.declared import Declared, number, read, word
from core.intake.refusal import Code, Refused
from tests.core.intake.films import dataset, ramp

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")


def declared(**elements: Any) -> Declared:
    made = dataset(ramp(), **elements)
    return read(made, len(made.get("PixelData") or b""))


def refusal(**elements: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        declared(**elements)
    return caught.value


def test_a_sound_film() -> None:
    said = declared(BitsStored=12, HighBit=11, PhotometricInterpretation="MONOCHROME1")
    assert said == Declared(64, 64, 1, "MONOCHROME1", 16, 12, 11, signed=False, planar=0)
    assert said.grey
    assert said.frame_bytes == 64 * 64 * 2


def test_what_has_only_one_sensible_value_may_be_missing() -> None:
    said = declared(SamplesPerPixel=None, HighBit=None, BitsStored=None, PixelRepresentation=None, NumberOfFrames="")
    assert (said.samples, said.bits, said.high, said.signed) == (1, 16, 15, False)


@pytest.mark.parametrize(
    ("elements", "code", "words"),
    [
        ({"PhotometricInterpretation": None}, Code.PHOTOMETRIC, "does not say"),
        ({"PhotometricInterpretation": ""}, Code.PHOTOMETRIC, "does not say"),
        ({"PhotometricInterpretation": "MONOCHROME3"}, Code.PHOTOMETRIC, "MONOCHROME3"),
        ({"PhotometricInterpretation": "HSV"}, Code.PHOTOMETRIC, "HSV"),
        ({"SamplesPerPixel": 3}, Code.PHOTOMETRIC, "MONOCHROME2 but stores 3"),
        ({"PhotometricInterpretation": "RGB"}, Code.PHOTOMETRIC, "RGB but stores 1"),
        ({"PixelData": None}, Code.NO_PIXELS, "no picture"),
        ({"PixelData": b""}, Code.NO_PIXELS, "no picture"),
        ({"FloatPixelData": bytes(64)}, Code.BITS, "floating"),
        ({"NumberOfFrames": "7"}, Code.FRAMES, "7 frames"),
        ({"NumberOfFrames": "-2"}, Code.FRAMES, "no number"),
        ({"BitsAllocated": 32}, Code.BITS, "32 bits"),
        ({"BitsAllocated": 1, "BitsStored": 1, "HighBit": 0}, Code.BITS, "1 bits"),
        ({"BitsAllocated": None, "BitsStored": None, "HighBit": None}, Code.BITS, "0 bits"),
        ({"BitsStored": 17}, Code.BITS, "17 bits"),
        ({"BitsStored": 12, "HighBit": 3}, Code.BITS, "bit 3"),
        ({"HighBit": 16}, Code.BITS, "bit 16"),
    ],
)
def test_contradictions(elements: dict[str, Any], code: Code, words: str) -> None:
    caught = refusal(**elements)
    assert caught.code == code
    assert words in caught.sentence


def test_options_are_those_of_the_decoder() -> None:
    options = declared().options()
    assert (options["rows"], options["columns"], options["number_of_frames"]) == (64, 64, 1)
    assert options["photometric_interpretation"] == "MONOCHROME2"


def test_halved_chroma_takes_two_thirds() -> None:
    colours = np.zeros((4, 4, 3), np.uint8)
    said = read(dataset(colours, PhotometricInterpretation="YBR_FULL_422"), 32)
    assert said.frame_bytes == 32


def test_values_that_are_no_numbers_or_words_are_absent() -> None:
    broken = Dataset()
    broken.add_new(0x00280010, "US", b"\x01")
    broken.add_new(0x00280004, "CS", ["A", "B"])
    assert number(broken, "Rows") is None
    assert number(broken, "Columns") is None
    assert word(broken, "Modality") == ""
    assert "A" in word(broken, "PhotometricInterpretation")
