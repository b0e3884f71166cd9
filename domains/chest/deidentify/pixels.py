"""The pixels that leave: decoded, freed of what hides beside and behind the picture, and blacked out where asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from domains.chest.deidentify.refusal import NotChecked

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

Stored = NDArray[np.integer[Any]]
UNSEEN = (
    "Nobody has looked at this film for burned-in text yet, so it does not leave as de-identified: "
    "open the case, check its films for text, and export it then."
)
UNKNOWN = "The pixels of this object cannot be decoded, so they cannot be de-identified; export it without the picture."


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the original film."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Checked:
    """A human's word on the text burned into a film.

    Attributes:
        rows: Height of the film that was looked at.
        columns: Its width.
        boxes: What is to be blacked out; empty where the film is clean.
    """

    rows: int
    columns: int
    boxes: tuple[Box, ...] = ()

    def on(self, rows: int, columns: int) -> tuple[tuple[slice, slice], ...]:
        """The boxes as slices of a picture of the whole film of that size, never smaller than they were drawn."""
        down, across = rows / self.rows, columns / self.columns
        return tuple(
            (_reach(box.y, box.height, down, rows), _reach(box.x, box.width, across, columns)) for box in self.boxes
        )


def _reach(start: int, length: int, scale: float, most: int) -> slice:
    first, last = int(np.floor(start * scale)), int(np.ceil((start + length) * scale))
    return slice(max(0, first), min(most, last))


def clean(source: Dataset, target: Dataset, checked: Checked | None) -> None:
    """Put the pixels of ``source`` into ``target``: uncompressed, only the bits that are shown, boxes black.

    Trailing bytes, unused bits (overlays of old films lie there) and the comments of a compressed stream stay behind.

    Raises:
        NotChecked: no human has looked at them, or they cannot be decoded.
    """
    if checked is None:
        raise NotChecked(UNSEEN)
    try:
        frames, attributes = _decoded(source)
    except Exception as error:
        raise NotChecked(UNKNOWN) from error
    for rows, columns in checked.on(*frames.shape[1:3]):
        frames[:, rows, columns] = _black(source, attributes)
    _put(target, frames, attributes)


def _decoded(source: Dataset) -> tuple[Stored, dict[str, Any]]:
    """``(frames, rows, columns[, 3])`` in stored values, and what describes them."""
    from pydicom.pixels.decoders.base import get_decoder

    import core.intake.child.dicom.pixels  # noqa: F401 - it makes the intake's decoders known to pydicom, once

    decoder = get_decoder(source.file_meta.TransferSyntaxUID)
    grey = int(source.SamplesPerPixel) == 1
    options: dict[str, Any] = {"correct_unused_bits": False, "allow_excess_frames": False}
    raw, told = decoder.as_array(source, raw=grey, **options)
    many = int(source.get("NumberOfFrames") or 1)
    frames = raw if many > 1 else raw[np.newaxis]
    bits, allocated = int(source.BitsStored), 8 * raw.dtype.itemsize
    high = int(source.get("HighBit", bits - 1)) if not decoder.is_encapsulated else bits - 1
    frames = _shown(frames, bits, high, bool(source.PixelRepresentation)) if grey else frames.copy()
    photometric = str(source.PhotometricInterpretation) if grey else "RGB"
    if grey and photometric not in ("MONOCHROME1", "MONOCHROME2"):
        raise ValueError(told.get("photometric_interpretation"))
    return frames, {"bits": bits, "allocated": allocated, "photometric": photometric}


def _shown(words: Stored, bits: int, high: int, signed: bool) -> Stored:
    """Only the bits of the picture, moved to the low end (PS3.5, section 8.1.1)."""
    plain = words.astype(np.int64) >> (high + 1 - bits) & ((1 << bits) - 1)
    if signed:
        plain -= (plain >> (bits - 1)) << bits
    return plain.astype(words.dtype)


def _black(source: Dataset, attributes: dict[str, Any]) -> int:
    """The stored value that is shown black."""
    bits, signed = attributes["bits"], bool(source.PixelRepresentation) and attributes["photometric"] != "RGB"
    low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
    turned = attributes["photometric"] == "MONOCHROME1"
    if attributes["photometric"] != "RGB" and str(source.get("PresentationLUTShape", "")) == "INVERSE":
        turned = True
    return high if turned else low


def _put(target: Dataset, frames: Stored, attributes: dict[str, Any]) -> None:
    colour = attributes["photometric"] == "RGB"
    target.Rows, target.Columns = frames.shape[1:3]
    target.SamplesPerPixel = 3 if colour else 1
    target.PhotometricInterpretation = attributes["photometric"]
    target.BitsAllocated, target.BitsStored = attributes["allocated"], attributes["bits"]
    target.HighBit = attributes["bits"] - 1
    target.PixelRepresentation = int(frames.dtype.kind == "i")
    if colour:
        target.PlanarConfiguration = 0
    data = np.ascontiguousarray(frames.astype(frames.dtype.newbyteorder("<"))).tobytes()
    target.add_new(0x7FE00010, "OW" if attributes["allocated"] > 8 else "OB", data + b"\0" * (len(data) % 2))
    target.BurnedInAnnotation, target.RecognizableVisualFeatures = "NO", "NO"
