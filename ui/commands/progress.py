"""How far long work is: a bar for people who watch, one line a stage for everybody else."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TextIO

WIDTH = 24
INTERVAL = 0.1


class Progress:
    """Called with the share done, 0 to 1, and ``stage`` or ``stage: detail``; writes to standard error.

    Args:
        stream: Where to; standard error as it is now when not given.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._watched = self._stream.isatty()
        self._stage, self._drawn, self._width = "", 0.0, 0

    def __call__(self, share: float, words: str) -> None:
        """Say it, if it is new."""
        stage = words.partition(": ")[0]
        if self._watched:
            self._draw(share, words, at_once=stage != self._stage)
        elif stage != self._stage:
            print(stage, file=self._stream, flush=True)
        self._stage = stage

    def __enter__(self) -> Progress:
        """The bar itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the line free for what is said next."""
        if self._width:
            print(f"\r{' ' * self._width}\r", end="", file=self._stream, flush=True)

    def _draw(self, share: float, words: str, at_once: bool) -> None:
        now = time.monotonic()
        if not at_once and now - self._drawn < INTERVAL:
            return
        done = round(WIDTH * min(1.0, max(0.0, share)))
        line = f"[{'#' * done}{'.' * (WIDTH - done)}] {share:4.0%} {words}"
        print(f"\r{line.ljust(self._width)}", end="", file=self._stream, flush=True)
        self._drawn, self._width = now, len(line)
