"""A planted leak trips its wire; a clean set of the same shape trips none."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.evaluation import leakage
from core.evaluation.leakage import Tripwire

Array = np.ndarray[Any, Any]
PHRASES = ("cough for days", "fever since monday", "routine check", "fall from a ladder", "shortness of breath")
FEW = 200


def texts(count: int, seed: int = 0) -> list[str]:
    random = np.random.default_rng(seed)
    return [". ".join(random.choice(PHRASES, 2)) for _ in range(count)]


def truths(count: int, seed: int = 0) -> Array:
    return (np.random.default_rng(seed).uniform(size=count) < 0.3).astype(float)


def with_words(count: int, words: str, share: float) -> tuple[list[str], Array]:
    random, truth = np.random.default_rng(5), truths(count)
    notes = [text + (f". {words}" if t and random.uniform() < share else "") for text, t in zip(texts(count), truth)]  # noqa: B905
    return notes, truth


@pytest.mark.parametrize(
    ("label", "named", "synonyms"),
    [
        ("Effusion", "small bilateral effusions", ()),
        ("Pleural_Thickening", "pleural  thickening", ()),
        ("PleuralThickening", "Pleural-thickening", ()),
        ("Cardiomegaly", "an enlarged heart", ("enlarged heart",)),
        ("COVID19", "known COVID-19", ()),
    ],
)
def test_the_label_in_the_text_is_caught(label: str, named: str, synonyms: tuple[str, ...]) -> None:
    notes, truth = with_words(300, named, 0.5)
    found = leakage.label_in_text(label, notes, truth, synonyms=synonyms, rounds=FEW)
    assert found.tripped and found.figure is not None and found.figure.value == pytest.approx(0.5, abs=0.12)
    assert found.sentence.startswith(f"'{label}' is named in ") and "0% of the others'" in found.sentence


@pytest.mark.parametrize("named", ["effusive thanks", "diffusion", "no finding", "effusion2"])
def test_other_words_are_not_the_label(named: str) -> None:
    notes, truth = with_words(300, named, 0.5)
    assert not leakage.label_in_text("Effusion", notes, truth, rounds=FEW).tripped


def test_a_label_that_is_named_everywhere_alike_is_no_leak() -> None:
    notes = [text + ". Rule out effusion" for text in texts(300)]
    assert not leakage.label_in_text("Effusion", notes, truths(300), rounds=FEW).tripped


def test_one_talkative_patient_is_no_leak() -> None:
    notes, truth = with_words(300, "effusion", 1.0)
    assert leakage.label_in_text("Effusion", notes, truth, rounds=FEW).tripped
    patients = np.where(truth > 0.5, 0, np.arange(300))
    few = leakage.label_in_text("Effusion", [n if p else texts(1)[0] for n, p in zip(notes, patients)], truth, patients)  # noqa: B905
    assert not few.tripped


def test_one_class_alone_says_so() -> None:
    found = leakage.label_in_text("Mass", ["a", "b"], np.zeros(2), rounds=10)
    assert not found.tripped and "one class only" in found.sentence


def test_a_subject_on_both_sides_is_caught() -> None:
    found = leakage.shared_subjects(range(100), [200, 99, 300])
    assert found.tripped and found.sentence == "1 on both sides, among them subject 99."
    assert not leakage.shared_subjects(range(100), range(100, 130)).tripped


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        ("No  finding.\n", "No finding.", "no finding."),
        ({"age": 4.0, "sex": "F"}, {"sex": "F", "age": 4.0}, {"age": 4.0, "sex": "M"}),
        (np.zeros((2, 3)), np.zeros((3, 2)).T, np.zeros((3, 2))),
        (np.zeros(4, np.uint8), np.zeros(4, np.uint8), np.zeros(4, np.float32)),
    ],
)
def test_identical_content_is_caught_under_another_name(one: Any, same: Any, other: Any) -> None:
    train = [leakage.digest(one)]
    assert leakage.identical_content(train, [leakage.digest(same)]).tripped
    assert not leakage.identical_content(train, [leakage.digest(other)]).tripped


def test_a_word_that_tells_the_label_is_caught() -> None:
    notes, truth = with_words(300, "hx of thoracentesis", 0.9)
    found = leakage.lone_words(notes, truth)
    assert found.tripped and "thoracentesis (AUROC 0.9" in found.sentence


def test_a_column_that_tells_the_label_is_caught_and_that_it_is_missing_too() -> None:
    random, truth = np.random.default_rng(1), truths(200)
    told = [{"age": float(random.normal(60, 10)), "ward": "B" if t else "A", "crp": float(t)} for t in truth]
    found = leakage.lone_columns(told, truth)
    assert found.tripped and all(what in found.sentence for what in ("ward = A", "ward = B", "crp (AUROC 1.00)"))
    assert "age" not in found.sentence
    gaps = [{"age": 50.0} | ({"lactate": float(random.normal())} if t else {}) for t in truth]
    assert "lactate is recorded (AUROC 1.00)" in leakage.lone_columns(gaps, truth).sentence


def test_the_order_of_the_rows_and_the_size_of_the_file_are_caught() -> None:
    truth: Array = np.repeat([1.0, 0.0], [60, 140])
    assert "the order of the rows (AUROC 1.00)" in leakage.order_and_size(truth).sentence
    shuffled: Array = np.random.default_rng(0).permutation(truth)
    sizes = 30_000 + 5_000 * shuffled + np.random.default_rng(1).normal(0, 2_000, 200)
    found = leakage.order_and_size(shuffled, sizes.tolist())
    assert found.tripped and "the size of the file" in found.sentence and "order" not in found.sentence


def clean_words(seed: int) -> Tripwire:
    return leakage.lone_words(texts(120, seed), truths(120, seed + 100))


def clean_columns(seed: int) -> Tripwire:
    random = np.random.default_rng(seed)
    records = [
        {f"c{i}": float(random.normal()) for i in range(30) if random.uniform() < 0.8} | {"sex": "FM"[i % 2]}
        for i in range(30)
    ]
    return leakage.lone_columns(records, truths(30, seed + 100))


def clean_order(seed: int) -> Tripwire:
    return leakage.order_and_size(truths(25, seed), np.random.default_rng(seed + 50).normal(size=25).tolist())


@pytest.mark.parametrize("check", [clean_words, clean_columns, clean_order])
def test_clean_sets_seldom_trip_however_small(check: Callable[[int], Tripwire]) -> None:
    assert sum(check(seed).tripped for seed in range(40)) <= 3


@pytest.mark.parametrize("truth", [np.zeros(4), np.ones(4)])
def test_one_class_alone_trips_nothing(truth: Array) -> None:
    assert not leakage.order_and_size(truth, [1, 2, 3, 4]).tripped


def test_lengths_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="3 texts and 2 truths"):
        leakage.label_in_text("Mass", ["a", "b", "c"], np.zeros(2))
    with pytest.raises(ValueError, match="3 scores and 2 truths"):
        leakage.order_and_size(np.zeros(2), [1, 2, 3])
