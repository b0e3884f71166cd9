"""Words and pictures in the shared space: an engine task, so that no model is loaded where pages are served.

The vectors of all pictures are made once and kept in the domain's home; they count for the weights that made them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from core.engine.task import Report
    from core.tasks.retrieval import Space

SIDE, BATCH = 224, 16
Array = NDArray[np.float32]


def compare(payload: Mapping[str, Any], report: Report) -> object:
    """Entry of an engine task: how much likelier than by lot a picture shows what a word says.

    Args:
        payload: ``folder`` where vectors are kept, ``codes`` of the pictures, and ``texts``: for each word a list of
            what it is called (the word, its meaning).
        report: Told the fraction done.

    Returns:
        Log-odds ``(words, pictures)``: the mean over what a word is called.

    Raises:
        WeightsError: the space's weights are missing.
    """
    from core.tasks.retrieval import open_space

    space = open_space()
    pictures = vectors(space, Path(payload["folder"]), payload["codes"], report)
    report(0.95, "comparing words with pictures")
    return likeness(space, payload["texts"], pictures)


def likeness(space: Space, texts: Sequence[Sequence[str]], pictures: Array) -> Array:
    """Log-odds ``(words, pictures)``, the mean over what each word is called."""
    from core.case import Modality

    called = [each for several in texts for each in several]
    if not called:
        return np.zeros((len(texts), len(pictures)), np.float32)
    odds = space.log_odds(Modality.TEXT, space.texts(called), Modality.IMAGE, pictures)
    ends = np.cumsum([len(several) for several in texts])
    parts = np.split(odds, ends[:-1])
    return np.stack([part.mean(axis=0) for part in parts]).astype(np.float32)


def vectors(space: Space, folder: Path, codes: Sequence[str], report: Report) -> Array:
    """``(n, width)`` of the drawings, those not kept yet made now; kept every few hundred, so that a stop costs little.

    Raises:
        PicturesError: a drawing is not there.
    """
    from core.tasks.retrieval import SHIPPED
    from core.weights import digest
    from domains.vocabulary.confusability.vectors import Kept

    kept = Kept(folder, f"openmoji-{digest((SHIPPED / 'space.safetensors').read_bytes())[:12]}")
    known = kept.load()
    missing = [code for code in codes if code not in known]
    for start in range(0, len(missing), BATCH * 20):
        part = missing[start : start + BATCH * 20]
        kept.add(_made(space, part, partial(_tell, report, start, len(missing))))
    known = kept.load()
    return np.stack([known[code] for code in codes])


def _tell(report: Report, before: int, of: int, done: int) -> None:
    report(0.9 * (before + done) / of, "seeing pictures")


def _made(space: Space, codes: Sequence[str], tell: Callable[[int], None]) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for start in range(0, len(codes), BATCH):
        part = codes[start : start + BATCH]
        found |= dict(zip(part, space.pictures([_pixels(code) for code in part]), strict=True))
        tell(start + len(part))
    return found


def _pixels(code: str) -> Array:
    from PIL import Image

    from domains.vocabulary.content.pictures import drawn

    with Image.open(io.BytesIO(drawn(code))) as picture:
        return np.asarray(picture.convert("RGB").resize((SIDE, SIDE)), np.float32) / 255.0
