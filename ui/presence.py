"""Who is signed in, remembered for a moment so that a rerun need not ask the database each time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from data.accounts import Actor

SECONDS = 1.0
MOST = 4096


class Presence:
    """A short memory in front of the session table.

    A sign-out here is felt at once, a sign-out or a disabled account elsewhere within `SECONDS`.
    Only people are remembered, never a refusal, so that guessed tokens cannot fill the memory.
    """

    def __init__(self, look_up: Callable[[str], Actor | None], seconds: float = SECONDS) -> None:
        self._look_up = look_up
        self._seconds = seconds
        self._seen: dict[str, tuple[float, Actor]] = {}
        self._lock = threading.Lock()

    def recent(self, token: str) -> Actor | None:
        """Who held the token a moment ago; None means that the database must be asked."""
        seen = self._seen.get(token)
        return seen[1] if seen is not None and time.monotonic() - seen[0] < self._seconds else None

    def actor_of(self, token: str) -> Actor | None:
        """Who holds the token now, up to `SECONDS` late."""
        return self.recent(token) or self._ask(token)

    def forget(self, token: str) -> None:
        """Ask the database again the next time this token is shown."""
        with self._lock:
            self._seen.pop(token, None)

    def _ask(self, token: str) -> Actor | None:
        asked = time.monotonic()
        actor = self._look_up(token)
        with self._lock:
            if len(self._seen) >= MOST:
                self._seen.clear()
            if actor is None:
                self._seen.pop(token, None)
            else:
                self._seen[token] = (asked, actor)
        return actor
