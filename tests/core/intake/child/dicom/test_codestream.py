import io

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.encaps import get_frame

from core.intake.child.dicom.codestream import Header, complete, read
from tests.core.intake.films import library, ramp, raster


def frame(name: str) -> bytes:
    return get_frame(dcmread(io.BytesIO(library(name))).PixelData, 0, number_of_frames=1)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("JPEG-lossy.dcm", Header(1024, 256, 1, 12)),
        ("JPEG-LL.dcm", Header(1024, 256, 1, 16)),
        ("MR_small_jpeg_ls_lossless.dcm", Header(64, 64, 1, 16)),
        ("MR_small_jp2klossless.dcm", Header(64, 64, 1, 16)),
        ("RG1_J2KR.dcm", Header(1955, 1841, 1, 15)),
        ("SC_rgb_gdcm_KY.dcm", Header(100, 100, 3, 8)),
    ],
)
def test_the_header_inside(name: str, header: Header) -> None:
    stream = frame(name)
    assert read(stream) == header
    assert complete(stream)
    assert not complete(stream[: len(stream) // 2])


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_jpeg_with_comments_and_progression(mode: str) -> None:
    picture = ramp(30, 40, np.uint8, 255)
    stream = raster(picture, "JPEG", mode, progressive=True, comment=b"some words")
    assert read(stream) == Header(30, 40, 1 if mode == "L" else 3, 8)


def test_a_jpeg_2000_file_around_the_stream() -> None:
    stream = frame("MR_small_jp2klossless.dcm")
    assert read(b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(40) + stream) == Header(64, 64, 1, 16)


def test_no_header() -> None:
    whole = frame("MR_small_jp2klossless.dcm")
    assert read(b"") is None
    assert read(b"nothing of the kind") is None
    assert read(whole[:20]) is None
    assert read(b"\xff\xd8" + b"\xff\xe0\x00\x10" + bytes(14) + b"\xff\xda\x00\x08") is None
