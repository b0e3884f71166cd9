"""A reading is made at the operating point and by the calibration that stand, and what is signed names both."""

import json

from core.certainty.conformal import Thresholds
from core.certainty.local import LocalCalibration
from core.certainty.scaling import Scaling
from core.finding import State
from data.actor import Actor
from domains.chest.calibration import house
from tests.domains.chest.room import FOLDER, Room


def test_the_signed_document_names_the_operating_point_and_the_calibration(room: Room, ada: Actor) -> None:
    fusion = json.loads((FOLDER / "weights" / "manifest.json").read_text())["files"]["fusion.json"]
    limits = {"Mass": Thresholds(-9.0, 9.0, 30, 300, 0.6)}
    points = {rate: {"note+record": limits} for rate in (0.1, 0.2)}
    scaling = Scaling("shrunk", ("Mass",), (0.5,), (1.0,), False, {})
    own = LocalCalibration(scaling, points, 0.1, {"fusion.json": fusion}, 240, 200, "2026-11-26")
    house.keep(room.context.home, own)
    room.configure(operating_point="decisive")
    case = room.signed(ada)
    assert case.reading is not None
    assert case.reading.operating_point["error_rate"] == 0.2
    assert "Calibrated on 240 local cases on 26 Nov 2026." in case.reading.notices
    states = {finding.label: finding.state for finding in case.reading.findings}
    assert states["Mass"] is State.UNDECIDED
    assert states["Edema"] is State.NOT_CERTIFIED
    reading = case.signed[0].document["reading"]
    assert isinstance(reading, dict)
    assert reading["operating_point"]["calibration"]["sha256"] == own.sha256
