"""The picture of the overlay: the film, heat maps and regions in colours, and a legend; nothing in it names anybody."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from domains.chest.outputs import codes
from domains.chest.outputs.signed import SignedCase, Statement
from domains.chest.outputs.sources import Sources

if TYPE_CHECKING:
    from domains.chest.deidentify import Checked

LONGEST, MOST, OPACITY = 1280, 6, 0.45
WARNING = "NOT FOR DIAGNOSIS, DECISION SUPPORT"
NOTHING = "No finding that is stated as present or uncertain has a place on this film."
# Okabe and Ito's colours (2008), told apart with every kind of colour blindness.
COLOURS = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (213, 94, 0), (204, 121, 167))
PAPER, INK = (16, 16, 16), (235, 235, 235)
Rgb = NDArray[np.uint8]
Colour = tuple[int, int, int]


def drawn(case: SignedCase, sources: Sources, checked: Checked | None) -> Rgb:
    """``(rows, columns, 3)``: a warning above, the film with its regions, and the legend below."""
    film = case.films[case.read_film]
    pixels = sources.pixels(film)
    for rows, columns in checked.on(*pixels.shape) if checked else ():
        pixels[rows, columns] = 0
    scale = min(1.0, LONGEST / max(pixels.shape))
    canvas = _small(pixels, scale)
    shown = case.shown[:MOST]
    for said, colour in zip(shown, COLOURS, strict=False):
        canvas = _heated(canvas, sources.heatmap(said.heatmap), colour) if said.heatmap else canvas
    picture = Image.fromarray(canvas)
    for place, (said, colour) in enumerate(zip(shown, COLOURS, strict=False)):
        _outline(picture, said, colour, scale, place)
    return np.asarray(_framed(picture, case, shown), np.uint8)


def _small(pixels: NDArray[np.floating[Any]], scale: float) -> Rgb:
    rows, columns = (max(1, round(side * scale)) for side in pixels.shape)
    fitted = Image.fromarray(pixels.astype(np.float32)).resize((columns, rows), Image.Resampling.BOX)
    grey = (np.clip(np.asarray(fitted), 0, 1) * 255 + 0.5).astype(np.uint8)
    return np.repeat(grey[:, :, None], 3, axis=2)


def _heated(canvas: Rgb, png: bytes, colour: Colour) -> Rgb:
    with Image.open(io.BytesIO(png)) as stored:
        size = (canvas.shape[1], canvas.shape[0])
        heat = np.asarray(stored.convert("L").resize(size, Image.Resampling.BILINEAR), np.float32) / 255
    share = (OPACITY * heat)[:, :, None]
    return (canvas * (1 - share) + np.array(colour, np.float32) * share + 0.5).astype(np.uint8)


def _outline(picture: Image.Image, said: Statement, colour: Colour, scale: float, place: int) -> None:
    """Rectangles with their names; each finding has a line of its own, so that names over one place can be read."""
    draw, width = ImageDraw.Draw(picture), max(2, picture.width // 300)
    font = _font(picture.width)
    for region in said.regions:
        left, top = region.x * scale, region.y * scale
        right, bottom = (region.x + region.width) * scale, (region.y + region.height) * scale
        draw.rectangle((left, top, max(left, right - 1), max(top, bottom - 1)), outline=colour, width=width)
        corner = (left + 2 * width, top + width + place * 1.2 * font.size)
        draw.text(corner, _label(said), fill=colour, font=font, stroke_width=1, stroke_fill=PAPER)


def _label(said: Statement) -> str:
    return f"{codes.name_of(said.label)} {said.probability:.0%}"


def _font(width: int) -> Any:
    return ImageFont.load_default(max(12, width // 48))


def _framed(picture: Image.Image, case: SignedCase, shown: tuple[Statement, ...]) -> Image.Image:
    """The film between the warning and the legend, on paper of its own, so that neither covers any of it."""
    font = _font(picture.width)
    height = round(1.6 * font.size)
    lines = _legend(case, shown)
    framed = Image.new("RGB", (picture.width, picture.height + height * (2 + len(lines))), PAPER)
    framed.paste(picture, (0, height))
    draw = ImageDraw.Draw(framed)
    draw.text((height // 2, height // 6), WARNING, fill=(255, 80, 80), font=font)
    for place, (words, colour) in enumerate(lines):
        top = height + picture.height + height * place + height // 3
        draw.text((height // 2, top), _fitted(words, picture.width - height, font), fill=colour, font=font)
    return framed


def _fitted(words: str, width: int, font: Any) -> str:
    while words and font.getlength(words) > width:
        words = words[:-1]
    return words


def _legend(case: SignedCase, shown: tuple[Statement, ...]) -> list[tuple[str, Colour]]:
    found = [(_told(said), colour) for said, colour in zip(shown, COLOURS, strict=False)]
    rest = f"{len(case.shown) - len(shown)} more in the report." if len(case.shown) > len(shown) else ""
    lines = found or [(NOTHING, INK)]
    return [*lines, *([(rest, INK)] if rest else []), (f"{WARNING}. Weights {case.weights[:12]}.", INK)]


def _told(said: Statement) -> str:
    name = codes.name_of(said.label)
    return f"{name}: clinician states {said.stated}; machine {said.probability:.1%}, {said.state}"
