"""The installation's secret, by which pseudonyms are the same in every export and cannot be guessed from outside."""

import secrets
from pathlib import Path

from data.files import write_new

FILE = "deidentify.secret"
LENGTH = 32


def secret_of(home: Path) -> bytes:
    """The secret of this installation; made at the first call, readable by its owner alone.

    Whoever holds it can tell which pseudonym belongs to a known patient: it goes into backups, never into an export.

    Args:
        home: `CHIRON_HOME` or a folder below it that is the owner's alone.

    Raises:
        RuntimeError: the file is damaged; pseudonyms would silently change, so nothing is made in its place.
    """
    path = home / FILE
    if not path.exists():
        _make(path)
    kept = path.read_bytes()
    if len(kept) != LENGTH:
        raise RuntimeError(f"The file {path} is damaged: restore it from a backup, or remove it to begin anew.")
    return kept


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        write_new(path, secrets.token_bytes(LENGTH))
    except FileExistsError:
        return
