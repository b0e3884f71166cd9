"""`chiron chest assert`: notes in, assertions out."""

import csv
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from domains.chest.commands import app


def _run(folder: Path, table: str | bytes) -> tuple[Result, list[dict[str, str]]]:
    notes, out = folder / "notes.csv", folder / "a.csv"
    notes.write_bytes(table.encode() if isinstance(table, str) else table)
    result = CliRunner().invoke(app, ["assert", str(notes), "--out", str(out)])
    with out.open(encoding="utf-8", newline="") if out.exists() else notes.open(encoding="latin-1") as handle:
        return result, list(csv.DictReader(handle)) if out.exists() else []


def test_every_assertion_is_a_row_in_the_order_of_notes_and_text(tmp_path: Path) -> None:
    result, rows = _run(tmp_path, 'id,note\nb,"No PTX, small left effusion."\na,Mother had emphysema.\n')
    assert result.exit_code == 0
    assert rows == [
        {"id": "b", "finding": "pneumothorax", "status": "absent", "start": "3", "end": "6"},
        {"id": "b", "finding": "effusion", "status": "present", "start": "19", "end": "27"},
        {"id": "a", "finding": "emphysema", "status": "family", "start": "11", "end": "20"},
    ]


def test_byte_order_mark_crlf_quotes_and_other_columns(tmp_path: Path) -> None:
    table = '\ufeffextra,NOTE, id \r\nx,"He said ""no""\r\nPleural thickening.",7\r\n'
    result, rows = _run(tmp_path, table)
    assert result.exit_code == 0
    note = 'He said "no"\r\nPleural thickening.'
    (row,) = rows
    assert (row["id"], row["finding"]) == ("7", "pleural thickening")
    assert note[int(row["start"]) : int(row["end"])] == "Pleural thickening"


def test_bad_rows_are_told_and_the_others_go_on(tmp_path: Path) -> None:
    table = b"id,note\n1,\n2,a,b\n3,\xff effusion\n4,mass\n4,mass\n,mass\n"
    result, rows = _run(tmp_path, table)
    assert result.exit_code == 0
    assert [row["id"] for row in rows] == ["4", "4", ""]
    told = result.stderr.splitlines()
    assert len([line for line in told if line.startswith("Row ")]) == 5
    assert "no note" in told[0]
    assert "3 cells where the table has 2 columns" in told[1]
    assert told[-1] == f"6 notes, 5 with an error, written to {tmp_path / 'a.csv'}."


@pytest.mark.parametrize("table", ["id,text\n1,x\n", "", "id,note,note\n", "note\n"])
def test_a_table_that_cannot_be_used_stops_in_one_sentence(tmp_path: Path, table: str) -> None:
    result, _ = _run(tmp_path, table)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "a.csv").exists()


def test_the_table_itself_is_never_overwritten(tmp_path: Path) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("id,note\n1,mass\n")
    result = CliRunner().invoke(app, ["assert", str(notes), "--out", str(notes)])
    assert result.exit_code == 2
    assert notes.read_text() == "id,note\n1,mass\n"


def test_a_table_without_rows_gives_one_without_rows(tmp_path: Path) -> None:
    result, rows = _run(tmp_path, "id,note\n")
    assert result.exit_code == 0
    assert rows == []
    assert (tmp_path / "a.csv").read_text() == "id,finding,status,start,end\n"
