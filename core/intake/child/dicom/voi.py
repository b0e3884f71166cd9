"""Values of interest: which values of the film its maker wants shown (PS3.3, section C.11.2)."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.pixels.processing import apply_voi

from core.intake.child.dicom.declared import word

Values = NDArray[np.float64]


def shown(values: Values, dataset: Dataset) -> Values | None:
    """Values after the modality transform to brightness in [0, 1]; the look-up table goes before the window.

    Returns:
        None where the file gives neither, or only one that cannot be applied.
    """
    if dataset.get("VOILUTSequence"):
        return _looked_up(values, dataset)
    center, width = (first_number(dataset, keyword) for keyword in ("WindowCenter", "WindowWidth"))
    if center is None or width is None:
        return None
    return window(values, center, width, word(dataset, "VOILUTFunction") or "LINEAR")


def announced(dataset: Dataset) -> bool:
    """Whether the file says what should be shown, applicable or not."""
    return bool(dataset.get("VOILUTSequence")) or first_number(dataset, "WindowCenter") is not None


def first_number(dataset: Dataset, keyword: str) -> float | None:
    """An element's first value as a finite number, None where it has none."""
    try:
        raw = dataset.get(keyword)
        values = raw if isinstance(raw, list) or (hasattr(raw, "__getitem__") and not isinstance(raw, str)) else [raw]
        value = float(values[0])
    except Exception:  # noqa: BLE001 - the parser raises many types for one mistake: a value that is no number
        return None
    return value if np.isfinite(value) else None


def window(values: Values, center: float, width: float, function: str) -> Values | None:
    """The window functions of C.11.2.1.2.1 and C.11.2.1.3, to [0, 1]; None where they give no number."""
    shapes: dict[str, tuple[float, Callable[[], Values]]] = {
        "LINEAR": (1, lambda: (values - (center - 0.5)) / max(width - 1, 1e-9) + 0.5),
        "LINEAR_EXACT": (0, lambda: (values - center) / width + 0.5),
        "SIGMOID": (0, lambda: 1 / (1 + np.exp(np.clip(-4 * (values - center) / width, -700, 700)))),
    }
    least, shape = shapes.get(function, shapes["LINEAR"])
    if width <= 0 or width < least:
        return None
    with np.errstate(all="ignore"):
        brightness = np.clip(shape(), 0, 1)
    return brightness if np.isfinite(brightness).all() else None


def _looked_up(values: Values, dataset: Dataset) -> Values | None:
    try:
        item = dataset.VOILUTSequence[0]
        bits = int(item.LUTDescriptor[2])
        table = apply_voi(np.rint(values).astype(np.int64), dataset, index=0)
    except Exception:  # noqa: BLE001 - a table that cannot be read is no table
        return None
    return np.clip(table / (2**bits - 1), 0, 1) if bits > 0 else None
