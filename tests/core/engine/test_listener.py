"""A listener that fails harms nobody."""

import logging

import pytest

from core.engine.listener import Fenced
from core.engine.task import Task

TASK = Task("module:function", {}, kind="read", domain="chest")


class Broken:
    def queued(self, task: Task) -> None:
        raise RuntimeError("the job table is full")

    def progress(self, task_id: str, fraction: float, message: str) -> None:
        raise RuntimeError("the job table is full")

    def ended(self, task_id: str, state: str, message: str) -> None:
        raise RuntimeError("the job table is full")


def test_what_a_listener_raises_is_logged_and_goes_no_further(caplog: pytest.LogCaptureFixture) -> None:
    fenced = Fenced(Broken())
    with caplog.at_level(logging.ERROR):
        fenced.queued(TASK)
        fenced.progress(TASK.id, 0.5, "")
        fenced.ended(TASK.id, "done", "")
    assert [record.exc_text is not None and "full" in record.exc_text for record in caplog.records] == [True] * 3


def test_without_a_listener_nothing_happens(caplog: pytest.LogCaptureFixture) -> None:
    fenced = Fenced(None)
    fenced.queued(TASK)
    fenced.progress(TASK.id, 0.5, "")
    fenced.ended(TASK.id, "done", "")
    assert not caplog.records
