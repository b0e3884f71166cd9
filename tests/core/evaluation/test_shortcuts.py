"""Baselines find what is there to find without looking, and nothing where there is nothing."""

from typing import Any, Literal

import numpy as np
import pytest

from core.evaluation import shortcuts
from core.evaluation.metrics import auroc

pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")
Array = np.ndarray[Any, Any]
HALF = 200
Method = Literal["logistic", "boosting"]


def truths(seed: int = 0) -> Array:
    random = np.random.default_rng(seed)
    return (random.uniform(size=(2 * HALF, 2)) < 0.4).astype(float)


def records(truth: Array) -> list[dict[str, float | str]]:
    """Age tells the first label, a missing value the second in part."""
    random = np.random.default_rng(1)
    rows: list[dict[str, float | str]] = []
    for first, second in truth:
        row: dict[str, float | str] = {
            "age": float(random.normal(50 + 15 * first, 10)),
            "sex": str(random.choice(["F", "M"])),
        }
        if random.uniform() < 0.3 + 0.6 * second:
            row["crp"] = float(random.normal())
        rows.append(row)
    return rows


@pytest.mark.parametrize("method", ["logistic", "boosting"])
def test_metadata_alone(method: Method) -> None:
    truth = truths()
    rows = records(truth)
    said = shortcuts.metadata_only(rows[:HALF], truth[:HALF], rows[HALF:], method)
    assert said.shape == (HALF, 2) and bool(np.all((said > 0) & (said < 1)))
    assert auroc(truth[HALF:, 0], said[:, 0]) > 0.75
    assert auroc(truth[HALF:, 1], said[:, 1]) > 0.7
    nothing = shortcuts.metadata_only(rows[:HALF], truths(7)[:HALF], rows[HALF:], method)
    assert 0.4 < auroc(truths(7)[HALF:, 0], nothing[:, 0]) < 0.6


@pytest.mark.parametrize("method", ["logistic", "boosting"])
def test_what_training_never_saw_is_no_obstacle(method: Method) -> None:
    truth = truths()[:HALF]
    rows = [row | {"empty": "x"} for row in records(truth)]
    test: list[dict[str, float | str]] = [{}, {"age": 40.0, "sex": "X", "new": 3.0}]
    said = shortcuts.metadata_only(rows, truth, test, method)
    assert said.shape == (2, 2) and bool(np.all(np.isfinite(said)))


def test_text_alone() -> None:
    truth = truths()
    random = np.random.default_rng(2)
    notes = [
        f"{'cough' if f else 'fall'} {random.choice(['since', 'for'])} days {'no pain' if s else 'pain'}"
        for f, s in truth
    ]
    said = shortcuts.text_only(notes[:HALF], truth[:HALF], notes[HALF:])
    assert auroc(truth[HALF:, 0], said[:, 0]) > 0.99 and auroc(truth[HALF:, 1], said[:, 1]) > 0.99


def test_texts_without_a_word_in_common_say_the_share() -> None:
    said = shortcuts.text_only(["a b", "c d"], np.array([[1.0], [0.0]]), ["e", "a", ""])
    assert said.tolist() == [[0.5], [0.5], [0.5]]


def test_a_label_that_training_saw_one_side_of_is_its_share() -> None:
    truth = np.column_stack([np.ones(40), np.arange(40) % 2]).astype(np.float64)
    said = shortcuts.text_only(["one two", "two three"] * 20, truth, ["one", "three"])
    assert said[:, 0].tolist() == [1.0, 1.0] and said[0, 1] < 0.5 < said[1, 1]


@pytest.mark.parametrize("kind", ["bytes", "colour"])
def test_pixels_alone_see_brightness(kind: str) -> None:
    random, truth = np.random.default_rng(3), truths()
    pictures = [np.clip(random.normal(0.4 + 0.1 * first, 0.2, (60, 50)), 0, 1) for first, _ in truth]
    if kind == "bytes":
        pictures = [(picture * 255).astype(np.uint8) for picture in pictures]
    elif kind == "colour":
        pictures = [np.dstack([picture] * 3) for picture in pictures]
    said = shortcuts.pixels_only(pictures[:HALF], truth[:HALF], pictures[HALF:])
    assert auroc(truth[HALF:, 0], said[:, 0]) > 0.95
    assert 0.4 < auroc(truth[HALF:, 1], said[:, 1]) < 0.6


def test_thumbnails_are_means_of_areas() -> None:
    picture = np.kron(np.linspace(0, 255, 576).reshape(24, 24).astype(np.uint8), np.ones((10, 10), np.uint8))
    assert shortcuts.thumbnails([picture])[0] == pytest.approx(picture[::10, ::10].ravel() / 255.0)
