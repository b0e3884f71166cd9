"""Many tasks, and all that can happen to them at once: each ends, and the listener hears of each end exactly once."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from core.engine.handle import Handle
from core.engine.local import LocalEngine
from core.engine.task import Task, TaskFailed

Make = Callable[..., Task]
CHOICES = ("echo", "pid", "steps", "refuse", "die", "leave", "sleep", "array")


def task(make: Make, dice: random.Random) -> Task:
    name = dice.choice(CHOICES)
    domain = f"d{dice.randrange(3)}"
    payload = {"steps": 20} if name == "steps" else {"size": 100_000} if name == "array" else {}
    return make(name, domain=domain, timeout=0.2 if name == "sleep" else 60.0, retry=dice.random() < 0.3, **payload)


def disturb(engine: LocalEngine, handles: list[Handle], over: threading.Event, dice: random.Random) -> None:
    while not over.wait(0.05):
        if handles and dice.random() < 0.5:
            dice.choice(handles).cancel()
        for pid in engine.workers()[: dice.randrange(2)]:
            with suppress(ProcessLookupError):
                os.kill(pid, dice.choice([signal.SIGKILL, signal.SIGTERM]))


def test_every_task_ends_and_every_end_is_told_once(make: Make, listener: Any) -> None:
    dice, over = random.Random(2), threading.Event()  # noqa: S311 - a test that can be repeated
    handles: list[Handle] = []
    with LocalEngine(workers=2, listener=listener) as engine:
        troublemaker = threading.Thread(target=disturb, args=(engine, handles, over, random.Random(3)))  # noqa: S311
        troublemaker.start()
        for _ in range(60):
            handles.append(engine.submit(task(make, dice)))
            time.sleep(dice.random() / 50)
        for handle in handles:
            with suppress(TaskFailed):
                handle.result(60)
        over.set()
        troublemaker.join()
        assert engine.submit(make("echo", word="well")).result(60) == {"word": "well"}
    assert all(handle.done() for handle in handles)
    ends = Counter(heard[1] for heard in listener.heard if heard[0] == "ended")
    assert set(ends.values()) == {1}
    assert len(ends) == len(handles) + 1
    for handle in handles:
        told = listener.of(handle.id)
        assert told[0] == ("queued",)
        assert told[-1][:2] == ("ended", handle.state)
