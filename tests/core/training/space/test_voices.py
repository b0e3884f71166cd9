"""Speech from a process of its own."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("espeakng_loader", reason="espeakng-loader is not installed (extra 'fusion')")

from core.training.space.voices import SpeechError, Utterance, pronounce, speak


def test_it_speaks_in_order_and_faster_when_asked() -> None:
    slow, fast = speak([Utterance("umbrella", "en-us", 120), Utterance("umbrella", "en-us", 240)])
    assert slow.dtype == np.float32
    assert 0.1 < np.abs(slow).max() <= 1.0
    assert 0.3 < len(fast) / 16_000 < len(slow) / 16_000 < 2.0


def test_a_voice_that_there_is_not_is_named() -> None:
    with pytest.raises(SpeechError, match="does not know the voice 'xx9'"):
        list(speak([Utterance("dog", "xx9")]))


def test_it_says_how_words_are_pronounced() -> None:
    dog, hund = pronounce([("dog", "en-us"), ("Hund", "de")])
    assert dog.startswith("d")
    assert hund.replace("\u02c8", "") == "hʊnt"
