"""The administrator is told when nothing can be certified here, and what to do about it."""

import json
from pathlib import Path

import pytest

from core.certainty.certificate import points_of
from core.certainty.local import LocalCalibration
from core.certainty.scaling import Scaling
from core.weights import WeightsFolder
from domains.chest import certified
from domains.chest.calibration import house
from domains.chest.points import OperatingPoint
from tests.domains.chest.room import FOLDER, Room


def keep(home: Path, sha256: str) -> None:
    scaling = Scaling("vector", ("Mass",), (0.5,), (1.0,), False, {})
    house.keep(home, LocalCalibration(scaling, {0.1: {}}, 0.1, {"fusion.json": sha256}, 240, 200, "2026-11-26"))


def shipped() -> str:
    return str(json.loads((FOLDER / "weights" / "manifest.json").read_text())["files"]["fusion.json"])


def test_the_shipped_weights_are_certified_at_their_own_point(tmp_path: Path) -> None:
    assert certified.reasons(FOLDER, tmp_path, OperatingPoint.STANDARD) == ()
    assert certified.calibration(tmp_path) == ""


def test_a_point_that_was_not_measured_is_named(tmp_path: Path) -> None:
    keep(tmp_path, shipped())
    assert certified.reasons(FOLDER, tmp_path, OperatingPoint.STANDARD) == ()
    (reason,) = certified.reasons(FOLDER, tmp_path, OperatingPoint.DECISIVE)
    assert "not 0.2, so no finding is certified" in reason
    assert "Calibrated on 240 local cases of 200 patients on 26 Nov 2026" in certified.calibration(tmp_path)


def test_weights_that_hold_every_point_are_certified_at_each(tmp_path: Path) -> None:
    held = points_of(json.loads(WeightsFolder(FOLDER / "weights").read("certainty.json")))
    for point in OperatingPoint:
        reasons = certified.reasons(FOLDER, tmp_path, point)
        assert bool(reasons) == (point.error_rate not in held)


def test_a_calibration_for_other_weights_or_a_damaged_one_is_told(tmp_path: Path, room: Room) -> None:
    keep(tmp_path, "0" * 64)
    (reason,) = certified.reasons(FOLDER, tmp_path, OperatingPoint.STANDARD)
    assert "measured on other weights, so no finding is certified: calibrate again" in reason
    (tmp_path / house.FILE).write_text("{")
    assert "calibrate again" in certified.reasons(FOLDER, tmp_path, OperatingPoint.STANDARD)[0]
    room.context.home.mkdir(parents=True, exist_ok=True)
    (room.context.home / house.FILE).write_text("{")
    assert any("local calibration" in reason for reason in room.service.health())


def test_a_file_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(house, "LARGEST", 1)
    keep(tmp_path, shipped())
    assert "too large" in certified.reasons(FOLDER, tmp_path, OperatingPoint.STANDARD)[0]
