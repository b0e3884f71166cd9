import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from domains.chest import commands
from domains.chest.batch import score_row
from domains.chest.commands import app
from domains.chest.scores import FEW
from domains.chest.table import Row
from domains.chest.terminal import labels
from tests.domains.chest.room import NOTE

HEADER = "id,image,note,age,sex,view\n"


def _run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def film(tmp_path: Path, chest_film: bytes) -> Path:
    path = tmp_path / "film.dcm"
    path.write_bytes(chest_film)
    return path


def test_a_reading_is_one_json_object(film: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text(NOTE, encoding="utf-8")
    result = _run("read", film, "--note", note, "--age", "64", "--sex", "f", "--view", "PA", "--json")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    assert set(answer) == {"findings", "refused", "notices", "weights", "error"}
    assert [finding["label"] for finding in answer["findings"]] == list(labels())
    assert answer["error"] is None
    for finding in answer["findings"]:
        assert set(finding) == {"label", "probability", "state", "logit", "prior", "evidence"}
        added = finding["prior"] + sum(evidence["log_odds"] for evidence in finding["evidence"])
        assert finding["logit"] == pytest.approx(added, abs=1e-12)
        assert all({"role", "modality", "log_odds", "where"} == set(evidence) for evidence in finding["evidence"])


def test_a_reading_for_people_names_its_limits(film: Path) -> None:
    result = _run("read", film)
    assert result.exit_code == 0
    assert "not a cleared medical device" in result.stdout
    assert "Pneumothorax" in result.stdout


@pytest.mark.parametrize("content", [b"", b"not a film", b"\x89PNG\r\n\x1a\n"])
def test_a_film_that_cannot_be_read_is_told_in_the_answer(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "film.png"
    path.write_bytes(content)
    result = _run("read", path, "--json")
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert answer["findings"] == []
    assert answer["error"].endswith(".")


def test_a_note_that_cannot_be_read_leaves_the_record(tmp_path: Path) -> None:
    (tmp_path / "film.png").write_bytes(b"junk")
    (tmp_path / "note.txt").write_bytes("Übelkeit, Müdigkeit, Ödeme".encode("latin-1"))
    result = _run("read", tmp_path / "film.png", "--note", tmp_path / "note.txt", "--age", "50", "--json")
    answer = json.loads(result.stdout)
    assert result.exit_code == 0
    assert "UTF-8" in answer["error"]
    assert {e["role"] for f in answer["findings"] for e in f["evidence"]} == {"record"}


@pytest.mark.parametrize(
    "arguments",
    [
        ["read", "gone.dcm"],
        ["read", "."],
        ["read"],
        ["read", "film.png", "--note", "gone.txt"],
        ["read", "film.png", "--age", "121"],
        ["read", "film.png", "--age", "nan"],
        ["read", "film.png", "--age", "045Y"],
        ["read", "film.png", "--sex", "X"],
        ["read", "film.png", "--view", "oblique"],
        ["score", "gone.csv", "--out", "out.csv"],
        ["score", "cases.csv"],
        ["score", "cases.csv", "--out", "."],
        ["score", "cases.csv", "--out", "gone/out.csv"],
        ["score", "cases.csv", "--out", "cases.csv"],
        ["score", "cases.csv", "--out", "out.csv", "--modalities", "image,sound"],
        ["score", "cases.csv", "--out", "out.csv", "--modalities", ""],
        ["score", "lacking.csv", "--out", "out.csv"],
        ["score", "film.png", "--out", "out.csv"],
    ],
)
def test_unusable_arguments_end_with_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    Path("film.png").write_bytes(b"junk")
    Path("cases.csv").write_text(HEADER + "1,,cough,,,\n", encoding="utf-8")
    Path("lacking.csv").write_text("id,image,note\n1,,cough\n", encoding="utf-8")
    result = _run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    assert not Path("out.csv").exists()


def test_findings_come_with_what_was_measured() -> None:
    result = _run("findings", "--json")
    assert result.exit_code == 0
    findings = json.loads(result.stdout)["findings"]
    assert {finding["label"] for finding in findings} <= set(labels())
    for finding in findings:
        assert 0 <= finding["low"] <= finding["auroc"] <= finding["high"] <= 1
    table = _run("findings")
    assert table.exit_code == 0
    assert len(table.stdout.splitlines()) == len(findings)


@pytest.mark.parametrize("arguments", [["findings"], ["read", "film.png"], ["score", "cases.csv", "--out", "out.csv"]])
def test_without_weights_one_sentence_and_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "FOLDER", tmp_path)
    Path("film.png").write_bytes(b"junk")
    Path("cases.csv").write_text(HEADER, encoding="utf-8")
    result = _run(*arguments)
    assert result.exit_code == 1
    assert "missing" in result.stderr


def test_a_table_with_every_kind_of_bad_row_as_a_program(tmp_path: Path, chest_film: bytes, png_film: bytes) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "good.dcm").write_bytes(chest_film)
    (tmp_path / "films" / "cut.dcm").write_bytes(chest_film[:200_000])
    (tmp_path / "films" / "empty.png").write_bytes(b"")
    (tmp_path / "films" / "note.png").write_text(NOTE, encoding="utf-8")
    (tmp_path / "films" / "blob.png").write_bytes(png_film)
    lines = [
        b"good,films/good.dcm,cough,64,F,PA",
        b'windows,films\\good.dcm,"two\nlines",,,',
        b"cut,films/cut.dcm,,,,",
        b"cut but noted,films/cut.dcm,fever,,,",
        b"empty,films/empty.png,,,,",
        b"text,films/note.png,,,,",
        b"gone,films/gone.dcm,,,,",
        b"folder,films,,,,",
        b"record,,,45,M,AP",
        b"note,,no pneumothorax,,,",
        b"nothing,,,,,",
        b"age,,,045Y,M,",
        b"old,,,200,,",
        b"record,,,50,M,PA",
        b",,cough,,,",
        b"latin,,M\xfcde,50,,",
        b"shifted,,cough, fever,50,M,PA",
        b"short,films/good.dcm",
        b'quoted,,"he said "no"",,,',
        b"german,,Kein Pneumothorax. Fieber seit gestern.,,,",
        b"after,,,30,F,PA",
        b"blob,films/blob.png,,,,",
    ]
    (tmp_path / "cases.csv").write_bytes(b"\xef\xbb\xbf" + HEADER.encode() + b"\r\n".join(lines) + b"\r\n")
    chiron = Path(sys.executable).with_name("chiron")
    command = [str(chiron), "chest", "score", "cases.csv", "--out", "scores.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240)  # noqa: S603
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    with (tmp_path / "scores.csv").open(newline="", encoding="utf-8") as handle:
        scored = list(csv.DictReader(handle))
    assert len(lines) > FEW
    assert [row["id"] for row in scored][:6] == ["good", "windows", "cut", "cut but noted", "empty", "text"]
    assert len(scored) == len(lines)
    here = score_row(Row("after", record={"age": 30.0, "sex": "F", "view": "PA"}), tmp_path).probabilities
    assert {label: scored[20][label] for label in labels()} == {label: f"{p:.6f}" for label, p in here.items()}
    blank = {row["id"] for row in scored if not row[labels()[0]]}
    assert blank >= {"cut", "empty", "text", "gone", "folder", "nothing", "old", "shifted", "short"}
    assert blank.isdisjoint({"windows", "record", "age", "latin", "after"})
    clean = {row["id"] for row in scored if not row["error"]}
    assert clean >= {"windows", "record", "after"}
    assert clean.isdisjoint(blank | {"cut but noted", "age", "latin"})
    assert [row["error"] for row in scored if row["id"] == "record"] == [
        "",
        "The id 'record' stands in an earlier row too.",
    ]
    assert all("\n" not in row["error"] and row["error"].endswith(".") for row in scored if row["error"])


def test_help_comes_fast_and_loads_no_model(tmp_path: Path) -> None:
    code = (
        "import sys; from domains.chest.commands import app; "
        "print(sorted({'torch', 'monai', 'numpy', 'sqlalchemy', 'streamlit', 'pydicom'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "[]"
