"""Pauses are found in sound, and runs of words lie between them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from domains.telemedicine.triage.breath import MEASURES, breath_of
from domains.telemedicine.triage.pauses import RATE, pauses_in, pauses_of
from domains.telemedicine.triage.sound import moments

LEAST = 25


def sound(*parts: tuple[float, float]) -> NDArray[np.float32]:
    """Noise of so many seconds at such a level, one part after the other."""
    chance = np.random.default_rng(0)
    made = [level * chance.normal(0, 1, round(seconds * RATE)) for seconds, level in parts]
    return np.concatenate(made).astype(np.float32)


def speech(
    runs: list[int], pause: float, start: float = 0.0
) -> tuple[list[list[Any]], list[tuple[float, float]], float]:
    """Words of 0.3 s in runs of such lengths, the pauses between them, and the end."""
    words: list[list[Any]] = []
    pauses, at = [], start
    for length in runs:
        for _ in range(length):
            words.append(["word", at, at + 0.3, 0.9])
            at += 0.3
        pauses.append((at, at + pause))
        at += pause
    return words, pauses[:-1], at - pause


def test_silences_are_found_where_they_are() -> None:
    found = pauses_in(sound((1.0, 0.1), (0.5, 0.001), (1.0, 0.1), (0.1, 0.001), (1.0, 0.1), (0.4, 0.004), (0.5, 0.1)))
    assert [pytest.approx(one, abs=0.03) for one in found] == [(1.0, 1.5), (3.6, 4.0)]


def test_a_sound_that_is_equally_loud_throughout_has_no_pause() -> None:
    assert pauses_in(sound((3.0, 0.1))) == []
    assert pauses_in(np.zeros(0, np.float32)) == []


def test_a_file_is_read_by_the_minute_to_the_same_end(tmp_path: Path) -> None:
    samples = sound(*[part for _ in range(60) for part in ((1.0, 0.1), (0.5, 0.001))])
    path = tmp_path / "sound.pcm"
    path.write_bytes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes() + b"\x01")
    found = pauses_of(path)
    assert len(found) == len(pauses_in(samples)) == 60
    assert found[-1] == pytest.approx((89.5, 90.0), abs=0.05)


def test_short_runs_and_long_pauses_show_in_the_measures() -> None:
    told = {}
    for name, runs, pause in (("calm", [10, 10, 10], 0.3), ("breathless", [3] * 10, 0.7)):
        words, pauses, _ = speech(runs, pause)
        breath = breath_of([{"role": "patient", "words": words}], pauses)
        assert breath is not None
        told[name] = breath.measures()
        assert set(told[name]) == set(MEASURES)
    assert told["breathless"]["words a run"] == pytest.approx(np.log(3))
    assert told["calm"]["words a run"] == pytest.approx(np.log(10))
    assert told["breathless"]["pause share"] > 2 * told["calm"]["pause share"]


def test_words_that_swallow_a_pause_do_not_hide_it() -> None:
    words, pauses, _ = speech([5] * 6, 0.5)
    stretched = [[text, start, start + 0.45, sure] for text, start, _, sure in words]
    breath = breath_of([{"role": "patient", "words": stretched}], pauses)
    assert breath is not None and [len(run.words) for run in breath.runs] == [5] * 6


def test_pauses_while_the_doctor_speaks_are_not_the_patients() -> None:
    first, inside, end = speech([15], 0.5)
    second, more, _ = speech([15], 0.5, end + 4)
    said = [
        {"role": "patient", "words": first},
        {"role": "doctor", "words": [["hm", end + 1, end + 1.2, 0.9]]},
        {"role": "patient", "words": second},
    ]
    breath = breath_of(said, [*inside, (end, end + 1), (end + 1.2, end + 4), *more])
    assert breath is not None and breath.paused == 0 and len(breath.runs) == 2


def test_few_words_or_none_with_times_say_nothing() -> None:
    words, pauses, _ = speech([LEAST - 1], 0.5)
    assert breath_of([{"role": "patient", "words": words}], pauses) is None
    assert breath_of([{"role": "doctor", "words": words * 3}, {"role": "patient"}], pauses) is None


def test_counting_aloud_is_heard_up_to_the_breath() -> None:
    words, pauses, _ = speech([8, 22], 0.6)
    for number, name in enumerate("one two three four five six 7 eight".split()):
        words[number][0] = f" {name},"
    breath = breath_of([{"role": "patient", "words": words}], pauses)
    assert breath is not None and breath.counted == 8


def test_moments_hold_the_shortest_runs_of_one_turn() -> None:
    first, inside, end = speech([9, 2, 2, 2, 9], 0.5)
    second, more, _ = speech([1, 9], 0.5, end + 1)
    said = [
        {"role": "patient", "words": first},
        {"role": "doctor", "words": [["hm", end + 0.2, end + 0.5, 0.9]]},
        {"role": "patient", "words": second},
    ]
    breath = breath_of(said, [*inside, *more])
    assert breath is not None and [run.turn for run in breath.runs] == [0] * 5 + [1] * 2
    (shortest,) = moments(breath.runs)
    assert (shortest.start, shortest.end) == pytest.approx((9 * 0.3 + 0.5, 15 * 0.3 + 1.5))
