import os
import subprocess
import sys
from datetime import timedelta

import psutil

from data.types import utcnow
from domains.chest.alive import LONGEST, this_process, waits


def test_this_process_lives() -> None:
    assert waits(this_process(), utcnow())


def test_nobody_waits_for_what_was_never_asked() -> None:
    assert not waits(None, utcnow())
    assert not waits(this_process(), None)


def test_nobody_waits_for_ever() -> None:
    assert not waits(this_process(), utcnow() - LONGEST - timedelta(seconds=1))
    assert not waits("elsewhere|1|0.0", utcnow() - LONGEST - timedelta(seconds=1))


def test_another_machine_is_believed_for_a_while() -> None:
    assert waits("elsewhere|1|0.0", utcnow())


def test_a_dead_process_does_not_wait() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    host, _, _ = this_process().rsplit("|", 2)
    started = psutil.Process(child.pid).create_time()
    reader = f"{host}|{child.pid}|{started:.2f}"
    assert waits(reader, utcnow())
    child.communicate(b"\n")
    assert not waits(reader, utcnow())


def test_a_number_that_was_given_anew_is_another_process() -> None:
    host, _, started = this_process().rsplit("|", 2)
    assert not waits(f"{host}|{os.getpid()}|{float(started) - 50:.2f}", utcnow())
