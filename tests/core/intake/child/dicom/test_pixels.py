import base64
import io
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom import dcmread
from pydicom.encaps import encapsulate
from pydicom.uid import (
    HTJ2K,
    MPEG2MPML,
    ExplicitVRBigEndian,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEGBaseline8Bit,
    JPEGExtended12Bit,
    JPEGLossless,
)

from core.intake.child.dicom import declared, pixels, stream
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import dataset, film, library, ramp, raster, written

# The parser warns of much that the limited process is not interested in, and where it is silenced.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:pydicom")

SYNTAXES = {
    "MR_small.dcm": "explicit little endian",
    "MR_small_implicit.dcm": "implicit little endian",
    "MR_small_bigendian.dcm": "explicit big endian",
    "MR_small_padded.dcm": "explicit little endian with padding",
    "image_dfl.dcm": "deflated",
    "MR_small_RLE.dcm": "RLE",
    "JPEG-LL.dcm": "JPEG lossless SV1",
    "JPGLosslessP14SV1_1s_1f_8b.dcm": "JPEG lossless SV1, 8 bits",
    "MR_small_jpeg_ls_lossless.dcm": "JPEG-LS lossless",
    "JPEGLSNearLossless_08.dcm": "JPEG-LS near lossless",
    "JPEGLSNearLossless_16.dcm": "JPEG-LS near lossless, 16 bits",
    "MR_small_jp2klossless.dcm": "JPEG 2000 lossless",
    "JPEG2000.dcm": "JPEG 2000",
    "693_J2KI.dcm": "JPEG 2000, signed",
    "J2K_pixelrep_mismatch.dcm": "JPEG 2000, sign contradicts the stream",
    "RG1_UNCR.dcm": "explicit little endian, a chest film",
    "RG1_J2KR.dcm": "JPEG 2000 lossless, a chest film",
    "RG3_J2KI.dcm": "JPEG 2000, a film",
}
HT = base64.b85decode(
    "|4;u>04YEK0000W0000W00000000000000W0000W0000000000009pH0sl|{2mk^A000XAQUDA90ssL31q1{@0smY86Cj9?kdTm&"
    "kdTm&kdTmwh=~7W02crOPjF>!N>E53R%LP^FfKASE;BCwkN^q*00000#Q*{SlfVEbYxe~QbO68r6F>kH0Fd|t2Xp|C_yY%Y0Kfnf"
    "zyK3~NFeb7f^+~#MB)IWQ~<yL6;J>LSRzD-5b>&V0(Af)iVz{<z(N7+wgA8Y7K8u+X@Cq23=9km3=HSWdU|n!cmNC;7#J8B7#RNj"
    "j9`2AF@fy50Kfn(m;eR7wr$(CZQHhO+qP}n`Tq)fdU|?#dT@e$0CwB9ZQHhO+qP}nw*PowLI=NL2p;`}Aba)@f$XyZ|Je"
)


def decoded(data: bytes) -> NDArray[Any]:
    parsed = stream.read(memoryview(data), Limits())
    return pixels.read(parsed, declared.read(parsed.dataset, len(parsed.pixels)), Limits())


def refusal(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        decoded(data)
    return caught.value


@pytest.mark.parametrize("name", SYNTAXES)
def test_every_transfer_syntax_gives_the_pixels_that_pydicom_gives(name: str) -> None:
    data = library(name)
    theirs = dcmread(io.BytesIO(data)).pixel_array
    ours = decoded(data)
    signed = theirs.astype(theirs.dtype.newbyteorder("="))
    assert np.array_equal(ours, signed.view(ours.dtype))
    assert np.ptp(ours) > 0


def test_jpeg_baseline() -> None:
    picture = ramp(kind=np.uint8, top=255)
    frame = raster(picture, "JPEG", quality=100)
    data = written(dataset(picture), JPEGBaseline8Bit, frame)
    assert np.abs(decoded(data).astype(int) - picture).max() <= 2


@pytest.mark.parametrize("name", ["JPGExtended.dcm", "JPEG-lossy.dcm"])
def test_twelve_bit_jpeg_which_pydicom_alone_cannot_decode(name: str) -> None:
    values = decoded(library(name))
    assert values.shape == (1024, 256)
    assert (values[420, 140], values[230, 120]) == (244, 95)


def test_lossless_jpeg_under_the_general_name_of_process_14() -> None:
    data = library("JPEG-LL.dcm")
    parsed = dcmread(io.BytesIO(data))
    parsed.file_meta.TransferSyntaxUID = JPEGLossless
    buffer = io.BytesIO()
    parsed.save_as(buffer)
    assert np.array_equal(decoded(buffer.getvalue()), decoded(data))


@pytest.mark.parametrize("syntax", [HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K])
def test_high_throughput_jpeg_2000(syntax: str) -> None:
    picture = (np.add.outer(np.arange(32), np.arange(32)) * 60).astype(np.uint16)
    assert np.array_equal(decoded(written(dataset(picture, 12), syntax, HT)), picture)


def test_eight_bits_in_big_endian_words() -> None:
    picture = ramp(3, 5, np.uint8, 255)
    made = dataset(picture)
    padded = picture.tobytes() + b"\0"
    made.PixelData = np.frombuffer(padded, "<u2").byteswap().tobytes()
    data = written(made, ExplicitVRBigEndian)
    data = data.replace(b"\x7f\xe0\x00\x10OB", b"\x7f\xe0\x00\x10OW")
    assert np.array_equal(decoded(data), picture)


def test_a_film_without_preamble() -> None:
    data = film()
    assert np.array_equal(decoded(data[132:]), decoded(data))


def test_a_film_of_several_fragments() -> None:
    data = library("MR_small_jp2klossless.dcm")
    parsed = dcmread(io.BytesIO(data))
    frame = bytes(stream.read(memoryview(data), Limits()).pixels)
    parsed.PixelData = encapsulate([frame], fragments_per_frame=3)
    buffer = io.BytesIO()
    parsed.save_as(buffer)
    assert np.array_equal(decoded(buffer.getvalue()), decoded(data))


def test_equal_channels_are_grey() -> None:
    grey = ramp(kind=np.uint8, top=255)
    assert np.array_equal(decoded(film(np.stack([grey] * 3, axis=2))), grey)


def test_sixteen_bits_of_equal_channels_are_grey() -> None:
    grey = ramp(kind=np.uint16, top=65535)
    assert np.array_equal(decoded(film(np.stack([grey] * 3, axis=2))), grey >> 8)


@pytest.mark.parametrize(
    "name", ["SC_rgb.dcm", "SC_rgb_rle.dcm", "examples_palette.dcm", "SC_ybr_full_uncompressed.dcm"]
)
def test_colour_is_refused(name: str) -> None:
    assert refusal(library(name)).code == Code.COLOUR


def test_a_palette_without_its_table() -> None:
    assert refusal(film(PhotometricInterpretation="PALETTE COLOR")).code == Code.PHOTOMETRIC


def test_too_few_pixels() -> None:
    caught = refusal(film(PixelData=bytes(4096)))
    assert caught.code == Code.TRUNCATED
    assert "50%" in caught.sentence


def test_another_size_inside() -> None:
    frame = raster(ramp(32, 32, np.uint8, 255), "JPEG")
    caught = refusal(written(dataset(ramp(kind=np.uint8, top=255)), JPEGBaseline8Bit, frame))
    assert caught.code == Code.SIZE
    assert "64 x 64" in caught.sentence
    assert "32 x 32" in caught.sentence


def test_colour_inside_a_film_that_says_grey() -> None:
    colours = np.stack([ramp(kind=np.uint8, top=255)] * 3, axis=2)
    data = written(dataset(colours[..., 0]), JPEGBaseline8Bit, raster(colours, "JPEG"))
    caught = refusal(data)
    assert caught.code == Code.PHOTOMETRIC
    assert "MONOCHROME2" in caught.sentence


def test_more_bits_inside_than_fit() -> None:
    made = dataset(np.zeros((32, 32), np.uint8))
    assert refusal(written(made, HTJ2KLossless, HT)).code == Code.BITS


def test_a_frame_that_is_something_else() -> None:
    caught = refusal(written(dataset(ramp(kind=np.uint8, top=255)), JPEGBaseline8Bit, b"not a jpeg at all "))
    assert caught.code == Code.MALFORMED


def test_a_frame_without_end() -> None:
    frame = raster(ramp(kind=np.uint8, top=255), "JPEG")[:-64] + bytes(64)
    assert refusal(written(dataset(ramp(kind=np.uint8, top=255)), JPEGBaseline8Bit, frame)).code == Code.TRUNCATED


@pytest.mark.parametrize("syntax", [MPEG2MPML, "1.2.840.10008.1.2.4.999", "9.9.9", "nonsense"])
def test_a_compression_that_is_not_read(syntax: str) -> None:
    padded = syntax.encode() + b"\0" * (len(syntax) % 2)
    plain = b"\x14\0" + b"1.2.840.10008.1.2.1\0"
    data = film()
    assert data.count(plain) == 1
    assert refusal(data.replace(plain, len(padded).to_bytes(2, "little") + padded)).code == Code.CODEC


def test_eight_bit_jpeg_under_the_name_of_the_extended_process() -> None:
    picture = ramp(kind=np.uint8, top=255)
    values = decoded(written(dataset(picture), JPEGExtended12Bit, raster(picture, "JPEG", quality=100)))
    assert np.abs(values.astype(int) - picture).max() <= 2
