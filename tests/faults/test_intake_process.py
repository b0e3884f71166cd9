"""What happens around the limited process: killed, too slow, asked by many at once."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.intake.intake import Intake
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import film, library, ramp


def number(intake: Intake) -> int:
    intake.image(film())
    assert intake._keeper.process is not None
    return intake._keeper.process.id


def test_killed_while_it_reads(intake: Intake) -> None:
    data = library("RG1_J2KR.dcm")
    first = number(intake)
    killer = threading.Timer(0.1, os.kill, (first, 9))
    killer.start()
    signal = intake.image(data)
    killer.join()
    assert signal.facts["rows"] == 1955
    assert number(intake) != first


def test_killed_while_it_waits(intake: Intake) -> None:
    first = number(intake)
    os.kill(first, 9)
    assert intake.image(film()).facts["rows"] == 64
    assert number(intake) != first


def test_stopped_for_good() -> None:
    """A process that was halted answers nobody; it is killed when its time is up."""
    with Intake(Limits(seconds=3)) as hasty:
        halted = number(hasty)
        os.kill(halted, 19)
        started = time.monotonic()
        with pytest.raises(Refused) as caught:
            hasty.image(film())
        assert caught.value.code == Code.TIME
        assert "3 seconds" in caught.value.sentence
        assert time.monotonic() - started < 20
        assert number(hasty) != halted


def test_too_slow_to_decode() -> None:
    with Intake(Limits(seconds=0.05)) as hasty:
        hasty.warm()
        with pytest.raises(Refused) as caught:
            hasty.image(library("RG1_J2KR.dcm"))
        assert caught.value.code == Code.TIME


def test_many_threads_at_once(intake: Intake) -> None:
    sides = [16, 24, 32, 40, 48, 56, 64, 72] * 6

    def read(side: int) -> bool:
        if side == 40:
            with pytest.raises(Refused):
                intake.image(film(ramp(side, side))[:-9])
            return True
        picture = ramp(side, side, np.uint8, side)
        content = intake.image(film(picture)).content
        return isinstance(content, np.ndarray) and np.allclose(content, picture / 255, atol=1e-6)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(read, sides))


def test_closed_while_others_ask() -> None:
    made = Intake()
    outcomes: list[str] = []

    def ask() -> None:
        try:
            for _ in range(1000):
                made.image(film())
        except Refused as refused:
            outcomes.append(refused.code)

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    time.sleep(0.2)
    made.close()
    for asker in askers:
        asker.join(30)
    assert outcomes == [Code.UNAVAILABLE] * 3
