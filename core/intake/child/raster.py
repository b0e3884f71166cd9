"""PNG and JPEG to stored pixels."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from core.intake.arena import Stored, Table
from core.intake.child import bounds, chunks, grey, spread
from core.intake.child.picture import Picture, sample
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

ORIENTATION = 0x0112
TRAILER = 65536
DEEP = ("I;16", "I;16B", "I;16L", "I")
NAMES = {"png": "PNG", "jpeg": "JPEG"}


def read(kind: str, source: memoryview, limits: Limits) -> Picture:
    """Decode a PNG or JPEG picture.

    Eight bits are shown as they are, since such a picture was made for display; deeper ones get a window from their own
    values. What is transparent is shown dark.

    Raises:
        Refused: damaged, cut short, too large, animated or in colour.
    """
    data = bytes(source)
    chunks.check(source) if kind == "png" else refuse_cut(data)
    with opened(kind, data) as image:
        bounds.check_area(image.height, image.width, limits)
        bounds.check_growth(image.height * image.width * 4, len(data), limits)
        if kind == "png" and getattr(image, "n_frames", 1) > 1:
            raise Refused(Code.FRAMES, "The PNG is an animation; send one film at a time.")
        turn = orientation(image)
        stored = _turned(_stored(loaded(image)), turn)
    rows, columns = stored.shape
    facts = {"kind": kind, "rows": rows, "columns": columns, "bits": data[24] if kind == "png" else 8}
    return Picture(stored, _table(stored), facts)


def refuse_cut(data: bytes) -> None:
    """Let a JPEG pass only if its end is there.

    Raises:
        Refused: cut short.
    """
    if b"\xff\xd9" not in data[-TRAILER:]:
        raise Refused(Code.TRUNCATED, "The JPEG picture is cut short; send the whole file again.")


def opened(kind: str, data: bytes) -> Image.Image:
    """The picture with its header read.

    Args:
        kind: What its first bytes say it is, as the intake or Pillow names it.
        data: The whole file.

    Raises:
        Refused: the header is damaged.
    """
    name = NAMES.get(kind, kind)
    try:
        return Image.open(BytesIO(data), formats=[name])
    except (UnidentifiedImageError, OSError) as error:
        raise Refused(Code.MALFORMED, f"The {name} picture is damaged at its start; export it again.") from error


def loaded(image: Image.Image) -> Image.Image:
    """The picture with its pixels decoded.

    Raises:
        Refused: cut short or damaged.
    """
    try:
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError, IndexError) as error:
        cut = "truncated" in str(error)
        code, words = (Code.TRUNCATED, "cut short") if cut else (Code.MALFORMED, "damaged")
        raise Refused(code, f"The picture is {words}; send the whole file again.") from error
    return image


def _stored(image: Image.Image) -> Stored:
    if image.mode in DEEP:
        return _deep(np.asarray(image))
    if image.mode == "1":
        image = image.convert("L")
    if "transparency" in image.info or image.mode in ("LA", "PA", "RGBA", "La", "RGBa"):
        image = _on_black(image.convert("RGBA"))
    if image.mode == "L":
        return np.asarray(image)
    return grey.luma(np.asarray(image.convert("RGB")))


def _deep(pixels: NDArray[np.generic]) -> Stored:
    if pixels.dtype.itemsize == 2:
        return pixels.astype(np.uint16, copy=False)
    return pixels.clip(0, 65535).astype(np.uint16)


def _on_black(image: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", image.size, (0, 0, 0, 255))
    ground.alpha_composite(image)
    return ground


def orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; 1 where it does not say."""
    try:
        turn = image.getexif().get(ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - camera notes are written by anyone; a broken one turns nothing
        return 1
    return turn if isinstance(turn, int) and 1 <= turn <= 8 else 1


def _turned(pixels: Stored, turn: int) -> Stored:
    """As the camera was held (EXIF 2.32, tag 0x0112)."""
    if turn >= 5:
        pixels = pixels.T
    flip_rows, flip_columns = turn in (3, 4, 7, 8), turn in (2, 3, 6, 7)
    return pixels[:: -1 if flip_rows else 1, :: -1 if flip_columns else 1]


def _table(stored: Stored) -> Table:
    if stored.dtype == np.uint8:
        return np.arange(256, dtype=np.float32) / np.float32(255)
    low, high = spread.window(sample(stored).astype(np.float64)) or (0.0, 65535.0)
    ramp = (np.arange(65536, dtype=np.float64) - low) / (high - low)
    return np.clip(ramp, 0, 1).astype(np.float32)
