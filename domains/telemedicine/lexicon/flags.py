"""Which findings, together, ask for somebody to be seen soon, and who says so."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TABLE = "red_flags.toml"


@dataclass(frozen=True)
class Flag:
    """A sign of danger.

    Attributes:
        name: Plain clinical name.
        level: ``emergency`` or ``urgent``: the least level that it asks for.
        source: The guidance that names it.
        any: Findings of which one is enough.
        all: Findings that must all be there.
    """

    name: str
    level: str
    source: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()


@cache
def flags() -> tuple[Flag, ...]:
    """The table, read once for a process."""
    rows = tomllib.loads((files(__package__) / TABLE).read_text(encoding="utf-8"))["flag"]
    return tuple(
        Flag(row["name"], row["level"], row["source"], tuple(row.get("any", ())), tuple(row.get("all", ())))
        for row in rows
    )
