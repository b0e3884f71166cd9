"""The two servers that are compared, each in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import psutil

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PATIENCE = 90.0


def free_port() -> int:
    """A TCP port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def peer(port: int) -> list[str]:
    """`streamlit run` with nothing but its defaults; only its port and its browser window are decided."""
    options = ["--server.port", str(port), "--server.headless", "true", "--server.address", "127.0.0.1"]
    return [sys.executable, "-m", "streamlit", "run", str(HERE / "peer.py"), *options]


def ours(port: int) -> list[str]:
    """The suite's own server with the measured page as a domain; prints the cookie of a signed-in clinician."""
    return [sys.executable, "-m", "benchmarks.page.serve", str(port)]


@contextmanager
def running(command: list[str], port: int, home: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Start a server, wait until it answers, and stop it at the end; yields the first line that it printed, and it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CHIRON_HOME": str(home), "HOME": str(home)}
    environment.pop("CHIRON_DATABASE_URL", None)
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True, cwd=home)  # noqa: S603
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield process.stdout.readline().strip() if process.stdout else "", psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(20)
        if process.stdout:
            process.stdout.close()


def wait_for(url: str, process: subprocess.Popen[str]) -> None:
    """Wait until an address answers.

    Raises:
        RuntimeError: the process ended, or did not answer within `PATIENCE` seconds.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310 - the loopback
            return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"{url} did not answer.")
