from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from data.lock import Busy, FileLock, WriterLock

HOLD = """
import sys, time
from pathlib import Path
from data.lock import FileLock
lock = FileLock(Path(sys.argv[1]))
assert lock.try_lock(shared=sys.argv[2] == "shared")
print("held", flush=True)
time.sleep(60)
"""

GREEDY = """
import sys, time
from pathlib import Path
from data.lock import WriterLock
lock, until, turns = WriterLock(Path(sys.argv[1]), "w"), time.monotonic() + 1.5, []
print("ready", flush=True)
while time.monotonic() < until:
    with lock:
        time.sleep(0.002)
        turns.append(time.monotonic())
print(len(turns))
"""


def holder(path: Path, how: str) -> subprocess.Popen[str]:
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(path), how], stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def end(child: subprocess.Popen[str]) -> None:
    child.kill()
    child.communicate()


def test_a_lock_of_another_process_is_respected_and_goes_with_it(tmp_path: Path) -> None:
    lock, child = FileLock(tmp_path / "l"), holder(tmp_path / "l", "alone")
    assert not lock.try_lock()
    with pytest.raises(Busy, match="find and stop it"):
        lock.lock(time.monotonic() + 0.05)
    end(child)
    assert lock.try_lock()
    lock.close()
    lock.close()


def test_shared_locks_go_together_and_keep_others_out(tmp_path: Path) -> None:
    lock, child = FileLock(tmp_path / "l"), holder(tmp_path / "l", "shared")
    assert lock.try_lock(shared=True)
    lock.unlock()
    assert not lock.try_lock()
    end(child)
    lock.close()


def test_two_locks_in_one_process_exclude_each_other(tmp_path: Path) -> None:
    one, other = WriterLock(tmp_path, "w"), WriterLock(tmp_path, "w")
    with one, pytest.raises(Busy):
        other.acquire(timeout=0.05)
    with other:
        pass
    one.close()
    other.close()


def test_a_second_lock_in_one_thread_is_an_error_and_no_deadlock(tmp_path: Path) -> None:
    lock = WriterLock(tmp_path, "w")
    with lock, pytest.raises(RuntimeError, match="already writing"):
        lock.acquire()
    with lock:
        pass
    lock.close()


def test_a_thread_waits_for_its_turn_and_gives_up_at_last(tmp_path: Path) -> None:
    lock, caught = WriterLock(tmp_path, "w"), []

    def wait() -> None:
        with pytest.raises(Busy) as error:
            lock.acquire(timeout=0.05)
        caught.append(str(error.value))

    with lock:
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()
    assert caught == ["Another thread has been writing for too long: try again."]
    lock.close()


def test_nobody_starves_beside_a_process_that_writes_in_a_tight_loop(tmp_path: Path) -> None:
    command = [sys.executable, "-c", GREEDY, str(tmp_path)]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]  # noqa: S603
    turns = Counter({n: int(child.communicate()[0].split()[1]) for n, child in enumerate(children)})
    assert min(turns.values()) > 0.2 * max(turns.values()), turns


def test_a_lock_is_tried_and_let_go(tmp_path: Path) -> None:
    mine, other = FileLock(tmp_path / "x.lock"), FileLock(tmp_path / "x.lock")
    with mine.tried() as held:
        assert held
        with other.tried() as second:
            assert not second
        assert not other.try_lock()
    assert other.try_lock()
    mine.close()
    other.close()
