"""Bytes of one picture to pixels and table in the shared memory, and to what the file says of itself."""

from typing import Any

import numpy as np

from core.intake.arena import Arena
from core.intake.averaged import averaged
from core.intake.child import colour, letter, polarity, raster
from core.intake.child.dicom import film
from core.intake.child.picture import Picture, sample
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused


def decode(kind: str, data: memoryview, arena: Arena, limits: Limits) -> dict[str, Any]:
    """Decode one picture, or the text of a letter, into the arena.

    Args:
        kind: What it is; with a number after it, a film that is larger than a square of so many pixels becomes one.
        data: The whole file.
        arena: Where it lies, and where the pixels go.
        limits: The bounds.

    Returns:
        ``facts``: what the file says of itself, with ``notices``. ``width``: bits of a stored pattern, or ``side``:
        that of the square. The intake checks all of them.

    Raises:
        Refused: it cannot be read within the limits.
    """
    if kind == "letter":
        return letter.decode(data, arena, limits)
    if kind in colour.FORMATS:
        return colour.decode(kind, data, arena, limits)
    kind, _, side = kind.partition(" ")
    picture = film.read(data, limits) if kind == "dicom" else raster.read(kind, data, limits)
    _refuse_blank(picture)
    return _laid_out(picture, arena) if not side else _small(picture, arena, int(side))


def _laid_out(picture: Picture, arena: Arena) -> dict[str, Any]:
    width = 8 * picture.stored.dtype.itemsize
    np.copyto(arena.table(width), picture.table)
    rows, columns = picture.stored.shape
    np.copyto(arena.pixels(rows, columns, width), picture.stored)
    return {"facts": _facts(picture), "width": width}


def _small(picture: Picture, arena: Arena, side: int) -> dict[str, Any]:
    if min(picture.stored.shape) < side:
        return _laid_out(picture, arena)
    np.copyto(arena.square(side), averaged(picture.stored, picture.table, side))
    return {"facts": _facts(picture), "side": side}


def _facts(picture: Picture) -> dict[str, Any]:
    notices = [*picture.notices, *polarity.notices(picture.thumbnail(), picture.facts)]
    return {**picture.facts, "notices": notices}


def _refuse_blank(picture: Picture) -> None:
    some = sample(picture.stored)
    if some.min() == some.max() and picture.stored.min() == picture.stored.max():
        raise Refused(
            Code.BLANK, "Every pixel of the film has the same value, so nothing can be read; export it again."
        )
