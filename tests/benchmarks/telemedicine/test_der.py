"""The diarization error rate on conversations that can be reckoned by hand."""

import pytest

from benchmarks.telemedicine.der import NONE, errors

TRUTH = [(0.0, 4.0, "A"), (4.0, 10.0, "B")]


@pytest.mark.parametrize(
    ("told", "missed", "alarm", "confused"),
    [
        (TRUTH, 0.0, 0.0, 0.0),
        ([(0.0, 4.0, "X"), (4.0, 10.0, "Y")], 0.0, 0.0, 0.0),
        ([(0.0, 10.0, "X")], 0.0, 0.0, 4.0),
        ([(0.0, 3.0, "X"), (4.0, 10.0, "Y")], 1.0, 0.0, 0.0),
        ([(0.0, 5.0, "X"), (4.0, 12.0, "Y")], 0.0, 3.0, 0.0),
        ([(0.0, 4.0, "X"), (4.0, 7.0, "Y"), (7.0, 10.0, "Z")], 0.0, 0.0, 3.0),
        ([], 10.0, 0.0, 0.0),
    ],
    ids=["same", "renamed", "one-for-all", "missed", "alarm", "split", "nothing"],
)
def test_without_a_collar(told: list[tuple[float, float, str]], missed: float, alarm: float, confused: float) -> None:
    found = errors(TRUTH, told, collar=0.0)
    assert (found.speech, found.missed, found.alarm, found.confused) == pytest.approx((10.0, missed, alarm, confused))


def test_the_collar_forgives_the_edges() -> None:
    late = [(0.0, 4.2, "X"), (4.2, 10.0, "Y")]
    assert errors(TRUTH, late, collar=0.0).rate > 0.01
    assert errors(TRUTH, late).rate == 0.0
    assert errors(TRUTH, late).speech == pytest.approx(9.0)


def test_two_at_once_must_both_be_named() -> None:
    both = [(0.0, 4.0, "A"), (2.0, 4.0, "B")]
    assert errors(both, [(0.0, 4.0, "X")], collar=0.0).missed == pytest.approx(2.0)
    assert errors(both, [(0.0, 4.0, "X"), (2.0, 4.0, "Y")], collar=0.0).rate == 0.0
    assert (errors([], []) + NONE).rate == 0.0
