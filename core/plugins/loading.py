"""Imports what a manifest names, and keeps to itself whatever goes wrong there."""

import importlib
import logging
import sys

log = logging.getLogger(__name__)


class LoadError(ImportError):
    """An entry that cannot be loaded; one sentence that names it."""


def load(entry: str) -> object:
    """Import `package.module:object` and return the object.

    Raises:
        LoadError: there is no such module or object, or its import failed in whatever way, `sys.exit` too.
    """
    module, _, name = entry.partition(":")
    try:
        if module not in sys.modules:
            importlib.invalidate_caches()
        found = importlib.import_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        log.debug("Importing %s failed.", entry, exc_info=True)
        raise LoadError(f"{entry} cannot be imported: {type(error).__name__}: {_line(error)}.") from error
    try:
        return getattr(found, name)
    except AttributeError as error:
        raise LoadError(f"{entry} does not exist: there is no '{name}' in {module}.") from error


def _line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or ["no more is known"])[0].rstrip(".")
