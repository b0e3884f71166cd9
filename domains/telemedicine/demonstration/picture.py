"""What is seen in the demonstration: two drawn figures, of whom the one that speaks is lit and moves its mouth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from domains.telemedicine.demonstration.script import DOCTOR, PATIENT

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 320, 180
GROUND, DARK, LIT = (236, 239, 242), (206, 212, 218), (255, 255, 255)
SKIN, HAIR, LINE = (222, 184, 150), (92, 72, 58), (52, 58, 64)
PLACES = {DOCTOR: (86, (74, 118, 148)), PATIENT: (234, (150, 98, 110))}


def frame(speaker: str | None, second: float) -> NDArray[np.uint8]:
    """``(180, 320, 3)``: who speaks at a second, or None where nobody does."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    draw = ImageDraw.Draw(image)
    for name, (x, coat) in PLACES.items():
        _panel(draw, x, name == speaker)
        _figure(draw, x, coat, _mouth(second) if name == speaker else 0.0)
        draw.text((x, 166), name.capitalize(), fill=LINE, anchor="mm")
    return np.asarray(image)


def _mouth(second: float) -> float:
    """How far it is open, 0 to 1: about four syllables a second."""
    return 0.35 + 0.65 * abs(math.sin(2 * math.pi * 2.1 * second))


def _panel(draw: ImageDraw, x: int, is_lit: bool) -> None:
    box = (x - 66, 12, x + 66, 156)
    draw.rounded_rectangle(box, 8, fill=LIT if is_lit else DARK, outline=(214, 158, 46) if is_lit else DARK, width=3)


def _figure(draw: ImageDraw, x: int, coat: tuple[int, int, int], mouth: float) -> None:
    draw.pieslice((x - 48, 108, x + 48, 204), 180, 360, fill=coat)
    draw.ellipse((x - 30, 34, x + 30, 112), fill=HAIR)
    draw.ellipse((x - 25, 46, x + 25, 112), fill=SKIN)
    for side in (-10, 10):
        draw.ellipse((x + side - 3, 70, x + side + 3, 76), fill=LINE)
    draw.ellipse((x - 8, 92 - 5 * mouth, x + 8, 94 + 5 * mouth), fill=(150, 70, 70))
