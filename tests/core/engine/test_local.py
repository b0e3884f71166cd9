"""The local engine with real worker processes: what people see of it."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.engine.local import LocalEngine
from core.engine.task import EngineClosed, QueueFull, Task, TaskCancelled, TaskFailed

Make = Callable[..., Task]
Until = Callable[[Callable[[], object]], None]


def test_a_task_runs_in_another_process_which_keeps_what_it_loaded(engine: LocalEngine, make: Make) -> None:
    assert engine.workers() == ()
    first = engine.submit(make("pid")).result(60)
    assert first != os.getpid()
    engine.submit(make("remember", word="model")).result(60)
    assert engine.submit(make("remember", word="again")).result(60) == ["model", "again"]
    assert engine.submit(make("pid")).result(60) == first
    assert engine.workers() == (first,)


def test_progress_is_told_in_order_and_then_the_end(
    engine: LocalEngine, make: Make, listener: Any, until: Until
) -> None:
    handle = engine.submit(make("steps", steps=50))
    assert handle.result(60) == "done"
    until(lambda: listener.of(handle.id)[-1][0] == "ended")
    steps = [("progress", f"{(step + 1) / 50:g}", f"step {step + 1}") for step in range(50)]
    assert listener.of(handle.id) == [("queued",), *steps, ("ended", "done", "")]
    assert handle.progress == (1.0, "step 50")


def test_progress_can_be_seen_while_it_runs(engine: LocalEngine, make: Make, until: Until, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    handle = engine.submit(make("wait_for", file=str(gate), word="through"))
    until(lambda: handle.progress == (0.5, "waiting"))
    assert handle.state == "running"
    gate.touch()
    assert handle.result(60) == "through"


def test_odd_fractions_are_kept_in_bounds(engine: LocalEngine, make: Make, listener: Any) -> None:
    handle = engine.submit(make("odd_fractions"))
    handle.result(60)
    assert [heard[1] for heard in listener.of(handle.id) if heard[0] == "progress"] == ["0", "0", "0.5", "1"]


def test_large_results_come_back_whole_and_quickly(engine: LocalEngine, make: Make) -> None:
    engine.submit(make("array", size=10)).result(60)
    started = time.monotonic()
    result: Any = engine.submit(make("array", size=16_000_000)).result(60)
    seconds = time.monotonic() - started
    assert result["count"] == 16_000_000
    np.testing.assert_array_equal(result["pixels"][[0, -1]], [0, 15_999_999])
    result["pixels"][0] = 1
    assert seconds < 5, f"64 MB took {seconds:.1f} s"


def test_large_payloads_arrive_whole(engine: LocalEngine, make: Make) -> None:
    pixels = np.arange(1_000_000, dtype=np.float32)
    result: Any = engine.submit(make("echo", pixels=pixels, image=b"\1" * 10_000_000)).result(60)
    np.testing.assert_array_equal(result["pixels"], pixels)
    assert result["image"] == b"\1" * 10_000_000


@pytest.mark.parametrize(
    ("name", "sentence", "error"),
    [
        ("refuse", "^The film is empty: send another.$", "builtins.ValueError"),
        ("break_down", "^The task 'break_down' failed with KeyError: 'missing'.$", "builtins.KeyError"),
        ("leave", "failed with SystemExit: 4", "builtins.SystemExit"),
        ("no_such_task", "There is no function 'no_such_task'", "builtins.ImportError"),
        ("unpicklable", "failed with", ""),
        ("unreadable", "The result of 'unreadable' cannot be read back", "ValueError"),
    ],
)
def test_a_task_that_fails_says_why_and_its_worker_lives_on(
    engine: LocalEngine, make: Make, name: str, sentence: str, error: str
) -> None:
    before = engine.submit(make("pid")).result(60)
    with pytest.raises(TaskFailed, match=sentence) as raised:
        engine.submit(make(name)).result(60)
    assert error in raised.value.error
    assert engine.submit(make("pid")).result(60) == before


def test_a_payload_that_cannot_be_handed_over_is_a_failure(engine: LocalEngine, make: Make) -> None:
    with pytest.raises(TaskFailed, match="cannot be handed to a worker"):
        engine.submit(make("echo", function=lambda: None)).result(60)


def test_reports_that_come_late_do_not_touch_the_next_task(engine: LocalEngine, make: Make, listener: Any) -> None:
    engine.submit(make("talk")).result(60)
    handle = engine.submit(make("sleep", seconds=0.1))
    assert handle.result(60) == "awake"
    assert [heard for heard in listener.of(handle.id) if heard[0] == "progress"] == [("progress", "0.1", "asleep")]


def test_domains_take_turns(engine: LocalEngine, make: Make, tmp_path: Path) -> None:
    gate, order = tmp_path / "gate", tmp_path / "order"
    first = engine.submit(make("wait_for", file=str(gate)))
    chest = [engine.submit(make("note", domain="chest", file=str(order), word=f"c{n}")) for n in range(3)]
    words = engine.submit(make("note", domain="words", file=str(order), word="w"))
    gate.touch()
    for handle in (first, *chest, words):
        handle.result(60)
    assert order.read_text() == "c0 w c1 c2 "


def test_the_queue_is_bounded_for_each_domain(make: Make, listener: Any, tmp_path: Path, until: Until) -> None:
    with LocalEngine(1, listener, capacity=1) as engine:
        running = engine.submit(make("wait_for", file=str(tmp_path / "gate")))
        until(lambda: running.state == "running")
        engine.submit(make("echo"))
        refused = make("echo")
        with pytest.raises(QueueFull, match="1 tasks of 'd' are waiting"):
            engine.submit(refused)
        assert listener.of(refused.id)[-1][:2] == ("ended", "failed")
        other = engine.submit(make("echo", domain="other"))
        (tmp_path / "gate").touch()
        assert other.result(60) == {}


def test_many_threads_get_each_their_own_answer(make: Make) -> None:
    with LocalEngine(workers=2) as engine, ThreadPoolExecutor(8) as pool:
        answers = pool.map(lambda n: engine.submit(make("echo", domain=f"d{n % 3}", n=n)).result(60), range(60))
        assert list(answers) == [{"n": n} for n in range(60)]
        assert len(engine.workers()) == 2


def test_closing_cancels_what_runs_and_what_waits_quickly(make: Make, listener: Any, until: Until) -> None:
    engine = LocalEngine(1, listener)
    running, waiting = engine.submit(make("sleep")), engine.submit(make("echo"))
    until(lambda: running.progress[1] == "asleep")
    started = time.monotonic()
    engine.close()
    engine.close()
    assert time.monotonic() - started < 3
    for handle in (running, waiting):
        with pytest.raises(TaskCancelled, match="engine was closed"):
            handle.result(0)
        assert listener.of(handle.id)[-1][:2] == ("ended", "cancelled")
    with pytest.raises(EngineClosed):
        engine.submit(make("echo"))
    with pytest.raises(EngineClosed):
        engine.warm(make("warm").entry)


def test_an_engine_that_was_never_used_starts_nothing() -> None:
    with LocalEngine(workers=3) as engine:
        assert engine.workers() == ()


@pytest.mark.parametrize(("workers", "capacity"), [(0, 1), (1, 0)])
def test_an_engine_without_workers_or_room_is_refused(workers: int, capacity: int) -> None:
    with pytest.raises(ValueError, match="at least one worker"):
        LocalEngine(workers, capacity=capacity)


def test_workers_are_warmed_before_they_are_needed(engine: LocalEngine, make: Make, until: Until) -> None:
    engine.warm(make("warm").entry)
    engine.warm(make("warm").entry)
    until(engine.workers)
    assert engine.submit(make("remember", word="first")).result(60) == ["warm", "first"]
