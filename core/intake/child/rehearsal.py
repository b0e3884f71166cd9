"""A rehearsal on made-up pictures: libraries import parts of themselves on first use, which must precede the seal."""

import struct
from io import BytesIO

import jpeg_ls
import numpy as np
import openjpeg.utils
from PIL import Image
from pydicom.encaps import encapsulate
from pydicom.uid import JPEG2000, UID, ExplicitVRLittleEndian, JPEGBaseline8Bit, JPEGLSLossless

from core.intake.arena import Arena
from core.intake.child import colour
from core.intake.child.decode import decode
from core.intake.limits import Limits

SIDE = 32
RAMP = np.arange(SIDE * SIDE).astype(np.uint8).reshape(SIDE, SIDE)

LETTER = (
    b'{"resourceType": "DocumentReference", "content": [{"attachment": '
    b'{"contentType": "text/html; charset=windows-1252", "data": "PHA+SGVsbG8gJmFtcDsgZ29vZGJ5ZTwvcD4="}}]}'
)


def rehearse(arena: Arena) -> None:
    """Decode one picture of every kind.

    Raises:
        Refused: a decoder is broken; the process then must not start.
    """
    limits = Limits()
    for kind, data in (("png", _raster("PNG")), ("jpeg", _raster("JPEG"))):
        decode(kind, memoryview(data), arena, limits)
    decode("letter", memoryview(LETTER), arena, limits)
    for kind in colour.FORMATS:
        decode(kind, memoryview(_raster(kind)), arena, limits)
    frames = {
        JPEGBaseline8Bit: _raster("JPEG"),
        JPEGLSLossless: bytes(jpeg_ls.encode(RAMP)),
        JPEG2000: openjpeg.utils.encode_array(RAMP),
    }
    for syntax, frame in frames.items():
        decode("dicom", memoryview(_film(syntax, encapsulate([frame]), 8)), arena, limits)
    decode("dicom", memoryview(_film(ExplicitVRLittleEndian, (RAMP * np.uint16(257)).tobytes(), 16)), arena, limits)


def _raster(kind: str) -> bytes:
    buffer = BytesIO()
    Image.fromarray(RAMP).save(buffer, kind)
    return buffer.getvalue()


def _film(syntax: UID, pixels: bytes, bits: int) -> bytes:
    meta = _element(0x0002, 0x0010, b"UI", syntax.encode() + b"\0" * (len(syntax) % 2))
    numbers = {0x02: 1, 0x10: SIDE, 0x11: SIDE, 0x0100: bits, 0x0101: bits, 0x0102: bits - 1, 0x0103: 0}
    image = {number: (b"US", struct.pack("<H", value)) for number, value in numbers.items()}
    image[0x04] = (b"CS", b"MONOCHROME2 ")
    group = b"".join(_element(0x0028, number, *image[number]) for number in sorted(image))
    name = _element(0x0008, 0x0005, b"CS", b"ISO_IR 100") + _element(0x0010, 0x0010, b"PN", b"A^B ")
    length = 0xFFFFFFFF if syntax.is_encapsulated else len(pixels)
    end = bytes.fromhex("feffdde000000000") if syntax.is_encapsulated else b""
    head = struct.pack("<HH2sHI", 0x7FE0, 0x0010, b"OB" if syntax.is_encapsulated else b"OW", 0, length)
    return bytes(128) + b"DICM" + meta + name + group + head + pixels + end


def _element(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sH", group, number, vr, len(value)) + value
