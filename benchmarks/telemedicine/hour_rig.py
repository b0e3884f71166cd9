"""The server of the hour seen from outside: led, watched and killed."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil

EVERY = 0.25
START = 120.0
KINDS = ("server", "worker", "decoder")


class GaveUp(RuntimeError):
    """Something that was waited for did not come; the sentence says what was last known."""


@dataclass(frozen=True)
class Sample:
    """One look.

    Attributes:
        second: Since the processing began.
        fraction: Progress as it is shown.
        step: What is being done.
        memory: Resident bytes of the server, its workers, and its limited processes.
    """

    second: float
    fraction: float
    step: str
    memory: Mapping[str, int]


class Server:
    """One server in a process of its own.

    Args:
        home: Its folder.
        heard: Windows that an earlier server of the same home had finished, by number.

    Attributes:
        seen: Number of each window, as often as one was finished.
        heard: The line of each finished window.
    """

    def __init__(self, home: Path, heard: Mapping[int, str] | None = None) -> None:
        self._home = home
        self.samples: list[Sample] = []
        self.heard = dict(heard or {})
        self.seen = list(self.heard)
        self.told: dict[str, Any] = {}
        self._did: dict[str, float] = {}
        self._size, self._windows = 0, dict(self.heard)
        self._began = time.monotonic()
        command = [sys.executable, "-m", "benchmarks.telemedicine.hour_server", str(home)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603
        threading.Thread(target=self._listen, daemon=True).start()
        self.until(lambda: "ready" in self.told, START)

    @property
    def state(self) -> str:
        """State of the visit."""
        return str(self.told.get("state", ""))

    @property
    def step(self) -> str:
        """What is being done."""
        return str(self.told.get("step", ""))

    @property
    def fraction(self) -> float:
        """Progress as it is shown."""
        return float(self.told.get("fraction", 0.0))

    def begin(self, recording: Path) -> None:
        """Begin a visit with a recording; the clock starts."""
        self._ask(f"begin {recording}", START)
        self._began, self.samples = time.monotonic(), []
        self.until(lambda: self.state not in ("", "new"), START)

    def cancel(self) -> tuple[float, float]:
        """Cancel; seconds until it returned, and until nothing works any more."""
        began = time.monotonic()
        self._ask("cancel", 60.0)
        while self._busy() and time.monotonic() - began < 60:
            time.sleep(0.02)
        return self._did["cancel"], time.monotonic() - began

    def resume(self) -> None:
        """Go on."""
        self._ask("resume", 60.0)
        self.until(lambda: self.state == "working", START)

    def kill_worker(self) -> None:
        """SIGKILL to whichever worker there is."""
        for each in self._processes()["worker"]:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGKILL)

    def kill(self) -> None:
        """SIGKILL to the server; its workers end with it."""
        self._look()
        self._process.kill()
        self._process.wait()

    def windows(self) -> dict[int, str]:
        """Finished windows that lie in the work folder now."""
        for path in self._home.glob("domains/telemedicine/work/*/heard.jsonl"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_size != self._size:
                    self._size = path.stat().st_size
                    self._windows = self._read(path)
        return self._windows

    def until(self, there: Callable[[], bool], seconds: float) -> None:
        """Watch until something is so.

        Raises:
            GaveUp: it did not come in time, or the server ended.
        """
        deadline = time.monotonic() + seconds
        while not there():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise GaveUp(f"After {seconds:.0f} s the last that was known is {self.told}.")
            time.sleep(EVERY)
            self._look()

    def time_in(self) -> dict[str, float]:
        """Seconds in each step, as far as the looks tell."""
        spent: dict[str, float] = {}
        for before, now in zip(self.samples, self.samples[1:], strict=False):
            spent[now.step or "waiting"] = spent.get(now.step or "waiting", 0.0) + now.second - before.second
        return spent

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            with contextlib.suppress(BrokenPipeError):
                self._write("quit")
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(20)
        self._process.kill()
        self._process.wait()

    def _look(self) -> None:
        self.heard |= self.windows()
        memory = {kind: sum(_resident(each) for each in found) for kind, found in self._processes().items()}
        self.samples.append(Sample(time.monotonic() - self._began, self.fraction, self.step, memory))

    def _read(self, path: Path) -> dict[int, str]:
        lines = path.read_text(encoding="utf-8").split("\n")[:-1]
        numbers = [int(json.loads(line)["window"]) for line in lines]
        self._count(numbers)
        return dict(zip(numbers, lines, strict=True))

    def _count(self, numbers: list[int]) -> None:
        """Every window as often as it stands in the list of the words."""
        for number in set(numbers):
            self.seen += [number] * (numbers.count(number) - self.seen.count(number))

    def _processes(self) -> dict[str, list[psutil.Process]]:
        found: dict[str, list[psutil.Process]] = {kind: [] for kind in KINDS}
        with contextlib.suppress(psutil.NoSuchProcess):
            server = psutil.Process(self._process.pid)
            found["server"].append(server)
            for each in server.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    found["decoder" if '"decoders"' in " ".join(each.cmdline()) else "worker"].append(each)
        return found

    def _busy(self) -> bool:
        """Whether a worker or a decoder uses the processor."""
        found = self._processes()
        return any(_spent(each) for each in (*found["worker"], *found["decoder"]))

    def _ask(self, line: str, seconds: float) -> None:
        verb = line.partition(" ")[0]
        self._did.pop(verb, None)
        self._write(line)
        self.until(lambda: verb in self._did, seconds)

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            said = json.loads(line) if line.startswith("{") else {}
            if "did" in said:
                self._did[said["did"]] = said["seconds"]
            else:
                self.told |= said


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _spent(process: psutil.Process) -> bool:
    """Whether it works: a tenth of a second of looking at its processor time."""
    try:
        before = sum(process.cpu_times()[:2])
        time.sleep(0.1)
        return sum(process.cpu_times()[:2]) - before > 0.03
    except psutil.NoSuchProcess:
        return False
