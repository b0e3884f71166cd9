"""Pictures and sounds as vectors of the shared space: made once for each file, by a worker, and kept by digest."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.blobs import BlobStore

if TYPE_CHECKING:
    from core.engine.task import Report
    from core.intake.intake import Intake

LARGEST_PIXELS = 40_000_000
SIDE, BATCH, SHORTEST = 224, 16, 1_600
Vector = NDArray[np.float32]
Vectors = dict[str, Vector]
Opened = Callable[[BlobStore, str], Vector | None]


class Kept:
    """Vectors of one kind, in one file of the domain's home; a file that cannot be read is made anew.

    Args:
        folder: Where it lies.
        kind: ``picture`` or ``sound``.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self._file = folder / f"{kind}.npz"

    def load(self) -> Vectors:
        """By digest."""
        with contextlib.suppress(OSError, ValueError, KeyError, EOFError), np.load(self._file) as file:
            return dict(zip(file["digests"].tolist(), file["vectors"], strict=True))
        return {}

    def add(self, more: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep more, written whole or not at all."""
        together = self.load() | dict(more)
        if not more:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        written = self._file.with_suffix(f".{os.getpid()}.part")
        with open(written, "wb") as file:
            np.savez(file, digests=np.array(list(together)), vectors=np.stack(list(together.values())))
        written.replace(self._file)


def embed_pictures(payload: Mapping[str, object], report: Report) -> object:
    """Entry of an engine task: ``{"blobs": folder, "digests": [...]}`` to vectors by digest.

    A picture that cannot be opened is left out.

    Raises:
        WeightsError: the shared space's weights are not there.
    """
    from core.tasks.retrieval import open_space

    return _embedded(payload, report, "Comparing pictures", _opened, open_space().pictures)


def embed_sounds(payload: Mapping[str, object], report: Report) -> object:
    """Likewise for recordings of words."""
    from core.intake.intake import Intake
    from core.tasks.retrieval import open_space

    with Intake() as intake:
        return _embedded(payload, report, "Comparing sounds", partial(_listened, intake), open_space().sounds)


def _embedded(
    payload: Mapping[str, object], report: Report, telling: str, opened: Opened, embed: Callable[[list[Any]], Any]
) -> Vectors:
    blobs, digests, found = BlobStore(Path(str(payload["blobs"]))), _named(payload), Vectors()
    for at in range(0, len(digests), BATCH):
        read = {digest: opened(blobs, digest) for digest in digests[at : at + BATCH]}
        shown = {digest: content for digest, content in read.items() if content is not None}
        if shown:
            found |= dict(zip(shown, embed(list(shown.values())), strict=True))
        report(min(at + BATCH, len(digests)) / len(digests), telling)
    return found


def _named(payload: Mapping[str, object]) -> Sequence[str]:
    digests = payload["digests"]
    return [str(each) for each in digests] if isinstance(digests, list | tuple) else []


def _listened(intake: Intake, blobs: BlobStore, digest: str) -> Vector | None:
    from core.intake.refusal import Refused

    try:
        sound = np.asarray(intake.sound(blobs.get(digest)).content, dtype=np.float32)
    except (Refused, LookupError, ValueError):
        return None
    return sound if len(sound) >= SHORTEST else None


def _opened(blobs: BlobStore, digest: str) -> NDArray[np.float32] | None:
    from PIL import Image

    try:
        content = blobs.get(digest)
        with Image.open(io.BytesIO(_raster(content))) as picture:
            if picture.width * picture.height > LARGEST_PIXELS:
                return None
            white = Image.new("RGBA", picture.size, "white")
            flat = Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
        flat.thumbnail((SIDE, SIDE))
        return np.asarray(flat, dtype=np.float32) / 255.0
    except (OSError, ValueError, LookupError, SyntaxError, Image.DecompressionBombError):
        return None


def _raster(content: bytes) -> bytes:
    """A drawing as pixels; anything else as it is."""
    if b"<svg" not in content[:1024]:
        return content
    from importlib import import_module

    resvg: Any = import_module("resvg_py")
    return bytes(resvg.svg_to_bytes(svg_string=content.decode(), width=SIDE))
