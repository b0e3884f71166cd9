"""Bytes of one picture to pixels and table in the shared memory, and to what the file says of itself."""

from typing import Any

import numpy as np

from core.intake.arena import Arena
from core.intake.child import colour, letter, polarity, raster
from core.intake.child.dicom import film
from core.intake.child.picture import Picture
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused


def decode(kind: str, data: memoryview, arena: Arena, limits: Limits) -> dict[str, Any]:
    """Decode one picture, or the text of a letter, into the arena.

    Returns:
        ``facts``: what the file says of itself, with ``notices``. ``width``: bits of a stored pattern. The intake
        checks both.

    Raises:
        Refused: it cannot be read within the limits.
    """
    if kind == "letter":
        return letter.decode(data, arena, limits)
    if kind in colour.FORMATS:
        return colour.decode(kind, data, arena, limits)
    picture = film.read(data, limits) if kind == "dicom" else raster.read(kind, data, limits)
    _refuse_blank(picture)
    width = 8 * picture.stored.dtype.itemsize
    np.copyto(arena.table(width), picture.table)
    rows, columns = picture.stored.shape
    np.copyto(arena.pixels(rows, columns, width), picture.stored)
    notices = [*picture.notices, *polarity.notices(picture.thumbnail(), picture.facts)]
    return {"facts": {**picture.facts, "notices": notices}, "width": width}


def _refuse_blank(picture: Picture) -> None:
    if picture.stored.min() == picture.stored.max():
        raise Refused(
            Code.BLANK, "Every pixel of the film has the same value, so nothing can be read; export it again."
        )
