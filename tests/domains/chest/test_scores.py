import csv
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydicom.data import get_testdata_file

from core.engine.task import Report
from core.recipe import load
from core.weights import WeightsError
from domains.chest import batch, scores
from domains.chest.batch import Scored, score_row
from domains.chest.scores import FEW, Summary
from domains.chest.table import MODALITIES, Row, Unusable, opened
from domains.chest.terminal import labels
from tests.domains.chest.room import FOLDER, NOTE

LABELS = labels()
READS_NOTES = "note" in load(FOLDER / "recipe.toml").experts
HEADER = ["id", "image", "note", "age", "sex", "view"]


def _table(folder: Path, lines: Sequence[Sequence[str]]) -> Path:
    path = folder / "cases.csv"
    with path.open("w", newline="", encoding="utf-8") as handle:
        csv.writer(handle).writerows([HEADER, *lines])
    return path


def _score(cases: Path, out: Path, modalities: Sequence[str] = MODALITIES) -> tuple[Summary, list[dict[str, str]]]:
    with opened(cases, frozenset(modalities)) as rows:
        summary = scores.score(rows, cases, out, LABELS, lambda _done: None)
    with out.open(newline="", encoding="utf-8") as handle:
        return summary, list(csv.DictReader(handle))


def _probabilities(row: dict[str, str]) -> list[float]:
    return [float(row[label]) for label in LABELS if row[label]]


def test_each_row_is_scored_from_what_is_there(tmp_path: Path, png_film: bytes) -> None:
    (tmp_path / "a.png").write_bytes(png_film)
    lines = [
        ["all", "a.png", NOTE, "61", "F", "PA"],
        ["record", "", "", "61", "", ""],
        ["note", "", NOTE, "", "", ""],
        ["nothing", "", "", "", "", ""],
        ["gone", "b.png", "", "", "", ""],
        ["gone but noted", "b.png", NOTE, "045Y", "", ""],
    ]
    summary, scored = _score(_table(tmp_path, lines), tmp_path / "out.csv")
    found = {row["id"]: row for row in scored}
    assert list(scored[0]) == ["id", *LABELS, "error"]
    assert [row["id"] for row in scored] == [line[0] for line in lines]
    assert bool(_probabilities(found["note"])) is READS_NOTES
    for key in ("all", "record"):
        assert len(_probabilities(found[key])) == len(LABELS), key
        assert all(0 <= p <= 1 for p in _probabilities(found[key]))
    for key in ("nothing", "gone"):
        assert _probabilities(found[key]) == []
        assert found[key]["error"]
    assert bool(found["note"]["error"]) is not READS_NOTES
    assert "There is no image 'b.png'" in found["gone but noted"]["error"]
    assert "The age '045Y'" in found["gone but noted"]["error"]
    assert found["record"]["error"] == ""
    assert summary.rows == 6


def test_modalities_that_were_not_chosen_are_not_read(tmp_path: Path) -> None:
    lines = [["1", "gone.png", NOTE, "61", "F", "PA"], ["2", "gone.png", "", "61", "F", "PA"]]
    cases = _table(tmp_path, lines)
    _, only_record = _score(cases, tmp_path / "r.csv", ["record"])
    assert _probabilities(only_record[0]) == _probabilities(only_record[1])
    assert {row["error"] for row in only_record} == {""}
    _, only_note = _score(cases, tmp_path / "n.csv", ["note"])
    assert bool(_probabilities(only_note[0])) is READS_NOTES
    assert _probabilities(only_note[0]) != _probabilities(only_record[0])
    assert only_note[1]["error"] == "There is nothing to read in this row: no note."


def test_what_a_film_says_of_itself_completes_the_record_where_the_record_is_chosen(
    tmp_path: Path, chest_film: bytes
) -> None:
    (tmp_path / "film.dcm").write_bytes(chest_film)
    cases = _table(tmp_path, [["bare", "film.dcm", "", "", "", ""], ["told", "film.dcm", "", "64.476", "F", "PA"]])
    _, (bare, told) = _score(cases, tmp_path / "ir.csv", ["image", "record"])
    assert _probabilities(bare) == _probabilities(told)
    _, (image, also) = _score(cases, tmp_path / "i.csv", ["image"])
    assert _probabilities(image) == _probabilities(also)
    assert _probabilities(image) != _probabilities(bare)


def deadly(payload: dict[str, list[dict[str, str]]], report: Report) -> list[Scored]:
    """Stands in for a decoder that brings its process down on one certain row."""
    if any(row["note"] == "die" for row in payload["rows"]):
        os.kill(os.getpid(), 9)
    return [Scored(row["id"], {label: 0.5 for label in LABELS}, "") for row in payload["rows"]]


def test_a_row_that_kills_its_worker_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "ENTRY", f"{__name__}:deadly")
    lines = [[str(n), "", "die" if n == 11 else "x", "", "", ""] for n in range(FEW + 5)]
    summary, scored = _score(_table(tmp_path, lines), tmp_path / "out.csv")
    assert summary == Summary(rows=FEW + 5, errors=1)
    assert scored[11]["error"].startswith("The row could not be read")
    assert _probabilities(scored[11]) == []


def weightless(payload: object, report: Report) -> list[Scored]:
    """Stands in for a worker whose weights belong to another calibration."""
    raise WeightsError("The calibration belongs to other weights.")


@pytest.mark.parametrize("rows", [1, FEW + 1])
def test_weights_that_do_not_fit_stop_the_whole_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(batch, "ENTRY", f"{__name__}:weightless")
    with pytest.raises(WeightsError, match="other weights"):
        _score(_table(tmp_path, [[str(n), "", NOTE, "", "", ""] for n in range(rows)]), tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_scores_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    cases, out = _table(tmp_path, [["1", "", NOTE, "", "", ""]]), tmp_path / "out.csv"
    out.write_text("kept")

    def interrupt(_done: int) -> None:
        raise KeyboardInterrupt

    with opened(cases, frozenset(MODALITIES)) as rows, pytest.raises(KeyboardInterrupt):
        scores.score(rows, cases, out, LABELS, interrupt)
    assert out.read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv", "out.csv"]


def test_scores_are_readable_by_whom_the_system_says(tmp_path: Path) -> None:
    cases, out = _table(tmp_path, []), tmp_path / "out.csv"
    before = os.umask(0o027)
    try:
        _score(cases, out)
    finally:
        os.umask(before)
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert out.read_text().splitlines() == [",".join(["id", *LABELS, "error"])]


@pytest.mark.parametrize("name", ["cases.csv", "folder", "no/such/folder.csv"])
def test_where_scores_cannot_go(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    cases = _table(tmp_path, [["1", "", NOTE, "", "", ""]])
    with pytest.raises(Unusable):
        _score(cases, tmp_path / name)
    assert cases.read_text(encoding="utf-8").startswith("id,image")


def test_an_exact_probability_is_the_readings_own() -> None:
    scored = score_row(Row("1", record={"age": 61.0, "sex": "F", "view": "PA"}), Path())
    reading = batch.read(None, None, {"age": 61.0, "sex": "F", "view": "PA"}, completed=False)
    assert scored.probabilities == {finding.label: finding.probability for finding in reading.findings}


@pytest.mark.parametrize("name", ["RG1_UNCR.dcm", "RG1_J2KR.dcm"])
def test_a_table_says_of_a_film_what_the_reading_room_says(name: str) -> None:
    path = get_testdata_file(name, download=False)
    if not isinstance(path, str):
        pytest.skip(f"pydicom-data's {name} is missing (extra 'demo')")
    scored = score_row(Row("1", image=path), Path())
    reading = batch.read(Path(path).read_bytes(), None, {}, completed=True)
    assert list(scored.probabilities) == list(LABELS)
    for finding in reading.findings:
        assert scored.probabilities[finding.label] == pytest.approx(finding.probability, abs=1e-5)
