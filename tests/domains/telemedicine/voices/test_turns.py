"""The path changes voice where the evidence outweighs the cost, and at pauses sooner."""

import numpy as np

from domains.telemedicine.voices.hearing import Heard
from domains.telemedicine.voices.together import overlaps
from domains.telemedicine.voices.turns import best_path, ticks, turns

ONE, TWO = np.eye(256, dtype=np.float32)[:2]
MIDDLES = np.stack([ONE, TWO])


def heard(first: float, second: float, mixed: float = 0.0) -> Heard:
    """One voice, then both for a while, then the other; windows of 1.6 s as they slide over it."""
    starts = np.arange(0.0, first + mixed + second - 1.6, 0.4)
    fine = starts[:, None] + np.linspace(0, 1.6, 33)
    own = (fine < first + mixed).mean(1)[:, None] * ONE + (fine >= first).mean(1)[:, None] * TWO
    vectors = own / np.linalg.norm(own, axis=1, keepdims=True)
    return Heard(starts.astype(np.float32), (starts + 1.6).astype(np.float32), vectors.astype(np.float32))


def test_a_change_within_a_stretch_is_found_where_it_is() -> None:
    told = turns(heard(6.0, 6.0), MIDDLES, [(0.0, 12.0)])
    assert [who for _, _, who in told] == [0, 1]
    assert abs(told[0][1] - 6.0) <= 0.3
    assert (told[0][0], told[-1][1]) == (0.0, 12.0)


def test_turns_follow_the_stretches_of_speech() -> None:
    told = turns(heard(6.0, 6.0), MIDDLES, [(0.2, 3.0), (3.4, 5.5), (6.5, 11.5)])
    assert told == [(0.2, 3.0, 0), (3.4, 5.5, 0), (6.5, 11.5, 1)]


def test_doubt_changes_at_a_pause_and_not_before() -> None:
    scores = np.array([[2.0, 0.0]] * 5 + [[0.0, 0.3]] * 5)
    nowhere, pause = np.full(10, 9.0), np.where(np.arange(10) == 5, 0.5, 9.0)
    assert best_path(scores, nowhere).tolist() == [0] * 10
    assert best_path(scores, pause).tolist() == [0] * 5 + [1] * 5


def test_nobody_speaks() -> None:
    assert turns(Heard(ONE[:0], ONE[:0], MIDDLES[:0]), MIDDLES[:0], []) == []
    assert len(ticks([])[0]) == 0


def test_two_at_once_are_told_where_it_lasts() -> None:
    assert overlaps(heard(6.0, 6.0), MIDDLES) == []
    (start, end), *rest = overlaps(heard(6.0, 6.0, mixed=3.0), MIDDLES)
    assert not rest
    assert abs(start - 6.0) < 0.6
    assert abs(end - 9.0) < 0.6
    assert overlaps(heard(6.0, 6.0, mixed=3.0), MIDDLES[:1]) == []
