"""The engine that works in this process."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from core.engine.inline import InlineEngine
from core.engine.task import EngineClosed, Task, TaskCancelled, TaskFailed

Make = Callable[..., Task]


def interrupted(payload: object, report: object) -> None:
    raise KeyboardInterrupt


def test_a_task_is_over_when_submit_returns(make: Make, listener: Any) -> None:
    with InlineEngine(listener) as engine:
        handle = engine.submit(make("steps", steps=2))
        assert (handle.state, handle.result(), handle.progress) == ("done", "done", (1.0, "step 2"))
        assert engine.submit(make("pid")).result() == os.getpid()
    told = [("queued",), ("progress", "0.5", "step 1"), ("progress", "1", "step 2"), ("ended", "done", "")]
    assert listener.of(handle.id) == told


def test_what_a_task_raises_is_its_failure(make: Make, listener: Any) -> None:
    engine = InlineEngine(listener)
    handle = engine.submit(make("refuse"))
    with pytest.raises(TaskFailed, match="The film is empty") as raised:
        handle.result()
    assert raised.value.error == "builtins.ValueError"
    assert engine.submit(make("leave")).state == "failed"
    assert engine.submit(make("no_such_task")).state == "failed"
    assert listener.of(handle.id)[-1] == ("ended", "failed", "The film is empty: send another.")


def test_fractions_are_kept_in_bounds(make: Make, listener: Any) -> None:
    handle = InlineEngine(listener).submit(make("odd_fractions"))
    assert handle.state == "done"
    assert [heard[1] for heard in listener.of(handle.id) if heard[0] == "progress"] == ["0", "0", "0.5", "1"]


def test_an_interrupt_cancels_the_task_and_goes_on(make: Make, listener: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    task = make("echo")
    monkeypatch.setattr("engine_tasks.echo", interrupted)
    with pytest.raises(KeyboardInterrupt):
        InlineEngine(listener).submit(task)
    assert listener.of(task.id)[-1] == ("ended", "cancelled", "The task 'echo' was interrupted.")


def test_models_are_loaded_before_they_are_needed(make: Make) -> None:
    engine = InlineEngine()
    engine.warm(make("warm").entry)
    assert engine.submit(make("remember", word="first")).result() == ["warm", "first"]
    with pytest.raises(TaskFailed, match="The film is empty"):
        engine.warm(make("refuse").entry)


def test_a_closed_engine_takes_nothing(make: Make) -> None:
    engine = InlineEngine()
    engine.close()
    with pytest.raises(EngineClosed):
        engine.submit(make("echo"))


def test_cancelling_what_is_over_changes_nothing(make: Make) -> None:
    handle = InlineEngine().submit(make("echo", word="kept"))
    handle.cancel()
    assert handle.result() == {"word": "kept"}
    assert not issubclass(TaskFailed, TaskCancelled)
