"""How long a page takes to draw, and how many reruns a second ten sessions get: Streamlit's default beside our server.

    python -m benchmarks.page.reruns

The page has four buttons and a metric. Both servers run it one after the other on the same two cores, which the load
generator shares; a rerun lasts from the press, sent over a real websocket, to the end of the script, received over it.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.page.servers import free_port, ours, peer, running
from benchmarks.page.visitor import Visitor

WARM = 40
SAMPLES = 200
SESSIONS = 10
SECONDS = 10.0
MOST_MILLISECONDS = 50.0
LEAST_RERUNS = 60.0


@dataclass(frozen=True)
class Measured:
    """What one server did; times in milliseconds, reruns a second for all sessions together."""

    name: str
    median: float
    slow: float
    reruns: float


def draws(port: int, page: str, cookie: str) -> list[float]:
    """Milliseconds of each warm rerun of a single session."""
    with Visitor(port, page, cookie) as visitor:
        for index in range(WARM):
            visitor.press(index)
        return [1000 * visitor.press(index) for index in range(SAMPLES)]


def together(port: int, page: str, cookie: str) -> float:
    """Reruns a second of all sessions, each pressing the next button as soon as the page is drawn."""
    visitors = [Visitor(port, page, cookie) for _ in range(SESSIONS)]
    counts = [0] * SESSIONS
    started = time.perf_counter()

    def keep_pressing(index: int) -> None:
        while time.perf_counter() - started < SECONDS:
            visitors[index].press(counts[index])
            counts[index] += 1

    threads = [threading.Thread(target=keep_pressing, args=(index,)) for index in range(SESSIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - started
    check(visitors, counts)
    return sum(counts) / elapsed


def check(visitors: list[Visitor], counts: list[int]) -> None:
    """Every press must have been counted by the page itself, or the figure means nothing."""
    shown = [int(visitor.metric) for visitor in visitors]
    for visitor in visitors:
        visitor.__exit__(None, None, None)
    if shown != counts:
        raise RuntimeError(f"The pages counted {shown} presses, and {counts} were made.")


def measure(name: str, command: list[str], port: int, page: str, home: Path) -> Measured:
    """Run one server through both measurements."""
    with running(command, port, home) as line:
        cookie = line if page else ""
        times = draws(port, page, cookie)
        reruns = together(port, page, cookie)
    slow = statistics.quantiles(times, n=20)[-1]
    return Measured(name, statistics.median(times), slow, reruns)


def main() -> int:
    """Print the table; the exit code is 1 when a target is missed."""
    keep_to_two_cores()
    with tempfile.TemporaryDirectory() as folder:
        default, suite = (Path(folder) / name for name in ("default", "suite"))
        default.mkdir()
        suite.mkdir()
        port = free_port()
        rows = [measure("streamlit run, default", peer(port), port, "", default)]
        port = free_port()
        rows.append(measure("chiron serve", ours(port), port, "buttons", suite))
    print_table(rows)
    return int(rows[1].median > MOST_MILLISECONDS or rows[1].reruns < LEAST_RERUNS)


def keep_to_two_cores() -> None:
    """Give this process and its children two cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])


def print_table(rows: list[Measured]) -> None:
    """Print what was measured beside what must be reached."""
    print(f"{'server':<26}{'warm draw, ms (median)':>24}{'(95th centile)':>16}{f'reruns/s, {SESSIONS} sessions':>24}")
    for row in rows:
        print(f"{row.name:<26}{row.median:>24.1f}{row.slow:>16.1f}{row.reruns:>24.1f}")
    print(f"{'to be reached':<26}{f'<= {MOST_MILLISECONDS:.0f}':>24}{'':>16}{f'>= {LEAST_RERUNS:.0f}':>24}")


if __name__ == "__main__":
    sys.exit(main())
