"""The queue before the workers: bounded, and fair between domains."""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable

from core.engine.handle import Handle
from core.engine.task import CLOSED, EngineClosed, QueueFull


class FairQueue:
    """Domains take turns; within a domain, first come, first served.

    Args:
        capacity: Tasks of one domain that may wait.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._lines: OrderedDict[str, deque[Handle]] = OrderedDict()
        self._change = threading.Condition()
        self._closed = False

    def put(self, handle: Handle) -> None:
        """Line a task up.

        Raises:
            QueueFull: its domain has too many waiting.
            EngineClosed: the queue was closed.
        """
        domain = handle.task.domain
        with self._change:
            if self._closed:
                raise EngineClosed(CLOSED)
            line = self._lines.setdefault(domain, deque())
            if len(line) >= self._capacity:
                raise QueueFull(f"{len(line)} tasks of '{domain}' are waiting already: try again when some have ended.")
            line.append(handle)
            self._change.notify()

    def take(self, chore: Callable[[], bool]) -> Handle | None:
        """Wait for the next task in turn; None when none waits and `chore()` is true.

        Raises:
            EngineClosed: the queue was closed.
        """
        with self._change:
            while not self._closed:
                if self._lines:
                    return self._next()
                if chore():
                    return None
                self._change.wait()
        raise EngineClosed(CLOSED)

    def discard(self, handle: Handle) -> None:
        """Take a task out of the line, if it is still in it."""
        domain = handle.task.domain
        with self._change:
            line = self._lines.get(domain, deque())
            if handle in line:
                line.remove(handle)
            if not line:
                self._lines.pop(domain, None)

    def wake(self) -> None:
        """Let everyone who waits look at their chores."""
        with self._change:
            self._change.notify_all()

    def close(self) -> list[Handle]:
        """Send everyone home; returns the tasks that were still waiting."""
        with self._change:
            self._closed = True
            left = [handle for line in self._lines.values() for handle in line]
            self._lines.clear()
            self._change.notify_all()
            return left

    def _next(self) -> Handle:
        domain, line = self._lines.popitem(last=False)
        handle = line.popleft()
        if line:
            self._lines[domain] = line
        return handle
