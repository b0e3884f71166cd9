"""Exchangeable parts by name: what a recipe may ask for, listed without importing any of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import entry_points

from core.plugins.loading import LoadError, load


class PartError(ValueError):
    """A part that there is not, or that cannot be loaded; the sentence names it."""


@dataclass(frozen=True)
class Part:
    """A part that was not imported yet.

    Attributes:
        entry: ``module:object``.
        summary: One line for people who choose.
    """

    entry: str
    summary: str


class Catalogue:
    """The parts of one kind: the suite's own, and those that installed packages announce.

    A name with a colon is an entry itself (``acme.derm.encoder:Dermatoscope``), so that a domain can use a part of its
    own without announcing it.

    Args:
        kind: What the parts are, for sentences (``"encoder"``).
        parts: Name to part.
    """

    def __init__(self, kind: str, parts: Mapping[str, Part]) -> None:
        self.kind = kind
        self._own = dict(parts)

    @property
    def group(self) -> str:
        """The entry-point group through which packages announce parts of this kind."""
        if self.kind.endswith("y") and self.kind[-2] not in "aeiou":
            return f"chiron.{self.kind.removesuffix('y')}ies"
        return f"chiron.{self.kind}s"

    @cached_property
    def parts(self) -> dict[str, Part]:
        """Name to part; a package cannot take a name that the suite has."""
        announced = {point.name: Part(point.value, f"From {point.value}.") for point in entry_points(group=self.group)}
        return announced | self._own

    def open(self, name: str) -> object:
        """Import the part that a recipe names.

        Raises:
            PartError: there is no such part, or what it needs is not installed.
        """
        part = self.parts.get(name) or (Part(name, "") if ":" in name else None)
        if part is None:
            raise PartError(f"There is no {self.kind} '{name}'; there are {', '.join(sorted(self.parts))}.")
        try:
            return load(part.entry)
        except LoadError as error:
            raise PartError(f"The {self.kind} '{name}' cannot be used: {error}") from error
