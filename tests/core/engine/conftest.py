"""Real engines with real worker processes, and the tasks that they run."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.engine.local import LocalEngine
from core.engine.task import Task

SECONDS = 60.0
TASKS = '''
"""Tasks that work, fail, hang and die."""
import os
import signal
import sys
import threading
import time

SEEN = []


class Odd:
    """Can be pickled, and cannot be read back."""

    def __reduce__(self):
        return (int, ("no number",))


def echo(payload, report):
    return dict(payload)


def pid(payload, report):
    return os.getpid()


def remember(payload, report):
    SEEN.append(payload.get("word", "warm"))
    return list(SEEN)


def warm(payload, report):
    SEEN.append("warm")


def steps(payload, report):
    for step in range(payload["steps"]):
        report((step + 1) / payload["steps"], f"step {step + 1}")
    return "done"


def odd_fractions(payload, report):
    for value in (-1, float("nan"), 0.5, 7):
        report(value, 3)


def sleep(payload, report):
    report(0.1, "asleep")
    time.sleep(payload.get("seconds", 60))
    return "awake"


def wait_for(payload, report):
    report(0.5, "waiting")
    while not os.path.exists(payload["file"]):
        time.sleep(0.01)
    return payload.get("word")


def note(payload, report):
    with open(payload["file"], "a") as file:
        file.write(payload["word"] + " ")


def die(payload, report):
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(payload, report):
    if not os.path.exists(payload["file"]):
        open(payload["file"], "w").close()
        os._exit(3)
    return "second time"


def refuse(payload, report):
    raise ValueError("The film is empty: send another.")


def break_down(payload, report):
    return {}["missing"]


def leave(payload, report):
    sys.exit(4)


def unpicklable(payload, report):
    return lambda: None


def unreadable(payload, report):
    return Odd()


def array(payload, report):
    import numpy as np

    return {"pixels": np.arange(payload["size"], dtype=np.float32), "count": payload["size"]}


def child(payload, report):
    import subprocess

    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    report(0.5, str(grandchild.pid))
    time.sleep(600)


def fork_and_die(payload, report):
    if os.fork() == 0:
        time.sleep(600)
    os.kill(os.getpid(), signal.SIGKILL)


def interrupt(payload, report):
    os.kill(os.getpid(), signal.SIGINT)
    return "unmoved"


def talk(payload, report):
    print("to the terminal")
    def late():
        for _ in range(200):
            report(0.9, "late")
            time.sleep(0.001)
    threading.Thread(target=late, daemon=True).start()
    return "talked"
'''


class Listener:
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, ...]] = []

    def queued(self, task: Task) -> None:
        self.heard.append(("queued", task.id))

    def progress(self, task_id: str, fraction: float, message: str) -> None:
        self.heard.append(("progress", task_id, f"{fraction:g}", message))

    def ended(self, task_id: str, state: str, message: str) -> None:
        self.heard.append(("ended", task_id, state, message))

    def of(self, task_id: str) -> list[tuple[str, ...]]:
        return [(word, *rest) for word, id, *rest in self.heard if id == task_id]


Make = Callable[..., Task]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Make a task from a name in `TASKS`."""
    folder = tmp_path / "tasks"
    folder.mkdir()
    (folder / "engine_tasks.py").write_text(TASKS, encoding="utf-8")
    monkeypatch.syspath_prepend(folder)

    def build(name: str, domain: str = "d", timeout: float = 60.0, retry: bool = False, **payload: object) -> Task:
        return Task(f"engine_tasks:{name}", payload, kind=name, domain=domain, timeout=timeout, retry=retry)

    return build


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def engine(listener: Listener) -> Iterator[LocalEngine]:
    with LocalEngine(workers=1, listener=listener) as opened:
        yield opened


@pytest.fixture
def until() -> Callable[[Callable[[], object]], None]:
    """Wait until something is so; fails when it is not in time."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert time.monotonic() < deadline, "it did not come to pass in time"
            time.sleep(0.01)

    return wait
