"""From stored values to what a viewer shows, for every possible bit pattern at once (PS3.4, section N.2).

A film of 16 bits has at most 65,536 different patterns, so the whole chain (unused bits, sign, modality, window,
polarity) is done on a table of these, and every pixel is looked up once.
"""

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_modality_lut

from core.intake.arena import Stored, Table
from core.intake.child import spread
from core.intake.child.dicom import voi
from core.intake.child.dicom.declared import Declared, number, word
from core.intake.child.dicom.tags import OVERLAY_BIT
from core.intake.child.picture import sample

Values = NDArray[np.float64]
FLAT = 0.02
RARE = 0.01
NO_WINDOW = (
    "The film's own window cannot be applied or shows nothing; it is shown from its darkest to its brightest pixels."
)
SURPLUS = "The film says that it uses {} bits, but uses others too, which were left out; check what it shows."
SHAPE = "The film says {0} but asks to be shown the other way round; it is shown as {0}, so check dark and bright."


def table(dataset: Dataset, declared: Declared, stored: Stored) -> tuple[Table, list[str]]:
    """Brightness in [0, 1] of every bit pattern, air dark, and what the reader must know of how it came about.

    Padding is shown dark. Without a window of the film's own, eight bits are shown whole and deeper ones from their
    darkest to their brightest half per cent.
    """
    if not declared.grey:
        return np.linspace(0, 1, 256, dtype=np.float32), []
    raw = _values(declared, stored)
    padding = _padding(raw, dataset)
    values = _modality(raw, dataset)
    there = sample(stored).ravel()
    there = there[~padding[there]]
    brightness = voi.shown(values, dataset)
    notices = _contradiction(dataset, declared) + _surplus(dataset, declared, there)
    if brightness is None or _flat(brightness[there]):
        notices += [NO_WINDOW] if voi.announced(dataset) else []
        brightness = _own(values, there, declared.bits)
    if declared.photometric == "MONOCHROME1":
        brightness = 1 - brightness
    brightness[padding] = 0
    return brightness.astype(np.float32), notices


def _own(values: Values, there: Stored, bits: int) -> Values:
    """A window from the film itself; ``there`` are the bit patterns of some of its pixels."""
    if bits <= 8:
        low, high = float(values.min()), float(values.max())
    else:
        low, high = spread.window(values[there]) or (float(values.min()), float(values.max()))
    return np.clip((values - low) / max(high - low, 1e-9), 0, 1)


def _flat(brightness: Values) -> bool:
    return bool(brightness.size) and float(np.ptp(brightness)) < FLAT


def _contradiction(dataset: Dataset, declared: Declared) -> list[str]:
    wanted = {"INVERSE": "MONOCHROME1", "IDENTITY": "MONOCHROME2"}.get(word(dataset, "PresentationLUTShape"))
    kind = declared.photometric
    return [SHAPE.format(kind)] if wanted and wanted != kind else []


def _surplus(dataset: Dataset, declared: Declared, there: Stored) -> list[str]:
    """Bits beside the declared ones that are in use, and not by an overlay or a sign."""
    unused = np.uint16(0xFFFF ^ ((1 << declared.bits) - 1) << declared.high + 1 - declared.bits)
    used = bool(there.size) and float(np.mean((there & unused) != 0)) > RARE
    return [SURPLUS.format(declared.bits)] if used and not declared.signed and OVERLAY_BIT not in dataset else []


def _values(declared: Declared, stored: Stored) -> NDArray[np.int64]:
    """The value of each bit pattern: unused bits and overlays away, then the sign (PS3.5, section 8.1.1)."""
    patterns = np.arange(1 << 8 * stored.dtype.itemsize, dtype=np.int64)
    values = patterns >> (declared.high + 1 - declared.bits) & (1 << declared.bits) - 1
    return values - ((values >> declared.bits - 1 & 1) << declared.bits) if declared.signed else values


def _padding(raw: NDArray[np.int64], dataset: Dataset) -> NDArray[np.bool_]:
    value, limit = number(dataset, "PixelPaddingValue"), number(dataset, "PixelPaddingRangeLimit")
    if value is None:
        return np.zeros(raw.shape, np.bool_)
    low, high = sorted(_as_stored(bound, raw) for bound in (value, value if limit is None else limit))
    return (raw >= low) & (raw <= high)


def _as_stored(bound: int, raw: NDArray[np.int64]) -> int:
    """A padding value of a signed film is often written as if it had no sign."""
    return bound - (1 << 16) if raw.min() < 0 and bound > raw.max() else bound


def _modality(raw: NDArray[np.int64], dataset: Dataset) -> Values:
    if dataset.get("ModalityLUTSequence"):
        return np.asarray(apply_modality_lut(raw, dataset), np.float64)
    slope, intercept = (voi.first_number(dataset, key) for key in ("RescaleSlope", "RescaleIntercept"))
    plain = raw.astype(np.float64)
    values: Values = plain * (slope or 1.0) + (intercept or 0.0)
    return values if np.isfinite(values).all() else plain
