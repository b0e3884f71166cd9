"""Pictures in colour through the whole intake."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.case import Modality
from core.intake.intake import Intake
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import film, ramp, raster

COLOURS = np.zeros((40, 60, 3), np.uint8)
COLOURS[:20, :30], COLOURS[:20, 30:], COLOURS[20:, :30], COLOURS[20:, 30:] = (250, 0, 0), (0, 250, 0), (0, 0, 250), 128


def saved(kind: str, pixels: Any = COLOURS, **options: Any) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def read(intake: Intake, data: bytes) -> np.ndarray:
    content = intake.picture(data).content
    assert isinstance(content, np.ndarray)
    return content


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_a_picture_of_any_kind(intake: Intake, kind: str) -> None:
    options = {"quality": 95} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    signal = intake.picture(saved(kind, **options), "cat.exe")
    assert signal.modality == Modality.IMAGE
    assert isinstance(signal.content, np.ndarray)
    assert signal.content.dtype == np.float32
    assert signal.content.shape == (40, 60, 3)
    assert np.abs(signal.content - COLOURS / 255).mean() < 0.02
    assert signal.facts == {"kind": kind.lower(), "rows": 40, "columns": 60, "bits": 8, "notices": ()}


def test_gray_becomes_three_equal_channels(intake: Intake) -> None:
    for data in (raster(ramp(kind=np.uint8, top=255), "PNG"), raster(ramp(), "PNG")):
        pixels = read(intake, data)
        assert np.array_equal(pixels[..., 0], pixels[..., 2])
        assert pixels[0, 0, 0] < 0.05 < 0.95 < pixels[-1, -1, 0]


def test_what_is_transparent_is_white(intake: Intake) -> None:
    pixels = read(
        intake, saved("PNG", np.dstack([COLOURS, np.r_[[0] * 20, [255] * 20][:, None].repeat(60, 1)]).astype("u1"))
    )
    assert pixels[:20].min() == 1.0
    assert np.allclose(pixels[20:], COLOURS[20:] / 255)


def test_only_the_first_picture_of_a_gif(intake: Intake) -> None:
    other = Image.fromarray(COLOURS[::-1].copy())
    assert read(intake, saved("GIF", save_all=True, append_images=[other]))[5, 5].argmax() == 0


@pytest.mark.parametrize(("turn", "corner"), [(1, 0), (3, None), (6, 2), (8, 1)])
def test_as_the_camera_was_held(intake: Intake, turn: int, corner: int | None) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    pixels = read(intake, saved("JPEG", exif=exif, quality=95, subsampling=0))
    assert pixels.shape == ((60, 40, 3) if turn > 4 else (40, 60, 3))
    assert (int(pixels[3, 3].argmax()) if np.ptp(pixels[3, 3]) > 0.5 else None) == corner


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", Code.EMPTY),
        (b"just some words", Code.KIND),
        (film(), Code.KIND),
        (b"RIFF\0\0\0\0WAVE", Code.KIND),
        (saved("PNG")[:-30], Code.TRUNCATED),
        (saved("JPEG")[:-30], Code.TRUNCATED),
        (saved("WEBP")[:-30], Code.MALFORMED),
        (saved("BMP")[:-500], Code.TRUNCATED),
        (b"BM" + bytes(60), Code.MALFORMED),
        (saved("PNG", np.full((20, 20, 3), 7, np.uint8)), Code.BLANK),
    ],
)
def test_what_is_no_picture(intake: Intake, data: bytes, code: Code) -> None:
    with pytest.raises(Refused) as caught:
        intake.picture(data)
    assert caught.value.code == code


def test_limits_are_the_callers() -> None:
    with Intake(Limits(pixels=2000)) as small, pytest.raises(Refused) as caught:
        small.picture(saved("PNG"))
    assert caught.value.code == Code.PIXELS
