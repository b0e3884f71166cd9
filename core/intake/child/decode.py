"""Bytes of one picture to pixels on the shared canvas, and to what the file says of itself."""

from typing import Any

from core.intake.arena import Arena
from core.intake.child import polarity, raster
from core.intake.child.dicom import film
from core.intake.child.picture import Picture
from core.intake.child.show import show
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused


def decode(kind: str, data: bytes, arena: Arena, limits: Limits) -> dict[str, Any]:
    """Decode one picture onto the arena's canvas.

    Returns:
        What the file says of itself, with ``notices``; the intake checks it.

    Raises:
        Refused: it cannot be read within the limits.
    """
    picture = film.read(data, limits) if kind == "dicom" else raster.read(kind, data, limits)
    _refuse_blank(picture)
    canvas = arena.canvas(*picture.stored.shape)
    show(picture, canvas)
    notices = [*picture.notices, *polarity.notices(canvas, picture.facts)]
    return {**picture.facts, "notices": notices}


def _refuse_blank(picture: Picture) -> None:
    if picture.stored.min() == picture.stored.max():
        raise Refused(
            Code.BLANK, "Every pixel of the film has the same value, so there is nothing to read; export it again."
        )
