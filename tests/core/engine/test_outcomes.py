"""Workers that cannot even start."""

import sys
from collections.abc import Callable

import pytest

from core.engine.local import LocalEngine
from core.engine.task import Task, WorkerDied

Make = Callable[..., Task]


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("/no/such/python", r"^No worker process could be started \(.*No such file.*\): free memory or processes"),
        (
            "/bin/false",
            r"^The worker process for the task 'echo' could not start; it ended by itself with exit code 1: see",
        ),
    ],
)
def test_a_worker_that_cannot_start_fails_its_task_and_the_next_try_may_work(
    engine: LocalEngine, make: Make, monkeypatch: pytest.MonkeyPatch, program: str, sentence: str
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(sys, "executable", program)
        for _ in range(2):
            with pytest.raises(WorkerDied, match=sentence):
                engine.submit(make("echo")).result(60)
    assert engine.submit(make("echo", word="well")).result(60) == {"word": "well"}
