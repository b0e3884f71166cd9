"""A house's own calibration survives its file, and decides nothing for other weights."""

from pathlib import Path

import pytest

from core.certainty.conformal import Thresholds
from core.certainty.local import LocalCalibration
from core.certainty.operating import open_point
from core.certainty.scaling import Scaling
from core.finding import State
from core.recipe import CertaintyRecipe
from core.weights import WeightsError, WeightsFolder, digest
from tests.core.certainty.test_certificate import LIMITS, saved

ASKED = CertaintyRecipe()
OWN = {rate: {"image+note": {"Mass": Thresholds(-rate, rate, 30, 300, 0.6)}} for rate in (0.05, 0.1)}


def calibration(weights: bytes = b"weights") -> LocalCalibration:
    scaling = Scaling("vector", ("Mass",), (0.5,), (1.0,), False, {"none": 0.1})
    return LocalCalibration(scaling, OWN, 0.1, {"image.safetensors": digest(weights)}, 240, 200, "2026-11-26")


def test_it_survives_its_file() -> None:
    made = calibration()
    assert LocalCalibration.parse(made.to_text()) == made
    assert LocalCalibration.parse(made.to_text()).sha256 == digest(made.to_text().encode())


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"kind": "else"}', '{"kind": "chiron.calibration/1"}'])
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(WeightsError, match="calibrate again"):
        LocalCalibration.parse(text)


def test_the_recipes_own_rate_is_read_where_nothing_else_is_asked_for(tmp_path: Path) -> None:
    point = open_point(ASKED, saved(tmp_path))
    assert point.about == {"error_rate": 0.1}
    assert not point.notices and not point.is_local
    assert point.certificate.state("image", "Mass", 2.0) is State.RULE_IN


def test_another_operating_point_decides_by_its_own_thresholds(tmp_path: Path) -> None:
    wider = {"image": {"Mass": LIMITS | {"present_from": -3.0, "absent_to": 3.0}}}
    point = open_point(ASKED, saved(tmp_path, others={"0.05": wider}), 0.05)
    assert point.about == {"error_rate": 0.05}
    assert point.certificate.state("image", "Mass", 2.0) is State.UNDECIDED


def test_an_operating_point_that_was_not_measured_withholds_every_state_and_says_so(tmp_path: Path) -> None:
    point = open_point(ASKED, saved(tmp_path), 0.05)
    assert point.certificate.state("image", "Mass", 2.0) is State.NOT_CERTIFIED
    assert "an error rate of 0.1, not for 0.05" in point.notices[0]
    assert point.about["withheld"]


def test_a_local_calibration_takes_the_place_of_the_shipped_thresholds(tmp_path: Path) -> None:
    made = calibration()
    point = open_point(ASKED, saved(tmp_path), 0.05, made)
    assert point.notices == ("Calibrated on 240 local cases on 26 Nov 2026.",)
    assert point.scaling == made.scaling
    assert point.certificate.state("image+note", "Mass", 2.0) is State.RULE_IN
    assert point.certificate.state("image", "Mass", 2.0) is State.NOT_CERTIFIED
    assert point.about["calibration"] == {"cases": 240, "made_on": "2026-11-26", "sha256": made.sha256}


def test_under_other_weights_nothing_is_certified_until_calibrated_again(tmp_path: Path) -> None:
    folder: WeightsFolder = saved(tmp_path)
    point = open_point(ASKED, folder, local=calibration(b"others"))
    assert point.certificate.state("image+note", "Mass", 2.0) is State.NOT_CERTIFIED
    assert point.scaling is None
    assert "26 Nov 2026 was measured on other weights" in point.notices[0]
    assert "calibrate again" in point.notices[0]
