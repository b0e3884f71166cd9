"""Early warning points of the vital signs that were said: NEWS2.

Royal College of Physicians, "National Early Warning Score (NEWS) 2", London 2017: for people of 16 years and more who
are not pregnant. A sign that nobody measured has no points, so that an incomplete set can only raise the level.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from core.case import Modality, Signal
from core.encoders.table import Tally
from core.evidence import contribution
from core.evidence.statement import Statement, Where
from core.finding import Column
from core.intake.refusal import Code, Refused
from core.recipe import ExpertRecipe
from core.weights import WeightsError, WeightsFolder
from domains.telemedicine.triage.levels import EMERGENCY, LABELS, ROUTINE, URGENT

URGENT_FROM, EMERGENCY_FROM, SINGLE = 5, 7, 3
MOST = 10
Bands = tuple[tuple[float, int], ...]
BANDS: Mapping[str, Bands] = {
    "respiratory rate": ((8, 3), (11, 1), (20, 0), (24, 2), (999, 3)),
    "oxygen saturation": ((91, 3), (93, 2), (95, 1), (999, 0)),
    "systolic": ((90, 3), (100, 2), (110, 1), (219, 0), (999, 3)),
    "heart rate": ((40, 3), (50, 1), (90, 0), (110, 1), (130, 2), (999, 3)),
    "temperature": ((35.0, 3), (36.0, 1), (38.0, 0), (39.0, 1), (999, 2)),
}
"""Sign to (up to and including, points), ascending; saturation on scale 1."""
OXYGEN, CONSCIOUSNESS = "supplemental oxygen", "consciousness"


def points(signs: Mapping[str, float | str]) -> dict[str, int]:
    """Points of each sign that was said."""
    told = {name: _points(BANDS[name], float(value)) for name, value in signs.items() if name in BANDS}
    if signs.get(OXYGEN):
        told[OXYGEN] = 2
    if CONSCIOUSNESS in signs:
        told[CONSCIOUSNESS] = 0 if str(signs[CONSCIOUSNESS]).lower() == "alert" else 3
    return told


def _points(bands: Bands, value: float) -> int:
    return next(points for limit, points in bands if value <= limit)


def floor(told: Mapping[str, int]) -> str:
    """The least level that the points ask for, as the College's clinical responses have it; routine below them."""
    total = sum(told.values())
    if total >= EMERGENCY_FROM:
        return EMERGENCY
    return URGENT if total >= URGENT_FROM or SINGLE in told.values() else ROUTINE


class VitalsWitness:
    """States log-odds in proportion to the points.

    Args:
        a_point: Label to the log-odds of one point: so many that the College's threshold takes a patient of whom
            nothing else is known to even odds.
    """

    def __init__(self, a_point: Mapping[str, float]) -> None:
        self._a_point = dict(a_point)

    def __call__(self, signal: Signal, record: Mapping[str, Any]) -> Statement:
        """Count the points.

        Raises:
            Refused: no sign was said that has points.
        """
        signs = signal.content if isinstance(signal.content, Mapping) else {}
        told = points(signs)
        if not told:
            raise Refused(Code.EMPTY, "No vital sign was said that the early warning score counts.")
        share = min(1.0, MOST / max(1, sum(told.values())))
        tallies = {label: _tally(told, signs, self._a_point[label] * share) for label in LABELS}

        def where(label: str, slope: float, contributed: float) -> Where:
            return contribution.columns(tallies[label], slope, contributed)

        return Statement(Modality.TABLE, {label: tally.log_odds for label, tally in tallies.items()}, where)


def _tally(told: Mapping[str, int], signs: Mapping[str, float | str], a_point: float) -> Tally:
    columns = tuple(Column(name, signs[name], count * a_point) for name, count in told.items())
    return Tally(sum(column.log_odds for column in columns), columns, 0.0)


def open_vitals(recipe: ExpertRecipe, folder: WeightsFolder) -> VitalsWitness:
    """What the recipe names.

    Raises:
        WeightsError: the weights are absent, altered or of another shape.
    """
    try:
        held = json.loads(folder.read(recipe.weights[0]))
        return VitalsWitness({label: float(held["a_point"][label]) for label in LABELS})
    except (ValueError, KeyError, TypeError) as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError(f"{recipe.weights[0]} does not say what a point is worth.") from error


def signs_of(facts: Sequence[Mapping[str, Any]]) -> tuple[dict[str, float | str], dict[str, int]]:
    """The vital signs among the facts of a consultation, the last of each, and the number of the fact of each."""
    signs: dict[str, float | str] = {}
    numbers: dict[str, int] = {}
    for number, fact in enumerate(facts):
        if fact["kind"] == "vital" and fact.get("assertion", "present") == "present":
            for name, value in _signs(fact):
                signs[name], numbers[name] = value, number
    return signs, numbers


def _signs(fact: Mapping[str, Any]) -> list[tuple[str, float | str]]:
    name, values = str(fact["name"]).lower(), fact.get("values") or {}
    if name == CONSCIOUSNESS:
        return [(name, str(values.get("value", "alert")))]
    if name == OXYGEN:
        return [(name, "yes")]
    known = {_NAMES.get(key, key): value for key, value in {name: values.get("value"), **values}.items()}
    numbers = [(key, float(value)) for key, value in known.items() if key in BANDS and isinstance(value, int | float)]
    return [(key, _celsius(value) if key == "temperature" else value) for key, value in numbers]


_NAMES = {
    "pulse": "heart rate", "saturation": "oxygen saturation", "respiratory": "respiratory rate",
    "celsius": "temperature", "systolic blood pressure": "systolic",
}  # fmt: skip


def _celsius(value: float) -> float:
    """Nobody has 45 degrees Celsius, so a higher value is in Fahrenheit."""
    return round((value - 32) / 1.8, 1) if value > 45 else value
