"""`chiron chest listen`, `watch` and `send`, as processes of their own that are ended and killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from benchmarks.chest.interop import rows
from tests.domains.chest.network.peers import sendable, stored

LISTEN = ("listen", "--port", "0", "--aet", "CHIRON")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "ui", "chest", *words]


@contextmanager
def running(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and the line with which it says that it is ready."""
    environment = {**os.environ, "CHIRON_HOME": str(home)}
    environment.pop("CHIRON_DATABASE_URL", None)
    process = subprocess.Popen(  # noqa: S603
        command(*words), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    try:
        yield process, process.stdout.readline()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def send(line: str, *films: bytes) -> list[int]:
    found = re.fullmatch(r"listening on (127\.0\.0\.1):(\d+) as CHIRON\n", line)
    assert found, line
    listener = cast(Any, SimpleNamespace(address=(found[1], int(found[2]))))
    return [status.Status for status in stored(listener, *films)]


def states(home: Path) -> list[str]:
    return [state for (state,) in rows(home, "SELECT state FROM receptions ORDER BY id")]


def settled(home: Path, count: int) -> list[str]:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and (len(states(home)) < count or "spooled" in states(home)):
        time.sleep(0.1)
    return states(home)


def test_a_listener_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with running(home, *LISTEN) as (process, line):
        assert send(line, sendable(1), sendable(2)) == [0, 0]
        process.kill()
        process.wait()
    with running(home, *LISTEN) as (process, line):
        assert send(line, sendable(2), sendable(3)) == [0, 0]
        assert settled(home, 4) == ["filed", "filed", "duplicate", "filed"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert rows(home, "SELECT count(*), count(DISTINCT sop_instance_uid) FROM films") == [(3, 3)]


def test_a_folder_is_watched_until_interrupted(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "films"
    folder.mkdir()
    (folder / "film.dcm").write_bytes(sendable(1))
    with running(home, "watch", str(folder)) as (process, line):
        assert line == f"watching {folder}\n"
        assert settled(home, 1) == ["filed"]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (folder / "film.dcm").exists():
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 0
    assert (folder / "done" / "film.dcm").exists()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("listen", "--port", "0", "--aet", "BAD\\TITLE"), "no application entity title"),
        (("watch", "missing"), "is not there"),
        (("send", "0" * 32, "--to", "nowhere"), "no archive 'nowhere'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path: Path, words: tuple[str, ...], sentence: str) -> None:
    environment = {**os.environ, "CHIRON_HOME": str(tmp_path / "home")}
    answer = subprocess.run(  # noqa: S603
        command(*words), env=environment, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path.parent
    )
    assert answer.returncode == 2
    assert sentence in answer.stderr and answer.stderr.count("\n") == 1
