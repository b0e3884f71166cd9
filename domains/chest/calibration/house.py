"""The hospital's own calibration on disk: one file in the domain's folder below CHIRON_HOME."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from core.certainty.local import LocalCalibration
from core.weights import WeightsError
from data.home import place

FILE = "calibration.json"
LARGEST = 8 * 1024 * 1024


def folder() -> Path:
    """Where the reading room may write, as the suite that runs here would have it."""
    return place() / "domains" / "chest"


def text(home: Path) -> str:
    """The calibration as it lies there; empty where there is none.

    Raises:
        WeightsError: it cannot be read; readings without it would look calibrated and not be.
    """
    path = home / FILE
    try:
        if path.stat().st_size > LARGEST:
            raise WeightsError(f"{path} is no calibration: it is too large; calibrate again or remove it.")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise WeightsError(f"The local calibration {path} cannot be read: calibrate again or remove it.") from error


def current(home: Path) -> LocalCalibration | None:
    """The calibration; none where there is none.

    Raises:
        WeightsError: it cannot be read.
    """
    found = text(home)
    return LocalCalibration.parse(found) if found else None


def keep(home: Path, calibration: LocalCalibration) -> Path:
    """Write it whole or not at all, readable by the owner alone."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=home, prefix=f".{FILE}.")
    try:
        with open(number, "w", encoding="utf-8") as handle:
            handle.write(calibration.to_text())
        os.replace(name, home / FILE)
    finally:
        Path(name).unlink(missing_ok=True)
    return home / FILE


def forget(home: Path) -> bool:
    """Go back to the thresholds that came with the weights; whether there was a calibration."""
    there = (home / FILE).is_file()
    (home / FILE).unlink(missing_ok=True)
    return there
