"""Films that are named by a path in a table or on the command line."""

import os
import stat
from pathlib import Path

from domains.chest.table import shortened


class Unreadable(ValueError):
    """A path that leads to no film; the sentence says why."""


def locate(cell: str, folder: Path) -> Path:
    """The file that a cell names, relative to the table's folder.

    A path written on Windows is understood where only its separators differ.
    """
    path = folder / cell
    if "\\" in cell and os.sep == "/" and not path.exists():
        return folder / cell.replace("\\", "/")
    return path


def load(cell: str, folder: Path, most: int) -> bytes:
    """The bytes of the film that a cell names.

    Args:
        cell: A path, absolute or relative to ``folder``.
        folder: Where the table lies.
        most: Bytes that are read at most.

    Raises:
        Unreadable: there is no such file, it is no regular file, or it is too large.
    """
    try:
        path = locate(cell.strip(), folder)
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(f"The image '{shortened(cell)}' is not a file.")
        if status.st_size > most:
            raise Unreadable(f"The image '{shortened(cell)}' is larger than {most // 1024**2} MB.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise Unreadable(f"There is no image '{shortened(cell)}'; give its path from the table's folder.") from error
    except (OSError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise Unreadable(f"The image '{shortened(cell)}' cannot be opened: {why}.") from error
