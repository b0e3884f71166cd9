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

import psutil

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
    """What one server did.

    Attributes:
        name: Which server.
        median: Milliseconds from a press to the end of the run, single session, warm.
        slow: The 95th centile of the same.
        processor: Milliseconds of processor time that such a rerun took; other work does not change it.
        reruns: Reruns a second of all sessions together.
    """

    name: str
    median: float
    slow: float
    processor: float
    reruns: float


def draws(port: int, page: str, cookie: str, server: psutil.Process) -> tuple[list[float], float]:
    """Milliseconds of each warm rerun of a single session, and the processor time that each took on the average."""
    with Visitor(port, page, cookie) as visitor:
        for index in range(WARM):
            visitor.press(index)
        before = processor_seconds(server)
        times = [1000 * visitor.press(index) for index in range(SAMPLES)]
        return times, 1000 * (processor_seconds(server) - before) / SAMPLES


def processor_seconds(server: psutil.Process) -> float:
    """Seconds of processor time that a process has used."""
    used = server.cpu_times()
    return used.user + used.system


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
    with running(command, port, home) as (line, server):
        cookie = line if page else ""
        times, processor = draws(port, page, cookie, server)
        reruns = together(port, page, cookie)
    slow = statistics.quantiles(times, n=20)[-1]
    return Measured(name, statistics.median(times), slow, processor, reruns)


def main() -> int:
    """Print the table; the exit code is 1 when a target is missed."""
    waiting = psutil.getloadavg()[0]
    print(f"Before the run {waiting:.1f} processes wanted one of {psutil.cpu_count()} cores: above 1, times stretch.")
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
    columns = ("warm draw, ms", "95th centile", "of it processor", f"reruns/s, {SESSIONS} sessions")
    print(f"{'server':<24}" + "".join(f"{column:>24}" for column in columns))
    for row in rows:
        figures = (row.median, row.slow, row.processor, row.reruns)
        print(f"{row.name:<24}" + "".join(f"{figure:>24.1f}" for figure in figures))
    print(f"{'to be reached':<24}{f'<= {MOST_MILLISECONDS:.0f}':>24}{'':>48}{f'>= {LEAST_RERUNS:.0f}':>24}")


if __name__ == "__main__":
    sys.exit(main())
