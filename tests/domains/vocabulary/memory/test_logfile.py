import csv
import os
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domains.vocabulary.commands import app
from domains.vocabulary.memory.logfile import Unusable, predict_log

HEADER = "card_id,review_time,rating\n"
GOOD = "7,2026-01-01T09:00:00Z,3\n8,2026-01-01T09:00:10Z,1\n7,2026-01-03T09:00:00.250Z,3\n"


def put(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "log.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def rows(path: Path) -> list[list[str]]:
    with path.open(newline="") as handle:
        return list(csv.reader(handle))


def test_writes_the_same_rows_with_a_prediction(tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    assert predict_log(put(tmp_path, HEADER + GOOD), out, "chiron") == 1
    header, *found = rows(out)
    assert header == ["card_id", "review_time", "rating", "p_recall"]
    assert [row[:3] for row in found] == [line.split(",") for line in GOOD.split()]
    assert [row[3] == "" for row in found] == [True, True, False] and 0.5 < float(found[2][3]) < 1


def test_keeps_columns_that_it_does_not_know(tmp_path: Path) -> None:
    text = '\ufeffuser,Card_ID , review_time,rating,note\nu,x,2026-01-01 09:00:00,3,"a, ""b"""\nu,x,2026-01-02,4.0,\n'
    predict_log(put(tmp_path, text), tmp_path / "p.csv", "fsrs6")
    header, first, second = rows(tmp_path / "p.csv")
    assert header == ["user", "Card_ID ", " review_time", "rating", "note", "p_recall"]
    assert first == ["u", "x", "2026-01-01 09:00:00", "3", 'a, "b"', ""] and second[3] == "4.0" and second[-1]


def test_rows_out_of_order_stay_where_they_are(tmp_path: Path) -> None:
    lines = GOOD.splitlines(keepends=True)
    predict_log(put(tmp_path, HEADER + lines[2] + lines[1] + "\n" + lines[0]), tmp_path / "p.csv", "chiron")
    _, last, other, first = rows(tmp_path / "p.csv")
    assert last[0] == first[0] == "7" and last[3] and not first[3] and not other[3]


def test_users_are_kept_apart(tmp_path: Path) -> None:
    text = "user,card_id,review_time,rating\na,1,2026-01-01T00:00Z,3\nb,1,2026-01-02T00:00Z,3\n"
    assert predict_log(put(tmp_path, text), tmp_path / "p.csv", "chiron") == 0


def test_times_with_a_zone_are_moved_to_utc(tmp_path: Path) -> None:
    zoned = HEADER + "7,2026-01-01T11:00:00+02:00,3\n7,2026-01-03T04:00:00.250-05:00,3\n"
    plain = HEADER + "7,2026-01-01T09:00:00,3\n7,2026-01-03T09:00:00.250,3\n"
    found = []
    for text in (zoned, plain):
        predict_log(put(tmp_path, text), tmp_path / "p.csv", "chiron")
        found.append(rows(tmp_path / "p.csv")[2][3])
    assert found[0] == found[1] != ""


BAD: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty"),
    "blank": ("\n\n", "is empty"),
    "header alone": (HEADER, "no reviews"),
    "no rating": ("card_id,review_time\n1,2026-01-01\n", "line 1: the column rating is missing"),
    "semicolons": (HEADER.replace(",", ";") + GOOD, "separated by commas"),
    "twice": ("card_id,rating,review_time,rating\n1,3,2026-01-01,3\n", "rating is there twice"),
    "predicted": ("card_id,review_time,rating,p_recall\n1,2026-01-01,3,\n", "p_recall already"),
    "rating 5": (HEADER + GOOD + "7,2026-01-04T09:00:00Z,5\n", "line 5: the rating '5' is unknown"),
    "rating 0": (HEADER + "7,2026-01-04T09:00:00Z,0\n", "line 2: the rating '0'"),
    "rating word": (HEADER + GOOD + "\n7,2026-01-04T09:00:00Z,good\n", "line 6: the rating 'good'"),
    "rating none": (HEADER + "7,2026-01-04T09:00:00Z,\n", "line 2: the rating ''"),
    "time word": (HEADER + "7,yesterday,3\n", "line 2: 'yesterday' is no time"),
    "time none": (HEADER + "7,,3\n", "line 2: '' is no time"),
    "time long": (HEADER + f"7,{'9' * 500},3\n", "…' is no time"),
    "time far": (HEADER + "7,9999-12-31T23:59:59-12:00,3\n", "line 2"),
    "time early": (HEADER + "7,0001-01-01T00:00:00+12:00,3\n", "line 2"),
    "card none": (HEADER + " ,2026-01-04T09:00:00Z,3\n", "line 2: the card_id is empty"),
    "short line": (HEADER + GOOD + "7,2026-01-04T09:00:00Z\n", "line 5: it has 2 cells"),
    "open quote": (HEADER + GOOD + '7,"2026\n', "line 5: it is not CSV"),
    "wide cell": (HEADER + f"{'7' * 70000},2026-01-04T09:00:00Z,3\n", "line 2: it is not CSV"),
    "latin": ((HEADER + "Äpfel,2026-01-04T09:00:00Z,3\n").encode("latin-1"), "line 2: it is not a CSV table in UTF-8"),
    "utf-16": ((HEADER + GOOD).encode("utf-16"), "line 1: it is not a CSV table in UTF-8"),
    "zeros": (HEADER + GOOD + "\x00\x00", "line 5: it is not a CSV table"),
    "picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not a CSV table"),
}


@pytest.mark.parametrize("name", BAD)
def test_refuses_in_one_sentence_with_the_line(name: str, tmp_path: Path) -> None:
    content, said = BAD[name]
    path, out = put(tmp_path, content), tmp_path / "p.csv"
    result = CliRunner().invoke(app, ["predict-log", str(path), "--out", str(out)])
    assert result.exit_code == 1 and said in result.stderr
    assert result.stderr.count("\n") == 1 and len(result.stderr) < 400 and "Traceback" not in result.stderr
    assert os.listdir(tmp_path) == ["log.csv"]


@pytest.mark.parametrize("model", ["chiron", "fsrs6", "sm2", "hlr", "moving-average"])
def test_the_terminal_takes_every_model(model: str, tmp_path: Path) -> None:
    path, out = put(tmp_path, HEADER + GOOD), tmp_path / "p.csv"
    result = CliRunner().invoke(app, ["predict-log", str(path), "--out", str(out), "--model", model])
    assert result.exit_code == 0 and len(rows(out)) == 4 and "1 reviews predicted" in result.stderr


def test_the_terminal_refuses_a_model_that_is_not_there(tmp_path: Path) -> None:
    path = put(tmp_path, HEADER + GOOD)
    result = CliRunner().invoke(app, ["predict-log", str(path), "--out", str(tmp_path / "p"), "--model", "oracle"])
    assert result.exit_code == 2 and not (tmp_path / "p").exists()


def test_never_writes_over_the_log(tmp_path: Path) -> None:
    path = put(tmp_path, HEADER + GOOD)
    with pytest.raises(Unusable, match="the log itself"):
        predict_log(path, tmp_path / "." / "log.csv", "chiron")
    assert path.read_text() == HEADER + GOOD


def test_refuses_places_that_cannot_be_written(tmp_path: Path) -> None:
    path = put(tmp_path, HEADER + GOOD)
    (tmp_path / "link").symlink_to(tmp_path / "log.csv.target")
    for out in (tmp_path, tmp_path / "nowhere" / "p.csv", Path(os.devnull), tmp_path / "link"):
        with pytest.raises(Unusable, match=r"written|plain file"):
            predict_log(path, out, "chiron")


def test_what_is_written_may_be_read_as_any_other_file(tmp_path: Path) -> None:
    out = tmp_path / "p.csv"
    predict_log(put(tmp_path, HEADER + GOOD), out, "chiron")
    plain = tmp_path / "plain"
    plain.touch()
    assert stat.S_IMODE(out.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)
