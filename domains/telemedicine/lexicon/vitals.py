"""What is measured in a consultation, and what may be true of it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Vital:
    """Something that is measured.

    Attributes:
        name: As it is shown.
        words: What names it, before the value.
        units: What names it, after the value.
        unit: The unit in which it is told.
        least: The least value that is plausible, in that unit.
        most: The greatest one.
    """

    name: str
    words: tuple[str, ...]
    units: tuple[str, ...]
    unit: str
    least: float
    most: float


@cache
def vitals() -> tuple[Vital, ...]:
    """The table, read once for a process."""
    rows = tomllib.loads((files(__package__) / "vitals.toml").read_text(encoding="utf-8"))["vital"]
    return tuple(_vital(row) for row in rows)


def _vital(row: Mapping[str, Any]) -> Vital:
    return Vital(
        row["name"], tuple(row["words"]), tuple(row["units"]), row["unit"], float(row["least"]), float(row["most"])
    )
