"""The templates, and the rows that they and the tables make."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.training.asking.captions import captions, printed, told
from core.training.asking.rows import read
from core.training.asking.templates import templates
from core.training.loop import TrainingError


def _table() -> pd.DataFrame:
    found = templates()
    columns = {c.column: [0, 1, 0] for c in found.concepts if c.column not in ("view", "sex", "age")}
    people = {"view": ["AP", "PA", "PA"], "sex": ["F", "M", "F"], "age": [70, 50, 61]}
    return pd.DataFrame({"file": ["a", "b", "c"]} | columns | people)


def test_every_question_is_asked_once() -> None:
    found = templates()
    asked = [q for c in found.concepts for q in (*c.yes, *c.no)] + [q for a in found.always for q in a.questions]
    assert len(asked) == len(set(asked))


def test_concepts_hold_by_cell_number_and_flag() -> None:
    holds = {concept.name: concept.holds(_table()).tolist() for concept in templates().concepts}
    assert holds["anteroposterior"] == [True, False, False]
    assert holds["older"] == [True, False, True]
    assert holds["effusion"] == [False, True, False]


def test_captions_name_the_view_and_the_findings() -> None:
    first, second, _ = captions(_table(), templates())
    assert printed(first) == "Frontal chest film, AP view. No abnormality named in the report."
    assert "pa view" in second
    assert "pleural effusion and" in second


def test_inverse_questions_get_the_inverse_answer() -> None:
    dialogues = told(_table(), templates(), np.random.default_rng(0))
    concept = next(c for c in templates().concepts if c.name == "female")
    women = {"a", "c"}
    for file, prompt, answer in dialogues:
        if prompt in concept.yes:
            assert (answer == "yes") == (file in women)
        if prompt in concept.no:
            assert (answer == "no") == (file in women)


def _write(folder: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    (folder / "vqa_rad_chest").mkdir()
    table = pd.DataFrame(rows, columns=["file", "question", "answer_norm", "split"])
    table.to_csv(folder / "vqa_rad_chest" / "qa.csv", index=False)
    return folder


def test_none_is_an_answer(tmp_path: Path) -> None:
    rows = read(_write(tmp_path, [("a", "What is seen?", "None", "train"), ("b", "Is it?", "yes", "valid")]))
    assert rows.answers.tolist() == ["None", "yes"]
    assert rows.closed.tolist() == [False, True]


def test_a_film_on_both_sides_is_refused_by_name(tmp_path: Path) -> None:
    _write(tmp_path, [("film7", "Is it?", "no", "train"), ("film7", "Is it?", "no", "valid")])
    with pytest.raises(TrainingError, match="film7"):
        read(tmp_path)


def test_a_missing_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="vqa_rad_chest"):
        read(tmp_path)
