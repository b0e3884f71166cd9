"""Agreement is measured against chance, and likeness that is the same agrees wholly."""

import numpy as np
import pytest

from benchmarks.vocabulary import confusability

LOT = np.random.default_rng(0)


def likeness() -> confusability.Matrix:
    values = LOT.random((60, 60))
    values = (values + values.T) / 2
    np.fill_diagonal(values, np.nan)
    return values


def test_a_channel_agrees_with_itself_and_not_with_chance(capsys: pytest.CaptureFixture[str]) -> None:
    one, two = likeness(), likeness()
    confusability.agreement({"one": one, "same": one, "other": two})
    lines = capsys.readouterr().out.splitlines()
    assert "Spearman 1.000 [1.000, 1.000]" in lines[0] and "shared 1.000" in lines[0]
    assert "chance 0.085" in lines[1]
    assert float(lines[1].split("Spearman")[1].split()[0]) == pytest.approx(0.0, abs=0.1)


def test_textbook_pairs_stand_above_others(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confusability, "ROUNDS", 3)
    monkeypatch.setattr(confusability, "MINIMAL", ", ".join(confusability.MINIMAL.split(", ")[:12]))
    pytest.importorskip("espeakng_loader", reason="espeakng-loader is not installed")
    confusability.sense(light=True)
    rows = {line.split()[0]: float(line.split()[1]) for line in capsys.readouterr().out.splitlines()[1:]}
    assert min(rows["spelling"], rows["phonetics"]) > 0.9 and rows["all"] >= max(rows["spelling"], rows["phonetics"])
