"""Pictures of concepts: sets of emoji as npm's ``@iconify-json`` packages unpack, drawn as pixels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

PERMISSIVE = ("Apache-2.0", "CC-BY-4.0", "MIT")
SIDE = 256
SPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
Picture = NDArray[np.float32]


class IconsError(ValueError):
    """A set of pictures that is absent, unreadable or not to be trained on; one sentence."""


@dataclass(frozen=True)
class Icons:
    """A set of drawings.

    Attributes:
        name: Its folder's name.
        licence: SPDX name, as the set itself says.
        author: As the set itself says.
        drawings: Code point (``"1f436"``) to SVG.
    """

    name: str
    licence: str
    author: str
    drawings: Mapping[str, str]


def icon_sets(folder: Path, named: Mapping[str, str]) -> list[Icons]:
    """Every set in the folder whose licence lets weights be shipped.

    Args:
        folder: One folder for each set.
        named: English name with hyphens (``"dog-face"``) to code point, for sets that do not say what a drawing shows.

    Raises:
        IconsError: there is no set, or one cannot be read.
    """
    found = [read_icons(path.parent, named) for path in sorted(folder.glob("*/icons.json"))]
    kept = [icons for icons in found if icons.licence in PERMISSIVE]
    if not kept:
        raise IconsError(
            f"There are no emoji sets in {folder}; unpack npm's @iconify-json/noto and the like there, each in "
            f"a folder of its own."
        )
    return kept


def read_icons(folder: Path, named: Mapping[str, str]) -> Icons:
    """One set.

    Raises:
        IconsError: one of its files is absent or is not what it should be.
    """
    try:
        icons, chars, info = (json.loads((folder / f"{part}.json").read_bytes()) for part in ("icons", "chars", "info"))
        places = {code: name for code, name in chars.items() if "-" not in code}
        places |= {code: name for name, code in named.items() if code not in places}
        drawn = {code: _svg(icons, name) for code, name in places.items()}
        drawings = {code: svg for code, svg in drawn.items() if svg}
        return Icons(folder.name, info["license"]["spdx"], info["author"]["name"], drawings)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IconsError(f"The emoji set in {folder} cannot be read; unpack its package there again.") from error


def _svg(icons: Mapping[str, Any], name: str) -> str:
    """The drawing as a document of its own, or nothing where the set lacks it."""
    alias = icons.get("aliases", {}).get(name, {})
    icon = icons["icons"].get(alias.get("parent", name))
    if icon is None or alias.keys() - {"parent", "hidden"}:
        return ""
    width = icon.get("width", icons.get("width", 16))
    height = icon.get("height", icons.get("height", 16))
    box = f"{icon.get('left', 0)} {icon.get('top', 0)} {width} {height}"
    return f'<svg {SPACES} viewBox="{box}">{icon["body"]}</svg>'


def drawn(svg: str, side: int = SIDE) -> Picture:
    """Colour and opacity, ``(side, side, 4)`` in [0, 1], the drawing as large as fits."""
    from PIL import Image

    resvg: Any = import_module("resvg_py")
    with Image.open(BytesIO(bytes(resvg.svg_to_bytes(svg_string=svg, width=side)))) as picture:
        square = Image.new("RGBA", (side, side))
        fitted = picture.convert("RGBA")
        fitted.thumbnail((side, side))
        square.paste(fitted, ((side - fitted.width) // 2, (side - fitted.height) // 2))
        return np.asarray(square, dtype=np.float32) / 255.0


def on_white(picture: Picture) -> Picture:
    """``(side, side, 3)``: what a viewer shows of a drawing without a ground."""
    alpha = picture[..., 3:]
    return np.asarray(picture[..., :3] * alpha + 1.0 - alpha, dtype=np.float32)


def staged(picture: Picture, random: np.random.Generator) -> Picture:
    """On a ground of some colour, mirrored, turned by up to 20 degrees, smaller, off the middle, in other tones."""
    from PIL import Image

    side = len(picture)
    pasted = Image.fromarray((picture * 255).astype(np.uint8), "RGBA")
    if random.random() < 0.3:
        pasted = pasted.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    pasted = pasted.rotate(float(random.uniform(-20, 20)), Image.Resampling.BICUBIC)
    size = int(side * random.uniform(0.55, 1.0))
    left, top = (int(at) for at in random.integers(0, side - size + 1, 2))
    pasted = pasted.resize((size, size), Image.Resampling.BICUBIC)
    ground = Image.new("RGB", (side, side), tuple(int(value) for value in random.integers(0, 256, 3)))
    ground.paste(pasted, (left, top), pasted)
    toned = (np.asarray(ground, dtype=np.float32) / 255.0) ** random.uniform(0.75, 1.35)
    return np.asarray(np.clip(toned, 0.0, 1.0), dtype=np.float32)
