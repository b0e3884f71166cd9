"""Workers that hang, die and are cancelled, and those that come in their place."""

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from core.engine.local import LocalEngine
from core.engine.task import Task, TaskCancelled, TaskTimedOut, WorkerDied

Make = Callable[..., Task]
Until = Callable[[Callable[[], object]], None]


def test_cancel_kills_the_worker_and_the_next_task_gets_another(
    engine: LocalEngine, make: Make, listener: Any, until: Until
) -> None:
    before: Any = engine.submit(make("pid")).result(60)
    handle = engine.submit(make("sleep"))
    until(lambda: handle.progress[1] == "asleep")
    handle.cancel()
    assert handle.state == "cancelled"
    with pytest.raises(TaskCancelled, match="'sleep' was cancelled"):
        handle.result(0)
    after = engine.submit(make("pid")).result(60)
    assert after != before
    assert not psutil.pid_exists(before)
    assert [heard for heard in listener.of(handle.id) if heard[0] == "ended"] == [
        ("ended", "cancelled", "The task 'sleep' was cancelled.")
    ]


def test_a_task_that_waits_is_cancelled_without_harm_to_the_one_that_runs(
    engine: LocalEngine, make: Make, listener: Any, tmp_path: Path, until: Until
) -> None:
    gate = tmp_path / "gate"
    running = engine.submit(make("wait_for", file=str(gate), word="through"))
    waiting = engine.submit(make("note", file=str(tmp_path / "noted"), word="never"))
    until(lambda: running.state == "running")
    waiting.cancel()
    gate.touch()
    assert running.result(60) == "through"
    assert engine.submit(make("echo")).result(60) == {}
    assert not (tmp_path / "noted").exists()
    assert listener.of(waiting.id) == [("queued",), ("ended", "cancelled", "The task 'note' was cancelled.")]


def test_a_worker_that_is_killed_fails_its_task_and_is_replaced(engine: LocalEngine, make: Make, until: Until) -> None:
    before: Any = engine.submit(make("pid")).result(60)
    handle = engine.submit(make("sleep"))
    until(lambda: handle.progress[1] == "asleep")
    os.kill(before, signal.SIGKILL)
    with pytest.raises(WorkerDied, match=r"was ended by SIGKILL before the task 'sleep' was done: try again\."):
        handle.result(60)
    assert engine.submit(make("pid")).result(60) != before


def test_a_worker_that_died_idle_costs_no_task(engine: LocalEngine, make: Make, until: Until) -> None:
    before: Any = engine.submit(make("pid")).result(60)
    os.kill(before, signal.SIGKILL)
    until(lambda: psutil.Process(before).status() == psutil.STATUS_ZOMBIE)
    assert engine.submit(make("pid")).result(60) not in (before, None)


def test_a_task_that_may_be_repeated_is_repeated_once(engine: LocalEngine, make: Make, tmp_path: Path) -> None:
    once = str(tmp_path / "once")
    assert engine.submit(make("die_once", retry=True, file=once)).result(60) == "second time"
    with pytest.raises(WorkerDied, match="ended by SIGKILL"):
        engine.submit(make("die", retry=True)).result(60)
    with pytest.raises(WorkerDied, match="exit code 3"):
        engine.submit(make("die_once", file=str(tmp_path / "other"))).result(60)


def test_a_task_that_passes_its_limit_is_stopped(engine: LocalEngine, make: Make, listener: Any, until: Until) -> None:
    before = engine.submit(make("pid")).result(60)
    started = time.monotonic()
    handle = engine.submit(make("sleep", timeout=0.3, retry=True))
    with pytest.raises(TaskTimedOut, match=r"time limit of 0\.3 s"):
        handle.result(60)
    assert time.monotonic() - started < 10
    assert handle.state == "failed"
    assert engine.submit(make("pid")).result(60) != before
    until(lambda: listener.of(handle.id)[-1][:2] == ("ended", "failed"))


def test_a_worker_that_is_frozen_is_replaced_too(engine: LocalEngine, make: Make) -> None:
    before: Any = engine.submit(make("pid")).result(60)
    os.kill(before, signal.SIGSTOP)
    with pytest.raises(TaskTimedOut):
        engine.submit(make("echo", timeout=0.3)).result(60)
    assert engine.submit(make("pid")).result(60) != before
    assert not psutil.pid_exists(before)


def test_what_a_task_started_ends_with_it(engine: LocalEngine, make: Make, until: Until) -> None:
    handle = engine.submit(make("child"))
    until(lambda: handle.progress[1])
    grandchild = int(handle.progress[1])
    assert psutil.pid_exists(grandchild)
    handle.cancel()
    until(lambda: not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE)


def test_a_death_is_seen_although_a_fork_of_the_worker_lives(engine: LocalEngine, make: Make) -> None:
    with pytest.raises(WorkerDied, match="ended by SIGKILL"):
        engine.submit(make("fork_and_die", timeout=50)).result(40)


def test_a_worker_does_not_end_with_the_thread_that_asked_for_it(engine: LocalEngine, make: Make) -> None:
    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(lambda: engine.submit(make("pid")).result(60)).result(60)
    time.sleep(0.2)
    assert engine.submit(make("pid")).result(60) == before


def test_a_new_worker_is_warmed_again(engine: LocalEngine, make: Make, until: Until) -> None:
    engine.warm(make("warm").entry)
    engine.submit(make("remember", word="first")).result(60)
    with pytest.raises(WorkerDied):
        engine.submit(make("die")).result(60)
    until(lambda: engine.workers())
    until(lambda: engine.submit(make("remember", word="x")).result(60)[0] == "warm")  # type: ignore[index]


@pytest.mark.parametrize("name", ["die", "refuse", "no_such_task"])
def test_a_warming_that_fails_harms_no_task(engine: LocalEngine, make: Make, name: str) -> None:
    engine.warm(make(name).entry)
    engine.warm(make("warm").entry)
    assert engine.submit(make("echo", word="still here")).result(60) == {"word": "still here"}
    time.sleep(0.5)
    first = engine.submit(make("pid")).result(60)
    assert engine.submit(make("pid")).result(60) == first


def test_cancelling_at_any_moment_leaves_the_engine_well(engine: LocalEngine, make: Make) -> None:
    for delay in (0.0, 0.001, 0.01, 0.1, 0.2):
        handle = engine.submit(make("steps", steps=200))
        time.sleep(delay)
        handle.cancel()
        assert handle.state in ("cancelled", "done")
    assert engine.submit(make("echo", word="well")).result(60) == {"word": "well"}
