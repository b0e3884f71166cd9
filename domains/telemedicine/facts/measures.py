"""Values in the unit in which they are told, and whether they can be true."""

from __future__ import annotations

from typing import Any

from domains.telemedicine.lexicon.vitals import Vital

_TO_KG = {"pound": 0.45359237, "lb": 0.45359237, "stone": 6.35029318}
_WARMEST = 45.0
"""No living person is warmer in Celsius, so a greater figure is in Fahrenheit."""
_MILLIMOLES = 30.0
"""Above it a glucose is told in milligrams per decilitre, at or below in millimoles per litre."""


def converted(vital: Vital, value: float, unit: str) -> dict[str, Any] | None:
    """The value and its unit, marked where it is implausible; None where it is no measurement of this kind at all.

    Args:
        vital: What is measured.
        value: The figure that was said.
        unit: The unit that was said with it, or "".
    """
    told = _told(vital, value, unit)
    if told is None:
        return None
    inside = told.get("celsius", told.get("kilograms", told["value"]))
    if not vital.least <= inside <= vital.most:
        if not unit and (inside > vital.most * 4 or inside < vital.least / 4):
            return None
        told["implausible"] = True
    return told


def _told(vital: Vital, value: float, unit: str) -> dict[str, Any] | None:
    if vital.name == "temperature":
        return _warmth(value, unit)
    if vital.name == "weight":
        factor = next((by for name, by in _TO_KG.items() if unit.startswith(name)), 1.0)
        named = "lb" if unit.startswith(("pound", "lb")) else "stone" if factor > 1 else "kg"
        return {"value": value, "unit": named, "kilograms": round(value * factor, 1)} if unit else _bare_weight(value)
    if vital.name == "glucose":
        return {"value": value, "unit": "mg/dL" if value > _MILLIMOLES else "mmol/L"}
    if vital.name == "height":
        return {"value": value * 100 if unit.startswith("met") else value, "unit": "cm"} if unit and value > 1 else None
    return {"value": value, "unit": vital.unit}


def _warmth(value: float, unit: str) -> dict[str, Any]:
    warm = value > _WARMEST or unit.endswith(("fahrenheit", " f"))
    celsius = (value - 32) * 5 / 9 if warm else value
    return {"value": value, "unit": "degF" if warm else "degC", "celsius": round(celsius, 1)}


def _bare_weight(value: float) -> dict[str, Any] | None:
    return {"value": value, "unit": ""} if 2 <= value <= 600 else None
