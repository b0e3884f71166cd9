"""Swapped sounds are of the kind that is said, and the calibration finds what tells sounds apart."""

from typing import cast

import numpy as np
import pytest

pytest.importorskip("pocketsphinx", reason="pocketsphinx is not installed")
pytest.importorskip("sklearn", reason="scikit-learn is not installed")

from benchmarks.vocabulary import pronunciation, trials
from domains.vocabulary.pronunciation.phones import IPA

LOT = np.random.default_rng(0)


def test_a_hard_swap_is_nearer_than_an_easy_one() -> None:
    for phone in IPA:
        hard = {trials._swapped(phone, "hard", LOT) for _ in range(20)}
        easy = {trials._swapped(phone, "easy", LOT) for _ in range(20)}
        assert phone not in hard | easy and not hard & easy
    assert "B" in trials._ranked("P")[:3] and "SH" in trials._ranked("S")[:3]


def test_the_calibration_weighs_what_tells_sounds_apart() -> None:
    def trial(at: int, kind: str) -> trials.Trial:
        shift = 1.0 if kind == "said" else -1.0
        return trials.Trial(at, "made", "up", kind, (shift + LOT.normal(), LOT.normal()), 0.0, 0.0)

    told = [
        trials.Heard(
            at, "made", "up", "", tuple(trial(at, kind) for kind in ("said", "hard", "easy")), (-1.0, 0.0, 0.0)
        )
        for at in range(300)
    ]
    made = pronunciation.fit_calibration(told)
    first, second = cast(list[float], made["weights"])
    assert first == pytest.approx(2.0, abs=0.4) and second == pytest.approx(0.0, abs=0.3)
    assert made["least"] == -1.0
