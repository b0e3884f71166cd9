from pathlib import Path

import pytest

from domains.chest.table import MODALITIES, Row, Unusable, chosen, opened

HEADER = "id,image,note,age,sex,view\n"
ALL = frozenset(MODALITIES)


def _rows(folder: Path, body: str | bytes, header: str = HEADER, modalities: frozenset[str] = ALL) -> list[Row]:
    path = folder / "cases.csv"
    path.write_bytes(header.encode() + (body.encode() if isinstance(body, str) else body))
    with opened(path, modalities) as rows:
        return list(rows)


def test_a_full_row_is_read(tmp_path: Path) -> None:
    assert _rows(tmp_path, "1,a.png,cough,61,F,PA\n") == [
        Row("1", "a.png", "cough", {"age": 61.0, "sex": "F", "view": "PA"})
    ]


def test_columns_may_stand_in_any_order_and_others_are_ignored(tmp_path: Path) -> None:
    found = _rows(tmp_path, "PA,x,M,,note,b.png,7\n", header="VIEW,extra,sex,age,note,image, id \n")
    assert found == [Row("7", "b.png", "note", {"sex": "M", "view": "PA"})]


def test_byte_order_mark_quoted_line_ends_and_crlf(tmp_path: Path) -> None:
    found = _rows(tmp_path, '1,,"two\nlines, ""quoted""",,,\r\n2,,x,,,\r\n', header="\ufeff" + HEADER)
    assert [row.note for row in found] == ['two\nlines, "quoted"', "x"]


def test_blank_lines_are_no_rows(tmp_path: Path) -> None:
    assert [row.id for row in _rows(tmp_path, "\n1,,x,,,\n\n\n2,,y,,,\n\n")] == ["1", "2"]


@pytest.mark.parametrize("age", ["045Y", "200", "-1", "nan", "inf", "1e2", "1_0", "sixty", "120.5"])
def test_an_age_that_cannot_be_is_left_out_and_told(tmp_path: Path, age: str) -> None:
    (row,) = _rows(tmp_path, f"1,,x,{age},F,\n")
    assert row.record == {"sex": "F"}
    assert row.problems == (f"The age '{age}' is not a number of years from 0 to 120 and was left out.",)


@pytest.mark.parametrize(("age", "years"), [("0", 0.0), ("120", 120.0), (" 045 ", 45.0), ("0.5", 0.5)])
def test_ages_of_newborns_and_the_oldest_are_taken(tmp_path: Path, age: str, years: float) -> None:
    (row,) = _rows(tmp_path, f"1,,,{age},,\n")
    assert row.record == {"age": years}
    assert not row.problems


def test_sex_and_view_are_taken_in_any_case_and_nothing_else_is(tmp_path: Path) -> None:
    good, bad = _rows(tmp_path, "1,,x,,f,ll\n2,,x,,female,oblique\n")
    assert good.record == {"sex": "F", "view": "LL"}
    assert bad.record == {}
    assert len(bad.problems) == 2
    assert "'female' is not one of F, M" in bad.problems[0]


def test_an_empty_row_has_nothing_to_read(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, "1,, ,,,\n")
    assert row.empty
    assert row.problems == ("There is nothing to read in this row: no image and no note and no record.",)


def test_what_is_not_chosen_is_neither_read_nor_complained_about(tmp_path: Path) -> None:
    only_note = _rows(tmp_path, "1,a.png,cough,999,X,Y\n2,a.png,,5,F,PA\n", modalities=frozenset({"note"}))
    assert only_note[0] == Row("1", note="cough", completed=False)
    assert only_note[1].problems == ("There is nothing to read in this row: no note.",)


def test_a_repeated_id_is_read_and_told(tmp_path: Path) -> None:
    first, second = _rows(tmp_path, "1,,x,,,\n1,,y,,,\n")
    assert not first.problems
    assert second.note == "y"
    assert second.problems == ("The id '1' stands in an earlier row too.",)


def test_a_row_without_id_is_read_and_told(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, ",,x,,,\n")
    assert row.note == "x"
    assert row.problems == ("The row has no id.",)


@pytest.mark.parametrize("body", ["1,,fever, cough,40,F,PA\n", "1,a.png\n"])
def test_a_row_of_shifted_cells_is_not_guessed_at(tmp_path: Path, body: str) -> None:
    broken, good = _rows(tmp_path, body + "2,,x,,,\n")
    assert broken.id == "1"
    assert broken.empty
    assert "cells where the table has 6 columns" in broken.problems[0]
    assert good == Row("2", note="x")


def test_a_cell_that_is_not_utf8_spoils_only_itself(tmp_path: Path) -> None:
    first, second = _rows(tmp_path, b"1,,M\xfcller hustet,50,M,\n2,,gr\xc3\xbcn,,,\n")
    assert first.note == ""
    assert first.record == {"age": 50.0, "sex": "M"}
    assert first.problems == ("The note is not in UTF-8 and was left out; save the table as 'CSV UTF-8'.",)
    assert second == Row("2", note="grün")


def test_an_id_that_is_not_utf8_can_still_be_written(tmp_path: Path) -> None:
    (row,) = _rows(tmp_path, b"\xff1,,x,,,\n")
    assert row.id == "\ufffd1"


def test_a_broken_quote_spoils_its_row_and_not_the_next(tmp_path: Path) -> None:
    broken, good = _rows(tmp_path, '1,,"he said "no" twice",,,\n2,,x,,,\n')
    assert broken.problems[0].startswith("Line 2 is not CSV")
    assert good == Row("2", note="x")


def test_a_quote_that_never_closes_is_told(tmp_path: Path) -> None:
    good, broken = _rows(tmp_path, '1,,x,,,\n2,,"never closed,,,\n3,,y,,,\n')
    assert good == Row("1", note="x")
    assert "is not CSV" in broken.problems[0]


def test_a_cell_beyond_all_bounds_spoils_its_row(tmp_path: Path) -> None:
    broken, *_, last = _rows(tmp_path, "1,," + "x" * (5 * 1024 * 1024) + ",,,\n2,,x,,,\n")
    assert "field larger than field limit" in broken.problems[0]
    assert last == Row("2", note="x")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "lacks the column id, image, note, age, sex, view"),
        (b"id,image,note,age,sex\n1,,,,\n", "lacks the column view"),
        (b"id;image;note;age;sex;view\n", "lacks the column"),
        (HEADER.encode("utf-16"), "not a CSV table in UTF-8"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not a CSV table in UTF-8"),
        (b"id,image,note,age,sex,view,note\n", "has the column note more than once"),
    ],
)
def test_a_table_that_is_none_is_unusable(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_bytes(content)
    with pytest.raises(Unusable, match=sentence), opened(path, ALL):
        pass


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert _rows(tmp_path, "") == []


def test_a_table_that_cannot_be_opened_is_unusable(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be opened"), opened(tmp_path, ALL):
        pass


def test_modalities_are_named_separated_by_commas() -> None:
    assert chosen(" Image,note ,note") == {"image", "note"}


@pytest.mark.parametrize("text", ["", " , ", "image,sound"])
def test_unknown_or_no_modalities_are_unusable(text: str) -> None:
    with pytest.raises(Unusable, match="choose from image, note, record"):
        chosen(text)
