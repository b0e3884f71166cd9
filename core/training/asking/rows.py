"""The questions of VQA-RAD about chest films, with the film of each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.loop import TrainingError

FOLDER, TABLE = "vqa_rad_chest", "qa.csv"


@dataclass(frozen=True)
class Rows:
    """Questions, one a row.

    Attributes:
        questions: ``(n,)``.
        answers: ``(n,)``, in small letters.
        files: ``(n,)``: the film, which is also the group.
        training: ``(n,)``: whether a row may be learnt from.
    """

    questions: NDArray[np.str_]
    answers: NDArray[np.str_]
    files: NDArray[np.str_]
    training: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.questions)

    def part(self, rows: NDArray[Any]) -> Rows:
        """Some rows, by number or by mask."""
        return Rows(self.questions[rows], self.answers[rows], self.files[rows], self.training[rows])

    @property
    def closed(self) -> NDArray[np.bool_]:
        """``(n,)``: where the answer is yes or no."""
        return np.isin(self.answers, ("yes", "no"))

    @property
    def truth(self) -> NDArray[np.float64]:
        """``(n,)``: 1 where the answer is yes."""
        yes: NDArray[np.float64] = (self.answers == "yes").astype(np.float64)
        return yes


def read(data: Path) -> Rows:
    """The table below a data folder; an empty cell is empty, and ``None`` is an answer.

    Raises:
        TrainingError: it is not there, or a film is in both parts.
    """
    import pandas as pd

    path = data / FOLDER / TABLE
    if not path.is_file():
        raise TrainingError(f"There is no {path}: the folder given as data must hold the set {FOLDER}.")
    table = pd.read_csv(path, keep_default_na=False)
    questions, answers, files = (np.asarray(table[name], str) for name in ("question", "answer_norm", "file"))
    rows = Rows(questions, answers, files, np.asarray(table.split == "train"))
    shared = set(rows.files[rows.training]) & set(rows.files[~rows.training])
    if shared:
        raise TrainingError(f"The film {min(shared)} is in the training and in the validation part of {path}.")
    return rows
