"""Where all state lives: one folder outside the repository, readable by its owner alone."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "CHIRON_HOME"


def home() -> Path:
    """The folder of all state: `CHIRON_HOME`, else the user's data folder of this system.

    It is created with mode 0700 where it is missing.

    Raises:
        RuntimeError: it cannot be made, or something else lies in its place.
    """
    path = place()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise RuntimeError(
            f"The folder {path} cannot be made: set {VARIABLE} to a folder that you may write."
        ) from error
    return path


def place() -> Path:
    """Where that folder is, whether or not it is there."""
    named = os.environ.get(VARIABLE)
    return Path(named).expanduser().absolute() if named else _default()


def _default() -> Path:
    from platformdirs import user_data_dir

    return Path(user_data_dir("chiron", appauthor=False))
