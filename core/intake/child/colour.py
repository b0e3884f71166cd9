"""Pictures in colour: PNG, JPEG, WebP, BMP and the first picture of a GIF, to red, green and blue."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.intake.arena import Arena
from core.intake.child import bounds, chunks, raster, spread
from core.intake.child.picture import sample
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")
CHANNELS = 3


def decode(kind: str, source: memoryview, arena: Arena, limits: Limits) -> dict[str, Any]:
    """Decode one picture into the arena, eight bits for each of three colours.

    What is transparent is shown on white, as pages show it; the camera's orientation is followed; deeper grays get a
    window from their own values.

    Raises:
        Refused: damaged, cut short, too large, or all of one colour.
    """
    colours = read(kind, source, limits)
    if colours.min() == colours.max():
        raise Refused(Code.BLANK, "Every pixel of the picture has the same value; choose another picture.")
    rows, columns = colours.shape[:2]
    np.copyto(arena.pixels(rows, CHANNELS * columns, 8), colours.reshape(rows, CHANNELS * columns))
    return {"facts": {"kind": kind.lower(), "rows": rows, "columns": columns, "bits": 8}}


def read(kind: str, source: memoryview, limits: Limits) -> NDArray[np.uint8]:
    """``(rows, columns, 3)``.

    Raises:
        Refused: damaged, cut short or too large.
    """
    data = bytes(source)
    if kind == "PNG":
        chunks.check(source)
    elif kind == "JPEG":
        raster.refuse_cut(data)
    with raster.opened(kind, data) as image:
        if 3 * image.height * image.width > 2 * limits.pixels:
            raise Refused(Code.PIXELS, f"The picture has {image.height} x {image.width} pixels; send it smaller.")
        bounds.check_area(image.height, image.width, limits)
        bounds.check_growth(image.height * image.width * 4, len(data), limits)
        turn = raster.orientation(image)
        return np.ascontiguousarray(_turned(_colours(raster.loaded(image)), turn))


def _colours(image: Image.Image) -> NDArray[np.uint8]:
    if image.mode in raster.DEEP:
        return _deep(np.asarray(image).astype(np.float64))
    if "transparency" in image.info or image.mode in ("LA", "PA", "RGBA", "La", "RGBa"):
        ground = Image.new("RGBA", image.size, (255, 255, 255, 255))
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    return np.asarray(image.convert("RGB"))


def _deep(pixels: NDArray[np.float64]) -> NDArray[np.uint8]:
    low, high = spread.window(sample(pixels)) or (0.0, 65535.0)  # type: ignore[arg-type]
    gray = np.clip((pixels - low) / (high - low) * 255 + 0.5, 0, 255).astype(np.uint8)
    return np.repeat(gray[:, :, None], CHANNELS, axis=2)


def _turned(pixels: NDArray[np.uint8], turn: int) -> NDArray[np.uint8]:
    """As the camera was held (EXIF 2.32, tag 0x0112)."""
    if turn >= 5:
        pixels = pixels.transpose(1, 0, 2)
    flip_rows, flip_columns = turn in (3, 4, 7, 8), turn in (2, 3, 6, 7)
    return pixels[:: -1 if flip_rows else 1, :: -1 if flip_columns else 1]
