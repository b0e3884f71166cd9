"""Further windows that a film brings along, such as a harder one, in terms of what is shown of it."""

from __future__ import annotations

from typing import Any

from pydicom.dataset import Dataset

from core.intake.child.dicom.declared import Declared, word

MOST = 6
Window = list[Any]


def windows(dataset: Dataset, declared: Declared) -> list[Window]:
    """All windows but the first, which is applied to the film (PS3.3, section C.11.2.1.2).

    Returns:
        Lists of the darkest and the brightest brightness of the film as it is shown, 0 to 1 the whole, and a name.
        Empty where the film is shown by a table, or by a window that is no straight line: then there is no such scale.
    """
    function = word(dataset, "VOILUTFunction") or "LINEAR"
    pairs = list(zip(_numbers(dataset, "WindowCenter"), _numbers(dataset, "WindowWidth"), strict=False))
    straight = not dataset.get("VOILUTSequence") and function in ("LINEAR", "LINEAR_EXACT")
    if not declared.grey or not straight or len(pairs) < 2 or pairs[0][1] <= 1:
        return []
    names = _names(dataset)
    center, width = pairs[0]
    bottom = center - width / 2
    return [
        [*_shown((c - w / 2 - bottom) / width, (c + w / 2 - bottom) / width, declared), _name(names, place)]
        for place, (c, w) in enumerate(pairs[1 : MOST + 1], start=1)
        if w > 1
    ]


def _shown(low: float, high: float, declared: Declared) -> tuple[float, float]:
    return (1 - high, 1 - low) if declared.photometric == "MONOCHROME1" else (low, high)


def _name(names: list[str], place: int) -> str:
    return names[place] if place < len(names) and names[place] else f"Window {place + 1}"


def _numbers(dataset: Dataset, keyword: str) -> list[float]:
    try:
        raw: Any = dataset.get(keyword)
        return [float(value) for value in raw] if hasattr(raw, "__iter__") else [float(raw)]
    except Exception:  # noqa: BLE001 - absent, or not numbers
        return []


def _names(dataset: Dataset) -> list[str]:
    try:
        raw: Any = dataset.get("WindowCenterWidthExplanation")
        return [str(name).strip() for name in raw] if raw and not isinstance(raw, str) else []
    except Exception:  # noqa: BLE001 - absent, or not text
        return []
