"""From the shipped weights to adopted ones and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from core.reading import Reader
from core.recipe import load as load_recipe
from domains.chest import certified, inuse
from domains.chest.points import OperatingPoint

Say = Callable[[str], None]


def activate(home: Path, made: Path, say: Say) -> None:
    """Read with adopted weights from now on.

    Args:
        home: The domain's folder below CHIRON_HOME.
        made: What `chiron chest adopt` wrote.
        say: Prints a line.

    Raises:
        RecipeError: the folder holds no recipe that can be followed.
        WeightsError: the weights are absent, damaged, or do not fit the recipe.
    """
    Reader.load(load_recipe(made / inuse.RECIPE), made / "weights")
    place = inuse.activate(home, made)
    say(f"Copied to {place}; readings use these weights from now on. Go back with 'chiron chest adopt --reset'.")
    for sentence in certified.reasons(place, home, OperatingPoint.STANDARD):
        say(sentence)


def reset(home: Path, say: Say) -> None:
    """Read with the shipped weights again."""
    if inuse.reset(home):
        say("Readings use the shipped weights again; what was adopted stays below CHIRON_HOME.")
    else:
        say("No adopted weights are in use; readings use the shipped ones.")
