"""The queue: fair, bounded, and quick to close."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.engine.handle import Handle
from core.engine.task import EngineClosed, QueueFull, Task
from core.engine.waiting import FairQueue


def handle(domain: str) -> Handle:
    return Handle(Task("module:function", {}, kind="read", domain=domain), lambda handle, before: None)


def never() -> bool:
    return False


def test_domains_take_turns_and_within_one_the_first_comes_first() -> None:
    waiting = FairQueue(10)
    chest = [handle("chest") for _ in range(3)]
    words = [handle("words") for _ in range(2)]
    for one in (*chest, *words):
        waiting.put(one)
    assert [waiting.take(never) for _ in range(5)] == [chest[0], words[0], chest[1], words[1], chest[2]]


def test_one_domain_cannot_fill_the_queue_for_another() -> None:
    waiting = FairQueue(2)
    for _ in range(2):
        waiting.put(handle("chest"))
    with pytest.raises(QueueFull, match="2 tasks of 'chest' are waiting"):
        waiting.put(handle("chest"))
    waiting.put(handle("words"))
    waiting.take(never)
    waiting.put(handle("chest"))


def test_a_task_that_is_discarded_is_not_taken() -> None:
    waiting = FairQueue(2)
    first, second = handle("chest"), handle("chest")
    waiting.put(first)
    waiting.put(second)
    waiting.discard(first)
    waiting.discard(first)
    assert waiting.take(never) is second
    waiting.discard(second)
    assert waiting.take(lambda: True) is None


def test_who_waits_is_woken_by_a_task_a_chore_and_the_end() -> None:
    waiting = FairQueue(2)
    chore = threading.Event()
    with ThreadPoolExecutor(1) as pool:
        taken = pool.submit(waiting.take, chore.is_set)
        one = handle("chest")
        waiting.put(one)
        assert taken.result(30) is one
        called = pool.submit(waiting.take, chore.is_set)
        chore.set()
        waiting.wake()
        assert called.result(30) is None
        ended = pool.submit(waiting.take, never)
        waiting.close()
        with pytest.raises(EngineClosed):
            ended.result(30)


def test_a_closed_queue_gives_back_what_waited_and_takes_nothing() -> None:
    waiting = FairQueue(2)
    left = [handle("chest"), handle("words")]
    for one in left:
        waiting.put(one)
    assert waiting.close() == left
    with pytest.raises(EngineClosed, match="start the suite again"):
        waiting.put(handle("chest"))
