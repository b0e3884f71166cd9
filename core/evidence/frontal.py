"""What an expert of frontal adult films takes, and what is said of the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.intake.refusal import Refused

NAMES = ("views", "adult_age")


@dataclass(frozen=True)
class Frontal:
    """Attributes: ``views``: those that it knows. ``adult_age``: years below which the findings carry a warning."""

    views: tuple[str, ...]
    adult_age: float

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Frontal:
        """From a recipe's ``views`` ("PA AP") and ``adult_age`` (years)."""
        return cls(tuple(str(options["views"]).split()), float(options["adult_age"]))

    def check(self, record: Mapping[str, Any]) -> None:
        """Raise for a film that is said to be another view.

        Raises:
            Refused: it is.
        """
        view = record.get("view")
        if view is not None and view not in self.views:
            known = " and ".join(self.views)
            raise Refused("view", f"The film is a {view} view; only {known} views can be read.")

    def notices(self, record: Mapping[str, Any]) -> tuple[str, ...]:
        """The warning, where it is due."""
        age = record.get("age")
        if age is None or age >= self.adult_age:
            return ()
        return (f"The patient is {age:g} years old: the image expert was trained on adults and is not certified here.",)
