"""The words of a typed page, read by PP-OCR as RapidOCR ships it.

Detection by differentiable binarization (M. Liao et al., AAAI 2020) and recognition line by line. It reads print, not
handwriting, and what it is unsure of is left out and counted.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

SURE, LONGEST = 0.6, 2000
SAME_LINE = 0.5


@dataclass(frozen=True)
class Piece:
    """Words in one box: its left and right edge, its middle and its height in pixels, and how sure they are, 0 to 1."""

    left: float
    middle: float
    height: float
    text: str
    sure: float


@dataclass(frozen=True)
class Page:
    """What was read: lines from top to bottom, and how many pieces were too unsure to be kept."""

    lines: tuple[str, ...]
    unsure: int


def installed() -> bool:
    """Whether the reader and what runs it are installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def page(picture: NDArray[Any]) -> Page:
    """Read a page.

    Args:
        picture: ``(rows, columns, 3)`` in [0, 1].
    """
    found = _reader()((picture[:, :, ::-1] * 255).astype(np.uint8))
    if found.boxes is None or found.txts is None:
        return Page((), 0)
    pieces = [
        _piece(np.asarray(box, float), str(text).strip(), float(score))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]
    sure = [piece for piece in pieces if piece.sure >= SURE and piece.text]
    return Page(tuple(lines(sure)), len(pieces) - len(sure))


def _piece(corners: NDArray[Any], text: str, sure: float) -> Piece:
    (left, top), (_, bottom) = corners.min(axis=0), corners.max(axis=0)
    return Piece(float(left), float(top + bottom) / 2, float(bottom - top), text, sure)


def lines(pieces: Sequence[Piece]) -> list[str]:
    """Pieces that lie at one height make a line, from left to right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.middle):
        if rows and abs(piece.middle - rows[-1][0].middle) < SAME_LINE * min(piece.height, rows[-1][0].height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [" ".join(one.text for one in sorted(row, key=lambda one: one.left)) for row in rows]


@lru_cache(maxsize=1)
def _reader() -> Any:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "critical", "Global.max_side_len": LONGEST, **threads})
