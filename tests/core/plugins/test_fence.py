"""Foreign code behind the fence."""

import sys
import threading
import time

import pytest

from core.plugins.fence import Fence, Overdue
from core.plugins.turnstile import Turnstile


def test_what_comes_back_comes_back() -> None:
    assert Fence(lambda: 42).result(30) == 42


def test_what_is_raised_is_raised_here_and_nowhere_else() -> None:
    with pytest.raises(SystemExit):
        Fence(lambda: sys.exit(3)).result(30)
    with pytest.raises(ZeroDivisionError):
        Fence(lambda: 1 / 0).result(30)


def test_silence_costs_no_more_than_was_given() -> None:
    gate = threading.Event()
    started = time.monotonic()
    fence = Fence(gate.wait)
    with pytest.raises(Overdue, match=r"within 0\.05 s"):
        fence.result(0.05)
    assert time.monotonic() - started < 10
    gate.set()
    assert fence.result(30) is True


def test_one_at_a_time_and_one_that_hangs_can_be_passed() -> None:
    turnstile, gate, inside = Turnstile(), threading.Event(), threading.Event()

    def hang() -> None:
        with turnstile.passage("first"):
            inside.set()
            gate.wait()

    def follow() -> str:
        with turnstile.passage("second"):
            return "through"

    first = Fence(hang)
    assert inside.wait(30)
    second = Fence(follow)
    with pytest.raises(Overdue):
        second.result(0.05)
    turnstile.abandon("somebody else")
    with pytest.raises(Overdue):
        second.result(0.05)
    turnstile.abandon("first")
    assert second.result(30) == "through"
    gate.set()
    assert first.result(30) is None
    with turnstile.passage("third"):
        pass
