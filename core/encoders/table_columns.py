"""Columns of a record as regressors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Columns:
    """How columns become regressors: numbers by a broken line, categories by one indicator for each level.

    Attributes:
        numbers: Column to ``{"centre", "scale", "knots": […], "low", "high"}``; outside ``[low, high]`` the nearest
            end counts.
        categories: Column to its known levels, the reference level left out at the front.
    """

    numbers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Columns:
        """Read what :meth:`to_json` wrote."""
        return cls(content["numbers"], {name: tuple(levels) for name, levels in content["categories"].items()})

    def to_json(self) -> dict[str, Any]:
        """Plain lists and mappings."""
        return {
            "numbers": {name: dict(about) for name, about in self.numbers.items()},
            "categories": {name: list(levels) for name, levels in self.categories.items()},
        }

    def regressors(self, record: Mapping[str, float | str]) -> dict[str, list[float]]:
        """Regressors of the columns that are recorded and known; a level never seen counts as not recorded."""
        numbers = {n: _broken_line(record[n], about) for n, about in self.numbers.items() if _is_number(record.get(n))}
        categories = {
            name: [float(record[name] == level) for level in levels[1:]]
            for name, levels in self.categories.items()
            if record.get(name) in levels
        }
        return numbers | categories


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _broken_line(value: Any, about: Mapping[str, Any]) -> list[float]:
    """Linear, bending at each knot; in units of ``scale``."""
    clipped = min(max(float(value), about["low"]), about["high"])
    hinges = [max(0.0, clipped - knot) / about["scale"] for knot in about["knots"]]
    return [(clipped - about["centre"]) / about["scale"], *hinges]
