"""A long recording through the whole pipeline: `python -m benchmarks.telemedicine.hour [--minutes 60]`.

First undisturbed: memory of the server, its workers and its limited processes over time, and how far the progress that
is shown strays from the clock. Then again, cancelled, resumed, with its worker and after that its server killed
(SIGKILL) in the middle of the recognition: how soon it stops, and how many finished windows are recognised twice.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import psutil

from benchmarks.telemedicine.hour_rig import Sample, Server
from benchmarks.telemedicine.lengthy import film

MEBI = 2**20
SHORT, FEW = 30.0, 10
CANCEL_AT, WORKER_AT, SERVER_AT = 0.25, 0.4, 0.6
LIMIT = 4.0
"""Times the length of the recording after which a run is given up."""


def undisturbed(home: Path, recording: Path, minutes: float) -> list[str]:
    """Memory and progress of one run from beginning to end."""
    with Server(home) as server:
        server.begin(recording)
        server.until(lambda: server.state not in ("working", ""), LIMIT * 60 * minutes)
        whole = server.samples[-1].second
        rows = [
            ("state at the end", _end(server)),
            ("took", f"{whole:.0f} s, {whole / 60 / minutes:.2f} of its length"),
        ]
        for kind in ("server", "worker", "decoder"):
            rows.append((f"peak memory, {kind}", f"{max(each.memory[kind] for each in server.samples) / MEBI:.0f} MiB"))
        rows += [(f"{step}: time, memory", _of_step(server, step, spent)) for step, spent in server.time_in().items()]
        rows += [("progress strays from the clock by at most", f"{_stray(server, whole):.3f} (goal 0.10)")]
    return [f"| {name} | {value} |" for name, value in rows]


def disturbed(home: Path, recording: Path, minutes: float) -> list[str]:
    """A run that is cancelled, resumed, and loses its worker and its server."""
    patience = LIMIT * 60 * minutes
    with Server(home) as server:
        server.begin(recording)
        _recognising(server, CANCEL_AT, patience)
        cancelled, idle = server.cancel()
        rows = [("cancel returns after", f"{cancelled:.2f} s (goal 2)"), ("nothing works after", f"{idle:.2f} s")]
        rows.append(("finished windows kept at the cancel", str(len(server.windows()))))
        server.resume()
        _recognising(server, WORKER_AT, patience)
        rows.append(("finished windows when the worker is killed", str(len(server.windows()))))
        server.kill_worker()
        _recognising(server, SERVER_AT, patience)
        rows.append(("finished windows when the server is killed", str(len(server.windows()))))
        server.kill()
        seen, kept = server.seen, server.heard
    with Server(home, kept) as server:
        server.until(lambda: server.state not in ("working", ""), patience)
        twice = len(server.seen) - len(set(server.seen))
        changed = sum(server.heard.get(number) != line for number, line in kept.items())
        rows += [("state at the end", _end(server)), ("windows", f"{len(set(server.seen))}, in {len(seen)} before")]
        rows.append(("finished windows recognised twice", f"{twice + changed} (goal 0)"))
    return [f"| {name} | {value} |" for name, value in rows]


def _recognising(server: Server, share: float, patience: float) -> None:
    def there() -> bool:
        return (server.step == "recognise" and server.fraction >= share) or server.state == "ready"

    server.until(there, patience)


def _end(server: Server) -> str:
    return server.state if server.state == "ready" else f"{server.state}: {server.told.get('sentence')}"


def _of_step(server: Server, step: str, spent: float) -> str:
    """How long a step took, the most memory of all processes in it, and how that grew after its first quarter."""
    looks = [each for each in server.samples if (each.step or "waiting") == step]
    most = max(sum(each.memory.values()) for each in looks) / MEBI
    return f"{spent:.0f} s, at most {most:.0f} MiB{_growth(looks, spent)}"


def _growth(looks: Sequence[Sample], spent: float) -> str:
    """The slope of a straight line through the later looks, for a step that takes at least half a minute."""
    late = [each for each in looks if each.second - looks[0].second > spent / 4]
    if spent < SHORT or len(late) < FEW:
        return ""
    seconds = np.array([each.second for each in late])
    memory = np.array([sum(each.memory.values()) for each in late], float)
    slope = float(np.polyfit(seconds, memory, 1)[0]) * 60 / MEBI
    return f", {slope:+.2f} MiB a minute after its first quarter"


def _stray(server: Server, whole: float) -> float:
    return max(abs(each.fraction - each.second / whole) for each in server.samples)


def run(recording: Path, minutes: float, which: tuple[Callable[[Path, Path, float], list[str]], ...]) -> str:
    """Every run in a home of its own; the table."""
    lines = [f"| {minutes:g} minutes of two voices, {recording.stat().st_size / MEBI:.1f} MiB | |", "|---|---|"]
    for each in which:
        with tempfile.TemporaryDirectory() as home:
            lines += [f"| **{each.__name__}** | |", *each(Path(home), recording, minutes)]
    return "\n".join(lines)


def main() -> None:
    """Make the recording where none is given, and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=3.0)
    parser.add_argument("--recording", type=Path, help="a recording of so many minutes, made before")
    parser.add_argument("--only", choices=("undisturbed", "disturbed"))
    given = parser.parse_args()
    os.environ.pop("CHIRON_DATABASE_URL", None)
    which = tuple(each for each in (undisturbed, disturbed) if given.only in (None, each.__name__))
    with tempfile.TemporaryDirectory() as folder:
        recording = given.recording or Path(folder) / "hour.webm"
        if given.recording is None:
            film(given.minutes, recording)
        print(f"{psutil.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        print(run(recording, given.minutes, which))


if __name__ == "__main__":
    main()
