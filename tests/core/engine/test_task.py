"""What a task is made of."""

import pytest

from core.engine.task import Task, TaskCancelled, TaskFailed


def test_every_task_has_its_own_id() -> None:
    first, second = (Task("package.module:function", {}, kind="read", domain="chest") for _ in range(2))
    assert first.id != second.id
    assert len(first.id) == 32


@pytest.mark.parametrize(
    "entry", ["", "module", "module:", ":function", "module:a.b", "mod ule:f", "a..b:c", "os:system()"]
)
def test_an_entry_that_names_no_function_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match=r"package\.module:function"):
        Task(entry, {}, kind="read", domain="chest")


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf")])
def test_a_time_limit_is_a_positive_number(seconds: float) -> None:
    with pytest.raises(ValueError, match="positive number of seconds"):
        Task("module:function", {}, kind="read", domain="chest", timeout=seconds)


def test_a_failure_is_raised_afresh_with_all_that_it_knows() -> None:
    failure = TaskCancelled("It was cancelled.", "builtins.ValueError", "Traceback")
    again = failure.again()
    assert again is not failure
    assert isinstance(again, TaskCancelled)
    assert isinstance(again, TaskFailed)
    assert (str(again), again.error, again.trace) == ("It was cancelled.", "builtins.ValueError", "Traceback")
