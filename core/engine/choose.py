"""Which engine: decided by the installation, not by a domain."""

import os

from core.engine.inline import InlineEngine
from core.engine.listener import JobListener
from core.engine.local import LocalEngine

VARIABLE = "CHIRON_ENGINE"


def open_engine(spec: str | None = None, listener: JobListener | None = None) -> LocalEngine | InlineEngine:
    """Open the engine that a specification names.

    Args:
        spec: `local` (one worker process), `local:N` (N of them) or `inline` (this process); the environment variable
            `CHIRON_ENGINE` when it is not given, and `local` when neither says anything.
        listener: Who is told what becomes of the tasks.

    Raises:
        ValueError: there is no such engine; the sentence says which there are.
    """
    name, _, count = (spec or os.environ.get(VARIABLE) or "local").strip().partition(":")
    if name == "ray":
        raise ValueError(
            f"A Ray cluster needs Chiron's extra 'cluster', which is not installed: set {VARIABLE} to 'local'."
        )
    if name == "inline" and not count:
        return InlineEngine(listener)
    if name == "local" and (not count or (count.isascii() and count.isdigit() and 1 <= int(count) <= 256)):
        return LocalEngine(int(count or 1), listener)
    raise ValueError(
        f"{VARIABLE} is 'local', 'local:2' (number of workers) or 'inline', not '{spec or os.environ.get(VARIABLE)}'."
    )
