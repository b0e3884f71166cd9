"""Whether findings can be decided at all here: by these weights, this calibration, and at this operating point."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.certainty.local import LocalCalibration
from core.certainty.operating import day_in_words, open_point
from core.recipe import load as load_recipe
from core.weights import WeightsError, WeightsFolder
from domains.chest.calibration import house
from domains.chest.health import stamp
from domains.chest.points import OperatingPoint


def reasons(folder: Path, home: Path, point: OperatingPoint) -> tuple[str, ...]:
    """Why nothing is certified; empty where findings are decided, and where :mod:`health` tells worse.

    Args:
        folder: The domain's folder, with ``weights/`` in it.
        home: The domain's folder below CHIRON_HOME.
        point: What the administrator chose.
    """
    try:
        return _reasons(str(folder), stamp(folder / "weights"), house.text(home), point.error_rate)
    except WeightsError as error:
        return (str(error),)


@lru_cache(maxsize=4)
def _reasons(folder: str, when: object, calibration: str, error_rate: float) -> tuple[str, ...]:
    """Kept until size or time of a weights file changes; ``when`` is their stamp."""
    local = LocalCalibration.parse(calibration) if calibration else None
    try:
        weights = WeightsFolder(Path(folder) / "weights")
        point = open_point(load_recipe(Path(folder) / "recipe.toml").certainty, weights, error_rate, local)
    except WeightsError:
        return ()
    return (point.certificate.withheld,) if point.certificate.withheld else ()


def calibration(home: Path) -> str:
    """One sentence on the hospital's own calibration; empty where there is none."""
    try:
        own = house.current(home)
    except WeightsError as error:
        return str(error)
    if own is None:
        return ""
    return f"Calibrated on {own.cases} local cases of {own.patients} patients on {day_in_words(own.made_on)}."
