"""Looks once a day, and at the start, for what was kept long enough."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

DAY = 24 * 3600.0
PATIENCE = 10.0
logger = logging.getLogger("chiron.telemedicine.keeper")


class Keeper:
    """A thread of the server.

    Args:
        sweep: Deletes what was kept long enough.
        every: Seconds between two looks.
    """

    def __init__(self, sweep: Callable[[], int], every: float = DAY) -> None:
        self._sweep = sweep
        self._every = every
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Look now, and again every day."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._live, name="telemedicine-keeper", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Look no more."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)

    def _live(self) -> None:
        while not self._closing.is_set():
            try:
                self._sweep()
            except Exception:
                logger.exception("What was kept long enough could not be deleted; it is tried again tomorrow.")
            self._closing.wait(self._every)
