"""The table of the shared space counts what it says."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.fusion.space import Points, _directions, _over_concepts, _ranked, table
from benchmarks.fusion.space_data import SPOKEN, Data
from core.training.space.concepts import LANGUAGES, Concept
from core.training.space.corpus import Words
from core.training.space.listening import Spoken
from core.training.space.shown import Shown

COUNT = 12


def data() -> Data:
    """Twelve concepts, of which the last has no picture; every name said once in each language."""
    among = [
        Concept(f"{at:x}", {language: f"{language}{at}" for language in LANGUAGES}, at % 2 == 0) for at in range(COUNT)
    ]
    numbers = np.arange(COUNT * len(LANGUAGES)).reshape(COUNT, -1)
    words = Words({}, np.zeros((numbers.size, 512), np.float32), numbers)
    shown = Shown(np.zeros((COUNT - 1, 4), np.float32), np.arange(COUNT - 1))
    concepts = np.tile(np.arange(COUNT), len(SPOKEN))
    spoken = Spoken(np.zeros((len(concepts), 1, 1), np.uint8), np.ones(len(concepts), int), concepts, concepts)
    return Data(among, words, shown, shown, spoken, spoken, np.repeat(np.array(SPOKEN), COUNT))


def points(noise: float) -> Points:
    """Everything at its concept's own axis, or anywhere."""
    random = np.random.default_rng(0)
    axes = np.eye(COUNT, dtype=np.float32)
    sound = np.tile(axes, (len(SPOKEN), 1))
    text = np.repeat(axes[:, None], len(LANGUAGES), axis=1)
    return Points(*(one + noise * random.normal(size=one.shape).astype(np.float32) for one in (axes[:-1], text, sound)))


@pytest.mark.parametrize(("source", "target", "languages"), _directions())
def test_every_direction_is_perfect_where_everything_meets(
    source: str, target: str, languages: tuple[str, ...]
) -> None:
    ranked = _ranked(points(0.0), data(), data().held_out | True, source, target, languages)
    for rows, concepts in ranked.values():
        assert rows.tolist() == [1.0] * len(languages) * (COUNT - 1)
        assert set(concepts) == set(range(COUNT - 1))


def test_noise_reaches_chance() -> None:
    rows, concepts = _ranked(points(1e6), data(), data().held_out | True, "text", "audio", SPOKEN)[1]
    found = _over_concepts(rows, concepts)
    assert found.low <= 1 / (COUNT - 1) <= found.high
    assert found.low < found.value < found.high


def test_the_table_has_a_line_for_each_direction_and_language(capsys: pytest.CaptureFixture[str]) -> None:
    table("Held out", points(0.0), points(1e6), data(), data().held_out)
    lines = capsys.readouterr().out.splitlines()
    assert "Held out: 6 concepts" in lines
    rows = [line for line in lines if line.startswith(("| image", "| text", "| audio"))]
    assert len(rows) == len(_directions())
    assert all("| 1.000 [1.000, 1.000] | 1.000 [1.000, 1.000] | 0.167 / 1.000 |" in row for row in rows)
