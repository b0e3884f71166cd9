"""Which weights read here: those that the hospital adopted, or the shipped ones.

Adopted weights lie in the domain's folder below CHIRON_HOME, each in a folder that is named by its digest and never
changes; one small file names the one in use, so that switching is one step and a reading under way is not disturbed.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

from core.weights import WeightsError, WeightsFolder

SHIPPED = Path(__file__).parent
ADOPTED, POINTER, RECIPE = "weights", "in-use", "recipe.toml"
NAME = re.compile(r"[0-9a-f]{16}")


def folder(home: Path, shipped: Path = SHIPPED) -> Path:
    """A folder with ``recipe.toml`` and ``weights/``.

    Args:
        home: The domain's folder below CHIRON_HOME.
        shipped: The domain's own folder.

    Raises:
        WeightsError: it cannot be told; reading with others would look right and not be.
    """
    pointer = home / ADOPTED / POINTER
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return shipped
    except (OSError, UnicodeDecodeError) as error:
        raise WeightsError(f"{pointer} cannot be read: go back with 'chiron chest adopt --reset'.") from error
    if not NAME.fullmatch(name):
        raise WeightsError(f"{pointer} names no weights: go back with 'chiron chest adopt --reset'.")
    return home / ADOPTED / name


def activate(home: Path, made: Path) -> Path:
    """Copy a folder of adopted weights below CHIRON_HOME, and read with it from now on.

    Args:
        home: The domain's folder below CHIRON_HOME.
        made: What `chiron chest adopt` wrote.

    Raises:
        WeightsError: it is damaged.
    """
    weights = WeightsFolder(made / "weights")
    for name in weights.files:
        weights.read(name)
    place = home / ADOPTED / weights.digest[:16]
    if not place.is_dir():
        _copied(made, place)
    _point(home / ADOPTED / POINTER, place.name)
    return place


def _copied(made: Path, place: Path) -> None:
    """Whole or not at all, readable by the owner alone."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(dir=place.parent, prefix=".adopting."))
    try:
        shutil.copytree(made / "weights", staging / "weights")
        shutil.copyfile(made / RECIPE, staging / RECIPE)
        os.replace(staging, place)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _point(pointer: Path, name: str) -> None:
    number, written = tempfile.mkstemp(dir=pointer.parent, prefix=f".{POINTER}.")
    with open(number, "w", encoding="utf-8") as file:
        file.write(name + "\n")
    os.replace(written, pointer)


def reset(home: Path) -> bool:
    """Go back to the shipped weights; whether others were in use. The adopted ones stay where they are."""
    pointer = home / ADOPTED / POINTER
    there = pointer.exists()
    pointer.unlink(missing_ok=True)
    return there
