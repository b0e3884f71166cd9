"""Lets one migration through at a time, and never lets one that hangs keep the others out."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """A lock that is given up for lost when its holder keeps it longer than `seconds`."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Hold the lock, or, when its holder hangs, a new one."""
        lock = self._lock
        if not lock.acquire(timeout=self._seconds):
            lock = self._lock = threading.Lock()
            lock.acquire()
        try:
            yield
        finally:
            lock.release()
