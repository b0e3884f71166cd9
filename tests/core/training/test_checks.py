"""What would spoil a run is named before it starts."""

from pathlib import Path

import numpy as np
import pytest

from core.training.checks import (
    check_columns,
    check_files,
    check_labels,
    check_package,
    check_split,
    check_strategy,
    check_widths,
)
from core.training.loop import TrainingError

FILE, RECIPE = "labels.csv", "recipe.toml"


def said(error: pytest.ExceptionInfo[TrainingError]) -> str:
    text = str(error.value)
    assert len(text.splitlines()) == 1 and text.endswith(".")
    return text


def test_a_subject_on_both_sides_is_named() -> None:
    check_split(FILE, ["a", "a", "b"], ["train", "train", "valid"])
    with pytest.raises(TrainingError) as error:
        check_split(FILE, ["a", "b", "b", "c", "c"], ["train", "valid", "train", "valid", "train"], "patient")
    assert "labels.csv: patient b (and 1 more) is in both" in said(error)


@pytest.mark.parametrize("empty", ["train", "valid"])
def test_an_empty_part_is_named(empty: str) -> None:
    other = {"train": "valid", "valid": "train"}[empty]
    with pytest.raises(TrainingError) as error:
        check_split(FILE, ["a", "b"], [other, other])
    assert f"no row has the split '{empty}'" in said(error)


def test_a_split_that_is_neither_is_named() -> None:
    with pytest.raises(TrainingError) as error:
        check_split(FILE, ["a"], ["Train"])
    assert "'Train' is neither" in said(error)


def test_a_label_that_is_no_column_is_named() -> None:
    check_columns(FILE, ["Mass", "Edema"], ["Mass"], RECIPE)
    with pytest.raises(TrainingError) as error:
        check_columns(FILE, ["Mass"], ["Mass", "Pleurisy"], RECIPE)
    assert "no column 'Pleurisy', which recipe.toml names" in said(error)


@pytest.mark.parametrize(("value", "word"), [(0.0, "positive"), (1.0, "negative"), (np.nan, "positive")])
def test_a_label_that_is_always_the_same_is_named(value: float, word: str) -> None:
    check_labels(FILE, {"Mass": np.array([0.0, 1.0, np.nan])}, RECIPE)
    with pytest.raises(TrainingError) as error:
        check_labels(FILE, {"Mass": np.array([0.0, 1.0]), "Hernia": np.full(4, value)}, RECIPE)
    assert f"'Hernia' is never {word} in the training part of labels.csv" in said(error)


def test_widths_that_do_not_fit_are_named_with_the_role() -> None:
    check_widths({"image": 1280, "note": 384}, {"image": 1280}, "fusion.safetensors")
    with pytest.raises(TrainingError) as error:
        check_widths({"image": 1280}, {"image": 112}, "fusion.safetensors")
    assert "'image' gives 1280 numbers and fusion.safetensors was made for 112" in said(error)
    with pytest.raises(TrainingError) as error:
        check_widths({"image": 1280}, {"note": 384}, "fusion.safetensors")
    assert "role 'note'" in said(error)


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    check_files([tmp_path])
    check_package("numpy", "The weights", "train")
    with pytest.raises(TrainingError) as error:
        check_files([tmp_path, tmp_path / "films"])
    assert str(tmp_path / "films") in said(error)
    with pytest.raises(TrainingError) as error:
        check_package("no_such_package_here", "The weights", "train")
    assert "chiron-suite[train]" in said(error)


def test_a_strategy_that_the_model_does_not_know_is_named() -> None:
    check_strategy(None, ("late-stacks",), RECIPE)
    check_strategy("late-stacks", ("late-stacks",), RECIPE)
    with pytest.raises(TrainingError) as error:
        check_strategy("joint", ("late-stacks",), RECIPE)
    assert "key 'training.strategy'" in said(error)
