"""Locks on files: one writer at a time across threads and processes, and who has a home open.

`flock` belongs to the open file, not to the process, so two databases opened in one process exclude each other just as
two processes do, and the lock of a killed process is gone with it.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

TIMEOUT = 30.0
FIRST_PAUSE = 0.0002
LONGEST_PAUSE = 0.005


class Busy(TimeoutError):
    """Somebody else kept writing for too long; the sentence names the file."""


class FileLock:
    """An exclusive or shared lock on one file; the file itself stays empty."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def try_lock(self, shared: bool = False) -> bool:
        """Take the lock if it is free now."""
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def lock(self, deadline: float) -> None:
        """Take the lock, waiting until the deadline (seconds of `time.monotonic`).

        Raises:
            Busy: the deadline passed.
        """
        pause = FIRST_PAUSE
        while not self.try_lock():
            if time.monotonic() > deadline:
                raise Busy(
                    f"Another process has been writing for too long ({self._path}): find and stop it, then try again."
                )
            time.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    def unlock(self) -> None:
        """Let go."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    @contextmanager
    def tried(self) -> Iterator[bool]:
        """Whether the lock could be had at once; it is let go at the end."""
        held = self.try_lock()
        try:
            yield held
        finally:
            if held:
                self.unlock()

    def close(self) -> None:
        """Let go and close the file; harmless when done twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class WriterLock:
    """The right to write, for one thread of one process at a time.

    Two files make it fair: who waits for `write` holds `queue`, so a process that writes in a tight loop has to stand
    in line behind it instead of taking the lock again at once.
    """

    def __init__(self, folder: Path, name: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._queue = FileLock(folder / f"{name}.queue.lock")
        self._write = FileLock(folder / f"{name}.write.lock")
        self._threads = threading.Lock()
        self._owner: int | None = None

    def acquire(self, timeout: float = TIMEOUT) -> None:
        """Wait for the right to write, up to `timeout` seconds.

        Raises:
            Busy: it did not come.
            RuntimeError: this thread has it already.
        """
        if self._owner == threading.get_ident():
            raise RuntimeError("This thread is already writing to this database: use the session that is open.")
        deadline = time.monotonic() + timeout
        if not self._threads.acquire(timeout=timeout):
            raise Busy("Another thread has been writing for too long: try again.")
        try:
            self._take(deadline)
        except BaseException:
            self._threads.release()
            raise
        self._owner = threading.get_ident()

    def _take(self, deadline: float) -> None:
        self._queue.lock(deadline)
        try:
            self._write.lock(deadline)
        finally:
            self._queue.unlock()

    def release(self) -> None:
        """Give it back."""
        self._owner = None
        self._write.unlock()
        self._threads.release()

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def close(self) -> None:
        """Close the files."""
        self._queue.close()
        self._write.close()
