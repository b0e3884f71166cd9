"""`chiron chest calibrate` from the table to the readings that use it, with the shipped weights."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from core.certainty.operating import day_in_words
from core.finding import Finding
from domains.chest import batch, commands, points, tasks
from domains.chest.calibration import house

pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CHIRON_HOME", str(tmp_path / "home"))
    yield tmp_path / "home" / "domains" / "chest"
    tasks._reader.cache_clear()


def pneumonia(record: Mapping[str, float | str]) -> Finding:
    reading = batch.read(None, None, record, completed=False)
    return next(finding for finding in reading.findings if finding.label == "Pneumonia")


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Forty records, of which those have pneumonia that the record expert holds for likelier."""
    drawn = np.random.default_rng(0)
    records: list[dict[str, float | str]] = [
        {"age": float(drawn.integers(20, 80)), "sex": "FM"[number % 2], "view": ("PA", "AP", "AP")[number % 3]}
        for number in range(40)
    ]
    logits = np.array([pneumonia(record).logit for record in records])
    there = (logits + drawn.normal(size=40) * logits.std() > np.median(logits)).astype(int)
    lines = [
        f"{number},,,{record['age']:.0f},{record['sex']},{record['view']},{there[number]},0"
        for number, record in enumerate(records)
    ]
    path = tmp_path / "cases.csv"
    path.write_text("\n".join(["id,image,note,age,sex,view,pneumonia,Hernia", *lines]) + "\n")
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands.app, ["calibrate", *arguments])


def test_what_is_measured_is_kept_and_used_until_it_is_taken_back(cases: Path, home: Path) -> None:
    record: dict[str, float | str] = {"age": 61.0, "sex": "F", "view": "AP"}
    shipped = batch.read(None, None, record, completed=False)
    told = run(str(cases))
    assert told.exit_code == 0, told.output
    assert "40 of 40 cases of 40 patients could be read" in told.output
    assert "Hernia" not in {finding.label for finding in shipped.findings} or "every case is without it" in told.output
    own = house.current(home)
    assert own is not None
    assert own.scaling.labels == ("Pneumonia",)
    reading = batch.read(None, None, record, completed=False)
    assert f"Calibrated on 40 local cases on {day_in_words(own.made_on)}." in reading.notices
    assert "calibrated on 40 local cases" in points.sentence(reading.operating_point)
    slope, offset = own.scaling.parameters["Pneumonia"]
    before = next(finding for finding in shipped.findings if finding.label == "Pneumonia")
    after = pneumonia(record)
    assert after.logit == pytest.approx(slope * before.logit + offset)
    assert run("--reset").exit_code == 0
    assert batch.read(None, None, record, completed=False).findings == shipped.findings


def test_a_dry_run_writes_nothing(cases: Path, home: Path) -> None:
    told = run(str(cases), "--dry-run")
    assert told.exit_code == 0, told.output
    assert "Nothing was written" in told.output
    assert not home.exists()


def test_what_cannot_be_calibrated_is_said_in_one_sentence(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "few.csv"
    path.write_text("id,image,note,age,sex,view,mass\na,,,61,F,PA,1\n")
    told = run(str(path))
    assert told.exit_code == 2
    assert "Only 1 case could be read and had a label; a calibration takes at least 20" in told.output
    assert not home.exists()


def test_without_a_table_it_asks_for_one_and_reset_tells_that_there_is_nothing() -> None:
    assert "Name the table of cases" in run().output
    assert "There is no local calibration" in run("--reset").output


def test_a_damaged_calibration_is_named_not_passed_over(home: Path) -> None:
    home.mkdir(parents=True)
    (home / house.FILE).write_text("{")
    with pytest.raises(ValueError, match="calibrate again"):
        batch.read(None, None, {"age": 61.0}, completed=False)
