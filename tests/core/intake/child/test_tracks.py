"""What is read of a file whose packets cannot all be had."""

from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
from av.error import EOFError as AtEnd
from av.error import InvalidDataError

from core.intake.child.tracks import PATIENCE, Tracks, packets


class File:
    """Gives packets, and fails after each of them as often as it is told to."""

    def __init__(self, given: list[int], error: type[Exception]) -> None:
        self._given, self._error = given, error
        self.asked = 0

    def demux(self, _streams: list[Any]) -> Iterator[int]:
        self.asked += 1
        if not self._given:
            raise self._error(1, "broken")
        yield self._given.pop(0)
        raise self._error(1, "broken")


def test_damage_between_packets_is_passed_over_until_patience_ends() -> None:
    file = File([1, 2, 3], InvalidDataError)
    found = Tracks(file, object(), None, 0.0, 0.0)
    assert list(packets(found)) == [1, 2, 3]
    assert found.broke
    assert file.asked == PATIENCE


def test_the_end_is_the_end() -> None:
    found = Tracks(File([], AtEnd), object(), None, 0.0, 0.0)
    assert list(packets(found)) == []
    assert not found.broke
