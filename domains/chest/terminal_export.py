"""What `chiron chest export` does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from domains.chest.outputs.made import Made
from domains.chest.outputs.writing import prepared, write

REFERS = "It refers to {} more, which {} left out: name a folder as --out to have {} too."


def export(case: str, kind: str, out: str, deidentify: bool, force: bool, release: int) -> str:
    """Write a signed case's export.

    Args:
        case: Id of the case, or the beginning of it.
        kind: What is made of it.
        out: A file, or a folder for every object.
        deidentify: Leave out everything that identifies.
        force: Write over what is there.
        release: Of FHIR, 4 or 5.

    Returns:
        A sentence on what was written.

    Raises:
        ValueError: nothing was written; the sentence says why.
    """
    from domains.chest.terminal_network import opened, operator

    path = prepared(out, force)
    made = opened().terminal().export(operator(), case, kind, deidentify, release)
    return _told(made, write(made, path, force))


def _told(made: Sequence[Made], written: Sequence[Path]) -> str:
    names = ", ".join(str(path) for path in written)
    left = len(made) - len(written)
    few = ("1 object", "is", "it") if left == 1 else (f"{left} objects", "are", "them")
    return f"Written: {names}." + (f" {REFERS.format(*few)}" if left else "")
