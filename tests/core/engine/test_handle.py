"""The states of a handle, without any worker."""

import threading

import pytest

from core.engine.handle import Handle, JobState
from core.engine.task import Task, TaskCancelled, TaskFailed


@pytest.fixture
def told() -> list[JobState]:
    return []


@pytest.fixture
def handle(told: list[JobState]) -> Handle:
    task = Task("module:function", {}, kind="read", domain="chest")
    return Handle(task, lambda handle, before: told.append(before))


def test_it_waits_runs_and_ends(handle: Handle) -> None:
    assert (handle.state, handle.progress, handle.done()) == ("queued", (0.0, ""), False)
    assert handle.begin()
    assert handle.tell(0.5, "half")
    assert (handle.state, handle.progress) == ("running", (0.5, "half"))
    assert handle.succeed(42)
    assert (handle.state, handle.progress, handle.done(), handle.result()) == ("done", (1.0, "half"), True, 42)
    assert handle.failure is None


def test_what_is_over_stays_as_it_is(handle: Handle, told: list[JobState]) -> None:
    handle.begin()
    handle.succeed(1)
    handle.cancel()
    assert not handle.fail(TaskFailed("Too late."))
    assert not handle.succeed(2)
    assert not handle.tell(0.1, "late")
    assert not handle.begin()
    assert (handle.state, handle.result(), told) == ("done", 1, [])


def test_cancelling_tells_once_what_it_was(handle: Handle, told: list[JobState]) -> None:
    handle.begin()
    handle.cancel()
    handle.cancel()
    assert told == [JobState.RUNNING]
    assert not handle.succeed(1)
    with pytest.raises(TaskCancelled, match="'read' was cancelled"):
        handle.result()


def test_each_caller_gets_a_failure_of_their_own(handle: Handle) -> None:
    handle.begin()
    handle.fail(TaskFailed("It broke.", "KeyError", "trace"))
    caught = []
    for _ in range(2):
        with pytest.raises(TaskFailed, match=r"It broke\.") as raised:
            handle.result()
        caught.append(raised.value)
    assert caught[0] is not caught[1]
    assert handle.state == "failed"


def test_waiting_for_a_result_may_end_before_it(handle: Handle) -> None:
    with pytest.raises(TimeoutError, match="still queued"):
        handle.result(0.01)
    threading.Timer(0.05, lambda: (handle.begin(), handle.succeed("now"))).start()
    assert handle.result(30) == "now"
