import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from PIL import Image, ImageOps

from core.intake.child.picture import Picture
from core.intake.child.raster import read
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import ramp, raster

GREY = ramp(48, 64, np.uint8, 255)


def decoded(kind: str, data: bytes, limits: Limits | None = None) -> Picture:
    return read(kind, memoryview(data), limits or Limits())


def shown(kind: str, data: bytes) -> NDArray[Any]:
    picture = decoded(kind, data)
    return picture.table[picture.stored]


def refusal(kind: str, data: bytes, limits: Limits | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        decoded(kind, data, limits)
    return caught.value


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["L", "RGB", "P", "LA", "RGBA"])
def test_png_of_every_mode(mode: str) -> None:
    assert_allclose(shown("png", raster(GREY, "PNG", mode)), GREY / 255, atol=0.02 if mode == "P" else 1e-6)


def test_one_bit_png() -> None:
    assert set(np.unique(shown("png", raster(GREY, "PNG", "1")))) == {0.0, 1.0}


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"quality": 60, "optimize": True}])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_jpeg_of_every_mode(mode: str, options: dict[str, Any]) -> None:
    assert_allclose(shown("jpeg", raster(GREY, "JPEG", mode, **options)), GREY / 255, atol=0.03)


def test_sixteen_bits_get_a_window_from_their_own_values() -> None:
    deep = ramp(48, 64, np.uint16, 3000) + np.uint16(20000)
    picture = decoded("png", raster(deep, "PNG"))
    assert picture.facts["bits"] == 16
    assert np.array_equal(picture.stored, deep)
    assert picture.table[deep].min() == 0
    assert picture.table[deep].max() == 1


def test_what_is_transparent_is_dark() -> None:
    image = Image.fromarray(np.full((32, 32), 200, np.uint8)).convert("LA")
    image.putalpha(Image.fromarray(np.repeat(np.array([[0], [255]], np.uint8), 16, axis=0).repeat(32, axis=1)))
    picture = shown("png", saved(image, "PNG"))
    assert picture[:16].max() == 0
    assert_allclose(picture[16:], 200 / 255, atol=1e-6)


def test_a_transparent_colour_of_a_palette() -> None:
    image = Image.fromarray(GREY).convert("P")
    picture = shown("png", saved(image, "PNG", transparency=image.getpixel((63, 47))))
    assert picture[-1, -1] == 0


@pytest.mark.parametrize("turn", range(1, 9))
@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_orientation_as_the_camera_was_held(turn: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    corner = np.zeros((32, 48), np.uint8)
    corner[:16, :16], corner[:16, 32:] = 250, 120
    data = raster(corner, kind.upper(), exif=exif)
    theirs = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data)))) / 255
    picture = decoded(kind, data)
    assert_allclose(picture.table[picture.stored], theirs, atol=1e-6)
    assert (picture.facts["rows"], picture.facts["columns"]) == theirs.shape


def test_colour_is_refused() -> None:
    colours = np.zeros((32, 32, 3), np.uint8)
    colours[..., 0] = ramp(32, 32, np.uint8, 255)
    assert refusal("png", raster(colours, "PNG")).code == Code.COLOUR


def test_an_animation_is_refused() -> None:
    frames = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
    data = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    assert refusal("png", data).code == Code.FRAMES


def test_too_many_pixels() -> None:
    caught = refusal("png", raster(GREY, "PNG"), Limits(pixels=1000))
    assert caught.code == Code.PIXELS
    assert "48 x 64" in caught.sentence


def test_a_bomb_is_known_by_its_header() -> None:
    def chunk(name: bytes, value: bytes) -> bytes:
        return struct.pack(">I", len(value)) + name + value + struct.pack(">I", zlib.crc32(name + value))

    head = struct.pack(">IIBBBBB", 7000, 7000, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    assert refusal("png", bomb).code == Code.RATIO


@pytest.mark.parametrize("kind", ["png", "jpeg"])
def test_every_cut_is_refused(kind: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (40, 40), np.uint8)
    data = raster(noise, kind.upper())
    for end in range(3, len(data) - 1, max(1, len(data) // 60)):
        assert refusal(kind, data[:end]).code in (Code.TRUNCATED, Code.MALFORMED)


def test_a_damaged_chunk() -> None:
    data = bytearray(raster(np.random.default_rng(1).integers(0, 255, (80, 80), np.uint8), "PNG"))
    data[len(data) // 2] ^= 0xFF
    assert refusal("png", bytes(data)).code == Code.MALFORMED


def test_facts() -> None:
    assert decoded("jpeg", raster(GREY, "JPEG")).facts == {"kind": "jpeg", "rows": 48, "columns": 64, "bits": 8}
    assert decoded("png", raster(GREY, "PNG", "1")).facts["bits"] == 1
