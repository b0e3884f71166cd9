"""Which databases a home has, whether or not their domains still run."""

from __future__ import annotations

from pathlib import Path

SUITE = "suite"


def databases_in(home: Path) -> list[str]:
    """Names of the databases that a home has or once had, the suite's own first.

    An anchor without its database counts: the check of its chain then tells that everything was cut off.
    """
    files = {path.stem for path in (home / "databases").glob("*.db")}
    anchors = {path.stem for path in (home / "anchors").glob("*.anchor")}
    return [SUITE, *sorted((files | anchors) - {SUITE})]
