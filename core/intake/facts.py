"""What a picture said about itself, after every value was checked: the limited process is not trusted."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

SENTENCE = 300
MOST_NOTICES = 8
_UID = re.compile(r"[0-9]+(\.[0-9]+)*")
_TIME = re.compile(r"([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?")


def words(value: object, longest: int = 64) -> str | None:
    """Printable characters of a string, white space joined, cut to a length; None where nothing is left."""
    if not isinstance(value, str):
        return None
    printable = "".join(c if c.isprintable() else " " for c in value[: 4 * longest])
    return " ".join(printable.split())[:longest].strip() or None


def _one_of(*allowed: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in allowed else None


def _uid(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= 64 and _UID.fullmatch(value) else None


def _age(value: object) -> float | None:
    number = _number(value)
    return round(number, 3) if number is not None and 0 <= number <= 120 else None


def _number(value: object) -> float | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if fits and math.isfinite(value) else None  # type: ignore[arg-type]


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31 else None


def _day(value: object) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _spacing(value: object) -> tuple[float, float] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    row, column = (_number(part) for part in value)
    fits = row is not None and column is not None and 1e-4 <= row <= 100 and 1e-4 <= column <= 100
    return (row, column) if fits and row is not None and column is not None else None


def _magnification(value: object) -> float | None:
    number = _number(value)
    return round(number, 4) if number is not None and 1 <= number <= 5 else None


def _windows(value: object) -> tuple[tuple[float, float, str], ...] | None:
    """Up to six windows: darkest and brightest brightness of the film as it is shown, and a name."""
    given = value[:6] if isinstance(value, list) else []
    found = [_window(each) for each in given if isinstance(each, list) and len(each) == 3]
    return tuple(each for each in found if each is not None) or None


def _window(value: list[object]) -> tuple[float, float, str] | None:
    low, high, name = _number(value[0]), _number(value[1]), words(value[2], 24)
    if low is None or high is None or name is None or not -64 <= low < high <= 64:
        return None
    return round(low, 6), round(high, 6), name


def _seconds(value: object) -> float | None:
    number = _number(value)
    return round(number, 3) if number is not None and 0 <= number <= 1e6 else None


def _pair(value: object) -> tuple[float, float] | None:
    first, second = (_number(part) for part in value) if isinstance(value, list) and len(value) == 2 else (None, None)
    return None if first is None or second is None else (first, second)


def _time(value: object) -> str | None:
    return value if isinstance(value, str) and _TIME.fullmatch(value) else None


def _code(value: object) -> str | None:
    return words(value, 16)


CHECKS: Mapping[str, Callable[[object], Any]] = {
    "kind": _one_of("dicom", "png", "jpeg", "gif", "webp", "bmp", "sound", "video"),
    "age": _age,
    "sex": _one_of("F", "M"),
    "view": _one_of("PA", "AP", "LL"),
    "body_part": _code,
    "modality": _code,
    "patient_id": words,
    "issuer": words,
    "patient_name": words,
    "person_name": words,
    "birth_date": _day,
    "study_uid": _uid,
    "series_uid": _uid,
    "sop_uid": _uid,
    "sop_class": _uid,
    "accession": words,
    "study_date": _day,
    "study_time": _time,
    "study_id": _code,
    "referring": words,
    "spacing": _spacing,
    "spacing_at": _one_of("calibrated", "detector", "unknown"),
    "magnification": _magnification,
    "windows": _windows,
    "rows": _count,
    "columns": _count,
    "photometric": _code,
    "bits": _count,
    "burned_in": _one_of("YES", "NO"),
    "window": _pair,
    "window_function": _one_of("LINEAR", "LINEAR_EXACT", "SIGMOID"),
    "rescale": _pair,
    "look_up": lambda value: True if value is True else None,
    "seconds": _seconds,
    "container": _code,
    "codec": _code,
    "rate": _count,
    "channels": _count,
}


def checked(said: object) -> dict[str, Any]:
    """The facts that hold; one that is unknown, absent or cannot be true is left out. ``notices`` is always there."""
    given = said if isinstance(said, dict) else {}
    facts = {key: check(given.get(key)) for key, check in CHECKS.items()}
    kept = {key: value for key, value in facts.items() if value is not None}
    return {**kept, "notices": _notices(given.get("notices"))}


def _notices(value: object) -> tuple[str, ...]:
    sentences = value[:MOST_NOTICES] if isinstance(value, list) else []
    return tuple(kept for sentence in sentences if (kept := words(sentence, SENTENCE)))
