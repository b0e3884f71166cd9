"""Where a film may have text burned in: proposed by a text detector, decided by a human.

The detector is the differentiable binarization network of PP-OCR as RapidOCR ships it (M. Liao et al., "Real-time scene
text detection with differentiable binarization", AAAI 2020). It misses faint and handwritten words, so that a film on
which it finds nothing is looked at all the same.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

from core.engine.task import Task

ENTRY = "domains.chest.deidentify.lettering:find"
LONGEST = 1280
MARGIN = 0.3
SECONDS = 120.0
Report = Callable[[float, str], None]
Rectangle = tuple[float, float, float, float]


def installed() -> bool:
    """Whether the detector and what runs it are installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def task(png: bytes) -> Task:
    """The search as a task for a worker."""
    return Task(ENTRY, {"png": png}, kind="text search", domain="chest", timeout=SECONDS)


def find(payload: Mapping[str, Any], report: Report) -> list[Rectangle]:
    """Rectangles that may hold text: left, top, width and height as shares of the film, 0 to 1.

    Args:
        payload: ``png``, the film as a grey picture of 8 bits.
        report: Told the fraction done.
    """
    import numpy as np
    from PIL import Image

    report(0.0, "loading the text detector")
    detect = _detector()
    with Image.open(io.BytesIO(payload["png"])) as image:
        grey = image.convert("L")
    grey.thumbnail((LONGEST, LONGEST))
    report(0.4, "looking for text")
    found = detect(np.asarray(grey.convert("RGB")), use_cls=False, use_rec=False).boxes
    report(1.0, "done")
    return [_rectangle(np.asarray(corners), grey.width, grey.height) for corners in ([] if found is None else found)]


@lru_cache(maxsize=1)
def _detector() -> Any:
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(
        params={"Global.log_level": "critical", "Det.limit_type": "max", "Det.limit_side_len": 960, **threads}
    )


def _rectangle(corners: Any, width: int, height: int) -> Rectangle:
    """The upright rectangle around four corners, with a margin of a third of the letters' height."""
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    margin = MARGIN * min(right - left, bottom - top)
    left, top = max(0.0, left - margin) / width, max(0.0, top - margin) / height
    right, bottom = min(width, right + margin) / width, min(height, bottom + margin) / height
    return (round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4))
