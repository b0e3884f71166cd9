"""The labelled table: columns found however they are written, cells understood or named."""

from pathlib import Path

import pytest

from domains.chest.calibration import labelled
from domains.chest.sheet import Unusable

LABELS = ("Mass", "Pleural_Thickening")
HEAD = "id,image,note,age,sex,view"


def read(folder: Path, text: str) -> list[labelled.Labelled]:
    path = folder / "cases.csv"
    path.write_text(text, encoding="utf-8")
    with labelled.opened(path, LABELS) as cases:
        return list(cases)


@pytest.mark.parametrize(
    "name", ["Pleural_Thickening", "pleural thickening", " PLEURAL-THICKENING ", "PleuralThickening"]
)
def test_a_column_finds_its_label_however_it_is_written(tmp_path: Path, name: str) -> None:
    (case,) = read(tmp_path, f"{HEAD},{name}\na,,cough,61,F,PA,1\n")
    assert case.truth == {"Pleural_Thickening": True}
    assert case.row.record == {"age": 61.0, "sex": "F", "view": "PA"}


def test_cells_are_present_absent_unknown_or_named(tmp_path: Path) -> None:
    cells = ["1", "0", "", "yes", "No", "1.0", "maybe"]
    cases = read(tmp_path, f"{HEAD},mass\n" + "".join(f"{i},,,61,,,{cell}\n" for i, cell in enumerate(cells)))
    assert [case.truth.get("Mass") for case in cases] == [True, False, None, True, False, True, None]
    assert [bool(case.problems) for case in cases] == [False] * 6 + [True]
    assert "'maybe' under mass is neither 0 nor 1" in cases[6].problems[0]


def test_patients_are_grouped_and_nameless_ones_are_one_each(tmp_path: Path) -> None:
    cases = read(tmp_path, f"{HEAD},mass,Patient\na,,,61,,,1,p\nb,,,61,,,0,p\nc,,,61,,,0,\nd,,,61,,,0,\n")
    assert cases[0].patient == cases[1].patient
    assert len({case.patient for case in cases}) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"{HEAD}\na,,,61,,\n", "has no column for a finding; add 0/1 columns named Mass, Pleural Thickening"),
        (f"{HEAD},pleural thickening,Pleural_Thickening\n", "more than one column for Pleural Thickening"),
        (f"{HEAD},mass,Mass\n", "more than one column for Mass"),
        ("id,mass\na,1\n", "lacks the column image"),
        ("", "lacks the column"),
    ],
)
def test_tables_of_another_shape_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Unusable, match=sentence):
        read(tmp_path, text)


def test_a_broken_line_spoils_itself_alone(tmp_path: Path) -> None:
    cases = read(tmp_path, f"{HEAD},mass\na,x\nb,,,61,,,1\n")
    assert [case.truth for case in cases] == [{}, {"Mass": True}]
    assert "7 columns" in cases[0].row.problems[0]
