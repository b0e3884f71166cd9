"""The figures of the hour, from looks whose answer is known; and its recording has the length that was asked for."""

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from benchmarks.telemedicine.hour import _of_step, _stray
from benchmarks.telemedicine.hour_rig import Sample, Server
from benchmarks.telemedicine.lengthy import film

MEBI = 2**20


def watched(looks: list[tuple[float, float, str, float]]) -> Server:
    """A server that was looked at so, without any process."""
    server = cast(Any, Server.__new__(Server))
    server.samples = [
        Sample(at, fraction, step, {"server": round(memory * MEBI)}) for at, fraction, step, memory in looks
    ]
    server.seen = []
    return cast(Server, server)


def test_progress_is_held_against_the_clock() -> None:
    server = watched([(0.0, 0.0, "unpack", 1), (25.0, 0.40, "recognise", 1), (75.0, 0.7, "voices", 1)])
    assert _stray(server, 100.0) == pytest.approx(0.15)


def test_growth_is_a_line_through_what_comes_after_the_first_quarter() -> None:
    looks = [(at, 0.0, "recognise", 900.0 if at < 150 else 500 + at / 60) for at in range(0, 600, 10)]
    server = watched([*looks, (605, 1.0, "voices", 700.0)])
    assert _of_step(server, "recognise", 600.0) == (
        "600 s, at most 900 MiB, +1.00 MiB a minute after its first quarter"
    )
    assert _of_step(server, "voices", 5.0) == "5 s, at most 700 MiB"


def test_the_time_in_each_step_adds_up() -> None:
    server = watched([(0.0, 0.0, "unpack", 1), (2.0, 0.0, "unpack", 1), (7.0, 0.0, "listen", 1), (8.0, 0.0, "", 1)])
    assert server.time_in() == {"unpack": 2.0, "listen": 5.0, "waiting": 1.0}


def test_a_window_that_was_heard_again_is_counted_again() -> None:
    server = watched([])
    for numbers in ([0, 1], [0, 1, 2], [0, 1, 2, 1]):
        server._count(numbers)
    assert sorted(server.seen) == [0, 1, 1, 2]


def test_the_recording_holds_what_is_spoken_beside_its_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    av = pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
    parts = [np.full(24_000, 0.1, np.float32), np.full(24_000, 0.2, np.float32)]
    monkeypatch.setattr("benchmarks.telemedicine.lengthy.spoken", lambda _minutes: iter(parts))
    film(0.05, tmp_path / "film.webm")
    with av.open(str(tmp_path / "film.webm")) as file:
        assert file.duration / 1e6 == pytest.approx(3.0, abs=0.6)
        assert [len(file.streams.audio), len(file.streams.video)] == [1, 1]
