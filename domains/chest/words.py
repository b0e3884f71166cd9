"""Text that came from outside, made so that every database and every page takes it."""

import math
from typing import Any


def one_line(text: str, most: int) -> str:
    """Printable characters of a text, ``most`` at most: no NUL, no control signs, no broken characters."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:most]


def plain(text: str) -> str:
    """A text of several lines without control signs and broken characters."""
    return sheet(text).strip()


def sheet(text: str) -> str:
    """The same, with the space around it, which somebody may still be typing."""
    return "".join(sign for sign in text.replace("\r\n", "\n") if sign.isprintable() or sign in "\n\t")


def facts(value: Any) -> Any:
    """What a file said of itself, as JSON: texts on one line, numbers finite, all else by its text."""
    if isinstance(value, dict):
        return {one_line(str(key), 64): facts(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [facts(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float | None) else one_line(str(value), 1024)
