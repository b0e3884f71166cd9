"""Runs foreign code so that neither its exception nor its silence reaches further than this call."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Overdue(TimeoutError):
    """The code did not come back in time; its thread was left behind."""


class Fence(threading.Thread, Generic[Result]):
    """One call in a thread of its own, started at once; the thread does not keep the process alive."""

    def __init__(self, action: Callable[[], Result]) -> None:
        super().__init__(name="chiron-fence", daemon=True)
        self._action = action
        self._results: list[Result] = []
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        """Call it and keep what came of it."""
        try:
            self._results.append(self._action())
        except BaseException as error:  # noqa: BLE001 - `sys.exit` in a plugin must not end anything but the plugin
            self._error = error

    def result(self, seconds: float) -> Result:
        """Wait for the result.

        Raises:
            Overdue: it did not come back in time.
            BaseException: whatever it raised.
        """
        self.join(seconds)
        if self.is_alive():
            raise Overdue(f"it did not come back within {seconds:g} s")
        if self._error is not None:
            raise self._error
        return self._results[0]
