"""Lets one migration through at a time, and never lets one that hangs keep the others out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """A lock that can be taken away from a holder that hangs; alembic's operations are global to the process."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._holder: object = None

    @contextmanager
    def passage(self, holder: object) -> Iterator[None]:
        """Wait for the turn, and hold it."""
        with self._free:
            self._free.wait_for(lambda: self._holder is None)
            self._holder = holder
        try:
            yield
        finally:
            self.abandon(holder)

    def abandon(self, holder: object) -> None:
        """Let the next one through, if it is this holder that holds the turn."""
        with self._free:
            if self._holder is holder:
                self._holder = None
                self._free.notify_all()
