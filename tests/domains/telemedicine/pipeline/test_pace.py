"""How long a visit will still take."""

import time

import pytest

from domains.telemedicine.pipeline.pace import Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def test_it_goes_by_what_was_expected_until_there_is_a_pace(clock: list[float]) -> None:
    pace = Pace(0.0)
    assert pace.remaining(0.0, None) is None and pace.remaining(0.0, 50.0) == 50.0
    clock[0] += 30
    assert pace.remaining(0.5, 50.0) == 30.0


def test_the_seconds_are_counted_down_between_two_steps_forward(clock: list[float]) -> None:
    pace = Pace(0.2)
    clock[0] += 40
    assert pace.remaining(0.6, None) == pytest.approx(40.0)
    clock[0] += 15
    assert pace.remaining(0.6, None) == pytest.approx(25.0)
    clock[0] += 60
    assert pace.remaining(0.6, None) == 1.0
