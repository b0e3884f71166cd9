"""The worker process by itself: what it ignores, and what it does not outlive."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from core.engine.local import LocalEngine
from core.engine.task import Task, TaskFailed

Make = Callable[..., Task]
Until = Callable[[Callable[[], object]], None]
ROOT = Path(__file__).parents[3]
PARENT = """
import sys, time
from core.engine.local import LocalEngine
from core.engine.task import Task, TaskFailed
sys.path.insert(0, sys.argv[1])
print("main", flush=True)
engine = LocalEngine(workers=2)
handles = [engine.submit(Task("engine_tasks:" + name, {}, kind=name, domain="d")) for name in sys.argv[2:]]
while any(h.state == "queued" for h in handles) or len(engine.workers()) < 2:
    time.sleep(0.01)
print(*engine.workers(), flush=True)
time.sleep(600)
"""


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.mark.parametrize("names", [("sleep", "sleep"), ("pid", "pid")])
def test_no_worker_outlives_a_parent_that_is_killed(
    make: Make, until: Until, tmp_path: Path, names: tuple[str, ...]
) -> None:
    make("sleep")
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), str(tmp_path / "tasks"), *names]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:  # noqa: S603
        assert parent.stdout is not None
        assert parent.stdout.readline() == "main\n"
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(workers) == 2
        assert all(alive(pid) for pid in workers)
        parent.kill()
        assert parent.stdout.read() == "", "a worker ran the caller's main module"
    until(lambda: not any(alive(pid) for pid in workers))


def test_a_program_that_forgets_to_close_ends_cleanly(make: Make, tmp_path: Path) -> None:
    make("sleep")
    script = tmp_path / "program.py"
    script.write_text(PARENT.replace("time.sleep(600)", ""), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-X", "dev", "-W", "error", str(script), str(tmp_path / "tasks"), "sleep", "sleep"]
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)  # noqa: S603
    assert (answer.returncode, answer.stderr) == (0, "")
    assert not any(alive(int(pid)) for pid in answer.stdout.split()[1:])


def test_an_interrupt_of_the_terminal_does_not_touch_a_worker(engine: LocalEngine, make: Make) -> None:
    assert engine.submit(make("interrupt")).result(60) == "unmoved"
    pid = engine.workers()[0]
    assert os.getpgid(pid) == pid != os.getpgid(0)


def test_what_a_task_prints_does_not_reach_the_output_of_the_program(
    engine: LocalEngine, make: Make, capfd: pytest.CaptureFixture[str]
) -> None:
    assert engine.submit(make("talk")).result(60) == "talked"
    engine.close()
    assert capfd.readouterr().out == ""


def test_a_worker_finds_what_its_parent_finds_and_not_what_lies_about(
    engine: LocalEngine, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "random.py").write_text("raise RuntimeError('the wrong module')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TaskFailed, match="failed with TypeError"):
        engine.submit(Task("random:Random", {}, kind="x", domain="d")).result(60)
    assert engine.submit(make("echo", word="found")).result(60) == {"word": "found"}


def test_a_process_that_the_kernel_ends_is_not_left_as_a_zombie(engine: LocalEngine, make: Make, until: Until) -> None:
    pid = engine.submit(make("pid")).result(60)
    assert isinstance(pid, int)
    os.kill(pid, signal.SIGTERM)
    engine.submit(make("pid")).result(60)
    assert not psutil.pid_exists(pid)
