"""Films and heat maps as PNG: what a viewer shows; the original bytes stay what is read."""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.weights import digest
from domains.chest.cases import Picture

Gray = NDArray[np.floating]


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=1)
    return out.getvalue()


def _picture(image: Image.Image) -> Picture:
    png = _png(image)
    return Picture(png, image.width, image.height, digest(png))


def _fitted(pixels: Gray, longest: int) -> Gray:
    rows, columns = pixels.shape
    scale = longest / max(rows, columns)
    if scale >= 1:
        return pixels
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    return np.asarray(Image.fromarray(pixels.astype(np.float32)).resize(size, Image.Resampling.BOX))


def film_png(pixels: Gray, longest: int) -> Picture:
    """A film as 16-bit grayscale PNG.

    Args:
        pixels: ``(height, width)`` in [0, 1], air dark.
        longest: Pixels of the longest side at most; a smaller film is not enlarged.
    """
    levels = np.clip(_fitted(pixels, longest), 0, 1) * 65535 + 0.5
    return _picture(Image.fromarray(levels.astype(np.uint16)))


def eight_bit(png: bytes) -> Picture:
    """The same film with 8 bits a pixel, for a canvas that knows no more."""
    with Image.open(io.BytesIO(png)) as image:
        levels = np.asarray(image).astype(np.uint32)
    return _picture(Image.fromarray(((levels * 255 + 32767) // 65535).astype(np.uint8)))


def heatmap_png(saliency: Gray) -> Picture:
    """A heat map as 8-bit grayscale PNG: 0 to 255 stands for a saliency of 0 to 1 over the whole film."""
    levels = np.clip(np.nan_to_num(saliency), 0, 1) * 255 + 0.5
    return _picture(Image.fromarray(levels.astype(np.uint8)))


def sized(png: bytes) -> Picture:
    """A stored PNG with its size and digest."""
    with Image.open(io.BytesIO(png)) as image:
        width, height = image.size
    return Picture(png, width, height, digest(png))
