"""Memory that the intake shares with its limited process: the file's bytes go in, pixels and their table come out.

A film of 7 MB would cost two copies through a pipe, one either way; here it is read and written where it lies. Pages
exist only where something was written.
"""

import contextlib
import mmap
import os
import tempfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.intake.limits import Limits

PAGE = mmap.ALLOCATIONGRANULARITY
KEEP = 48 * 2**20
WORD = 2
ENTRIES = 2**16

Stored = NDArray[np.unsignedinteger[Any]]
Table = NDArray[np.float32]


class Arena:
    """One shared region: a table of brightness, room for the encoded bytes, then room for the decoded pixels.

    Args:
        file: Descriptor of the region; it is made long enough where it is not.
        limits: How many bytes and pixels must fit.
    """

    def __init__(self, file: int, limits: Limits) -> None:
        self.file = file
        self._encoded_at = ENTRIES * np.dtype(np.float32).itemsize
        self._pixels_at = self._encoded_at + -(-limits.bytes // PAGE) * PAGE
        size = self._pixels_at + max(limits.pixels * WORD, PAGE)
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
        self._memory[self._encoded_at : self._encoded_at + len(data)] = data
        self._touched = max(self._touched, len(data))

    def encoded(self, size: int) -> memoryview:
        """The encoded bytes where they lie."""
        return memoryview(self._memory)[self._encoded_at : self._encoded_at + size].toreadonly()

    def table(self, width: int) -> Table:
        """Brightness of every stored pattern of 8 or 16 bits, to be written or read where it lies."""
        return np.frombuffer(self._memory, np.float32, 1 << width)

    def pixels(self, rows: int, columns: int, width: int) -> Stored:
        """Stored patterns ``(rows, columns)`` of 8 or 16 bits, to be written or read where they lie."""
        self._touched = max(self._touched, rows * columns * width // 8)
        kind = np.dtype(np.uint8 if width == 8 else np.uint16)
        flat: Stored = np.frombuffer(self._memory, kind, rows * columns, self._pixels_at)
        return flat.reshape(rows, columns)

    def square(self, side: int) -> Table:
        """Brightness ``(side, side)``, to be written or read where it lies: in place of the decoded pixels."""
        self._touched = max(self._touched, side * side * np.dtype(np.float32).itemsize)
        return np.frombuffer(self._memory, np.float32, side * side, self._pixels_at).reshape(side, side)

    def forget(self) -> None:
        """Give the pages back when a large picture filled them; the usual film's stay, since making them costs time."""
        if self._touched > KEEP and hasattr(mmap, "MADV_REMOVE"):
            self._memory.madvise(mmap.MADV_REMOVE)
            self._touched = 0

    def close(self) -> None:
        """Let go of the region; while something still looks at it, its memory stays until that is gone."""
        with contextlib.suppress(BufferError):
            self._memory.close()
        os.close(self.file)
