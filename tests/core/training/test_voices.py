"""Who is there in each row, and tables that do not fit are refused by name."""

from typing import Any

import numpy as np
import pytest

from core.training.voices import VoiceTable, inputs_of, subsets


def table(**changed: Any) -> VoiceTable:
    random = np.random.default_rng(0)
    given: dict[str, Any] = {
        "labels": ("Mass", "Edema"),
        "truth": np.array([[0, 1], [1, 0], [1, 1], [0, 0]], float),
        "groups": np.array([1, 1, 2, 3]),
        "statements": {"note": random.normal(size=(4, 2))},
        "vectors": {"image": random.normal(size=(4, 5))},
        "tokens": {"note": random.normal(size=(4, 3, 6))},
        "token_masks": {"note": np.array([[True, True, False]] * 4)},
        "there": {"note": np.array([True, False, True, True])},
    }
    return VoiceTable(**(given | changed))


def test_patterns_are_those_that_occur() -> None:
    found = {pattern: rows.tolist() for pattern, rows in table().by_pattern()}
    assert found == {"image": [1], "image+note": [0, 2, 3]}
    only = {pattern: rows.tolist() for pattern, rows in table().by_pattern(("note",))}
    assert only == {"": [1], "note": [0, 2, 3]}


def test_a_row_as_voices_holds_what_is_present() -> None:
    voices = table().voices(0)
    assert set(voices) == {"image", "note"} and set(table().voices(1)) == {"image"}
    assert voices["note"].tokens is not None and voices["note"].tokens.shape == (2, 6)
    assert set(voices["note"].log_odds) == {"Mass", "Edema"} and not voices["image"].log_odds


def test_rows_are_cut_from_everything() -> None:
    part = table().rows(np.array([1, 3]))
    assert part.groups.tolist() == [1, 3] and part.present().tolist() == [[True, False], [True, True]]
    assert np.array_equal(part.vectors["image"], table().vectors["image"][[1, 3]])


def test_a_role_that_a_table_does_not_know_is_absent() -> None:
    assert table().columns(("note", "gait")).tolist() == [[True, False], [False, False], [True, False], [True, False]]


def test_a_network_takes_what_there_is_of_what_it_is_asked_to() -> None:
    assert [(i.role, i.kind, i.width) for i in inputs_of(table(), ("vector", "tokens"))] == [
        ("image", "vector", 5),
        ("note", "tokens", 6),
    ]


def test_subsets_are_all_but_the_empty_one() -> None:
    assert subsets("ba") == [("a",), ("b",), ("a", "b")]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"truth": np.zeros((3, 2))}, r"truth is \(3, 2\), not 4 groups by 2 labels"),
        ({"vectors": {"image": np.zeros((5, 2))}}, "vectors of 'image' have 5 rows, the truth has 4"),
        ({"statements": {"note": np.zeros((4, 3))}}, "'note' states 3 labels, the truth has 2"),
        ({"there": {"note": np.ones(2, bool)}}, "there of 'note' have 2 rows"),
    ],
)
def test_what_does_not_fit_is_named(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        table(**changed)


@pytest.mark.parametrize(("value", "word"), [(0.0, "positive"), (1.0, "negative")])
def test_a_label_that_never_varies_is_named(value: float, word: str) -> None:
    truth = np.array([[0, value], [1, value], [1, np.nan], [0, value]])
    with pytest.raises(ValueError, match=f"label 'Edema' is never {word}"):
        table(truth=truth).require_both()
