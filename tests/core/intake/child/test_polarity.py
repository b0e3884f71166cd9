import csv
import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from core.intake.child.polarity import INVERTED, LEFT_HALF, likeness, notices

DATA = Path(os.environ.get("CHIRON_DATA") or Path(__file__).resolve().parents[5] / "shared" / "data")


def chest(size: int = 256) -> NDArray[np.float32]:
    """Bright body, dark air beside the neck, two dark lungs."""
    picture = np.full((size, size), 0.7, np.float32)
    unit = size // 16
    picture[: 3 * unit, : 5 * unit] = picture[: 3 * unit, -5 * unit :] = 0.02
    picture[3 * unit : 11 * unit, 3 * unit : 7 * unit] = picture[3 * unit : 11 * unit, 9 * unit : 13 * unit] = 0.25
    picture[11 * unit :, 2 * unit : -2 * unit] = 0.95
    return picture


def test_an_inverted_film_has_the_opposite_likeness() -> None:
    assert likeness(chest()) > 0.4
    assert likeness(1 - chest()) == pytest.approx(-likeness(chest()))


def test_shutters_do_not_hide_it() -> None:
    framed = np.pad(chest(), 60)
    assert likeness(framed) > 0.4
    assert likeness(np.pad(1 - chest(), 60)) < INVERTED


def test_the_sentence() -> None:
    facts = {"modality": "CR", "photometric": "MONOCHROME2"}
    assert notices(chest(), facts) == []
    (sentence,) = notices(1 - chest(), facts)
    assert "although it says MONOCHROME2" in sentence
    (plain,) = notices(1 - chest(), {"kind": "png"})
    assert "although" not in plain


def test_only_projections_are_judged() -> None:
    assert notices(1 - chest(), {"modality": "CT"}) == []
    assert notices(1 - chest(), {"modality": "DX"}) != []


def test_pictures_that_cannot_be_judged() -> None:
    assert likeness(np.zeros((500, 500), np.float32)) == 0
    assert likeness(1 - chest()[:30, :30]) == 0
    assert likeness(np.random.default_rng(0).random((65, 999)).astype(np.float32)) > INVERTED


def test_the_pattern_is_half_of_eight_by_eight() -> None:
    assert np.shape(LEFT_HALF) == (8, 4)


def test_real_films() -> None:
    table = DATA / "nih_cxr" / "labels.csv"
    if not table.is_file():
        pytest.skip("The development data is missing: set CHIRON_DATA to the folder that holds nih_cxr.")
    with table.open(encoding="utf-8") as file:
        names = [row["file"] for row in csv.DictReader(file) if row["split"] == "valid"][::4]
    films = [np.asarray(Image.open(table.parent / name).convert("L"), np.float32) / np.float32(255) for name in names]
    upright = np.array([likeness(film[::2, ::2]) for film in films])
    assert len(films) >= 50
    assert np.mean(upright < INVERTED) <= 0.02
    assert np.mean(-upright < INVERTED) >= 0.9
