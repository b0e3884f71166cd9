"""The daily look for what was kept long enough."""

import logging
import threading

import pytest

from domains.telemedicine.keeper import Keeper


def test_it_looks_at_the_start_and_again_until_it_is_closed(caplog: pytest.LogCaptureFixture) -> None:
    looks, enough = [0], threading.Event()

    def sweep() -> int:
        looks[0] += 1
        if looks[0] == 1:
            raise OSError("the disc is away")
        if looks[0] == 3:
            enough.set()
        return 0

    keeper = Keeper(sweep, every=0.01)
    with caplog.at_level(logging.CRITICAL, logger="chiron.telemedicine.keeper"):
        keeper.begin()
        keeper.begin()
        assert enough.wait(10)
        keeper.close()
    after = looks[0]
    assert threading.Event().wait(0.05) is False and looks[0] == after
