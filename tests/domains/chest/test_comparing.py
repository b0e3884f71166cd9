"""`chiron chest contradictions`: cases in, what note and film disagree on out."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from domains.chest.commands import app
from domains.chest.contradictions import SHOWN_ABOVE

HEADER = "id,image,note,age,sex,view\n"
COLUMNS = ["id", "finding", "note_status", "span_start", "span_end", "image_probability", "score"]
EVERYTHING = "Pneumothorax, mass, fibrosis, emphysema, edema, effusion, atelectasis, pneumonia, nodule, cardiomegaly."


@pytest.fixture
def folder(tmp_path: Path, chest_film: bytes) -> Path:
    (tmp_path / "film.dcm").write_bytes(chest_film)
    return tmp_path


def _run(folder: Path, rows: str, *options: str) -> tuple[Result, list[dict[str, str]]]:
    cases, out = folder / "cases.csv", folder / "flags.csv"
    cases.write_text(HEADER + rows, encoding="utf-8")
    result = CliRunner().invoke(app, ["contradictions", str(cases), "--out", str(out), *options])
    if not out.exists():
        return result, []
    with out.open(encoding="utf-8", newline="") as handle:
        return result, list(csv.DictReader(handle))


def test_cases_keep_their_order_and_the_gravest_comes_first_in_each(folder: Path) -> None:
    note = f'"IMPRESSION: {EVERYTHING}"'
    result, rows = _run(folder, f"z,film.dcm,{note},50,F,PA\na,film.dcm,{note},,,\n", "--all")
    assert result.exit_code == 0, result.stderr
    assert list(rows[0]) == COLUMNS
    assert list(dict.fromkeys(row["id"] for row in rows)) == ["z", "a"]
    first = [row for row in rows if row["id"] == "z"]
    assert [float(row["score"]) for row in first] == sorted((float(row["score"]) for row in first), reverse=True)
    spans = {row["finding"]: (int(row["span_start"]), int(row["span_end"])) for row in first if row["span_start"]}
    text = f"IMPRESSION: {EVERYTHING}"
    assert all(text[start:end].lower() == finding for finding, (start, end) in spans.items())
    second = [{**row, "id": "z"} for row in rows if row["id"] == "a"]
    assert second == first  # the record is not heard


def test_without_all_only_what_is_worth_showing_is_written(folder: Path) -> None:
    note = f'"{EVERYTHING}"'
    _, every = _run(folder, f"1,film.dcm,{note},,,\n", "--all")
    _, shown = _run(folder, f"1,film.dcm,{note},,,\n")
    assert shown == [row for row in every if float(row["score"]) > SHOWN_ABOVE]


def test_cases_that_cannot_be_compared_are_told(folder: Path) -> None:
    rows = "1,,No mass.,,,\n2,film.dcm,,,,\n3,missing.png,No mass.,,,\n4,film.dcm,cough,,,\n"
    result, found = _run(folder, rows)
    assert result.exit_code == 0
    assert found == []
    told = [line for line in result.stderr.splitlines() if line.startswith("Row ")]
    assert [line.split(" (")[0] for line in told] == ["Row 1", "Row 2", "Row 3"]


def test_a_missing_column_stops_in_one_sentence(folder: Path) -> None:
    cases = folder / "cases.csv"
    cases.write_text("id,image\n1,film.dcm\n")
    result = CliRunner().invoke(app, ["contradictions", str(cases), "--out", str(folder / "flags.csv")])
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
