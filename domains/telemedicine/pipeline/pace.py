"""How long a visit will still take, by the pace that it had so far."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

LEAST = 0.02


@dataclass
class Pace:
    """The pace of one visit since this process took it up.

    Attributes:
        first: How far it was then, 0 to 1.
        began: When that was, on the monotonic clock in seconds.
        last: How far it was when it last got on.
        at: When that was.
    """

    first: float
    began: float = field(default_factory=lambda: time.monotonic())
    last: float = -1.0
    at: float = 0.0

    def remaining(self, done: float, expected: float | None) -> float | None:
        """About how many seconds are left.

        Between two steps forward the seconds are counted down: what takes long is on its way, not further off.

        Args:
            done: How far it is, 0 to 1.
            expected: Seconds that the whole takes by the measured costs; None where the length is not known.
        """
        now = time.monotonic()
        if done > self.last:
            self.last, self.at = done, now
        gone = self.last - self.first
        whole = (self.at - self.began) / gone if gone > LEAST else expected
        return None if whole is None else max((1.0 - done) * whole - (now - self.at), 1.0)
