"""Exports as files: whole or not at all, and never over what is there unasked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from data.files import write_whole
from domains.chest.outputs.made import Made
from domains.chest.outputs.refusal import NotExportable

EXISTS = "{} is there already; give another name, or --force to write over it."
NOWHERE = "The folder {} is not there; make it first."


def write(made: Sequence[Made], out: Path, force: bool) -> tuple[Path, ...]:
    """Write what was made.

    Into a folder (one that is there, or a path that ends in a separator) goes every object under a name of its own; to
    a file goes the object that was asked for.

    Returns:
        What was written.

    Raises:
        NotExportable: something is there already, or the folder above is not.
    """
    targets = _targets(made, out)
    if not force and (there := [path for path, _ in targets if path.exists()]):
        raise NotExportable(EXISTS.format(there[0]))
    for path, each in targets:
        write_whole(path, each.data)
    return tuple(path for path, _ in targets)


def is_folder(out: Path, text: str) -> bool:
    """Whether a path means a folder."""
    return out.is_dir() or text.endswith(("/", "\\"))


def prepared(text: str, force: bool) -> Path:
    """The path that was given, checked before anything is made; a folder that is to be is made.

    Raises:
        NotExportable: it cannot be written to.
    """
    out = Path(text)
    if is_folder(out, text):
        out.mkdir(parents=True, exist_ok=True)
        return out
    if not out.parent.is_dir():
        raise NotExportable(NOWHERE.format(out.parent))
    if out.exists() and not force:
        raise NotExportable(EXISTS.format(out))
    return out


def _targets(made: Sequence[Made], out: Path) -> list[tuple[Path, Made]]:
    return [(out / each.name, each) for each in made] if out.is_dir() else [(out, made[0])]
