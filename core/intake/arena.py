"""Memory that the intake shares with its limited process: the file's bytes go in, the pixels come out.

A film of 14 MB would cost two copies through a pipe; here the last step of decoding writes it where the intake reads it.
Pages exist only where something was written.
"""

import mmap
import os
import tempfile

import numpy as np
from numpy.typing import NDArray

from core.intake.limits import Limits

PAGE = mmap.ALLOCATIONGRANULARITY
KEEP = 48 * 2**20
FLOAT = 4


class Arena:
    """One shared region: the encoded bytes first, then room for the float32 pixels.

    Args:
        file: Descriptor of the region; it is made long enough where it is not.
        limits: How many bytes and pixels must fit.
    """

    def __init__(self, file: int, limits: Limits) -> None:
        self.file = file
        self.pixels_at = -(-limits.bytes // PAGE) * PAGE
        size = self.pixels_at + limits.pixels * FLOAT
        if os.fstat(file).st_size < size:
            os.ftruncate(file, size)
        self._memory = mmap.mmap(file, size)
        self._touched = 0

    @classmethod
    def make(cls, limits: Limits) -> "Arena":
        """A new region, without a name by which another process could open it.

        Raises:
            OSError: the system has no room for it.
        """
        if hasattr(os, "memfd_create"):
            return cls(os.memfd_create("chiron-intake"), limits)
        with tempfile.TemporaryFile() as file:
            return cls(os.dup(file.fileno()), limits)

    def put(self, data: bytes) -> None:
        """Lay the encoded bytes in."""
        self._memory[: len(data)] = data

    def encoded(self, size: int) -> bytes:
        """A copy of the encoded bytes, so that nobody changes them while they are read."""
        return self._memory[:size]

    def canvas(self, rows: int, columns: int) -> NDArray[np.float32]:
        """Float32 ``(rows, columns)`` in the shared region, to be written."""
        count = rows * columns
        return np.frombuffer(self._memory, np.float32, count, self.pixels_at).reshape(rows, columns)

    def pixels(self, rows: int, columns: int) -> NDArray[np.float32]:
        """A copy of what was written, so that nobody changes it once it was checked."""
        self._touched = max(self._touched, rows * columns * FLOAT)
        return self.canvas(rows, columns).copy()

    def forget(self, encoded: int) -> None:
        """Give the pages back when a large picture filled them; the usual film's stay, since making them costs time."""
        if encoded + self._touched > KEEP and hasattr(mmap, "MADV_REMOVE"):
            self._memory.madvise(mmap.MADV_REMOVE)
            self._touched = 0

    def close(self) -> None:
        """Let go of the region."""
        self._memory.close()
        os.close(self.file)
