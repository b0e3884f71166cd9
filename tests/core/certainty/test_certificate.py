"""A state is given only where it was measured, often enough, and on these weights."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.certainty.certificate import Certificate, points_of, points_to_json
from core.certainty.conformal import Thresholds
from core.finding import State
from core.weights import WeightsError, WeightsFolder, digest, seal

LIMITS = {"present_from": -1.0, "absent_to": 1.0, "positives": 30, "negatives": 300}


def saved(folder: Path, **changes: Any) -> WeightsFolder:
    (folder / "image.safetensors").write_bytes(b"weights")
    bound = {"image.safetensors": digest(b"weights")}
    content = {"error_rate": 0.1, "patterns": {"image": {"Mass": LIMITS}}, "bound_to": bound} | changes
    (folder / "certainty.json").write_text(json.dumps(content))
    seal(folder)
    return WeightsFolder(folder)


def load(folder: WeightsFolder, rate: float = 0.1, minimum: int = 20) -> Certificate:
    return Certificate.load(folder, "certainty.json", rate, minimum)


def test_a_measured_label_is_decided(tmp_path: Path) -> None:
    assert load(saved(tmp_path)).state("image", "Mass", 2.0) is State.RULE_IN


@pytest.mark.parametrize(("pattern", "label"), [("record", "Mass"), ("image", "Hernia"), ("", "Mass")])
def test_what_was_never_measured_is_not_certified(tmp_path: Path, pattern: str, label: str) -> None:
    assert load(saved(tmp_path)).state(pattern, label, 9.0) is State.NOT_CERTIFIED


def test_too_few_positives_are_not_certified() -> None:
    certificate = Certificate(0.1, {"image": {"Mass": Thresholds(-1.0, 1.0, 19, 300)}}, minimum_positives=20)
    assert certificate.state("image", "Mass", 9.0) is State.NOT_CERTIFIED


@pytest.mark.parametrize(
    ("measured", "state"),
    [({"auroc_low": 0.49}, State.NOT_CERTIFIED), ({"auroc_low": 0.51}, State.RULE_IN), ({}, State.RULE_IN)],
)
def test_what_was_not_shown_to_rank_is_not_certified(tmp_path: Path, measured: dict[str, float], state: State) -> None:
    folder = saved(tmp_path, patterns={"image": {"Mass": LIMITS | measured}})
    assert load(folder).state("image", "Mass", 2.0) is state


def test_thresholds_of_other_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="calibrate again"):
        load(saved(tmp_path, bound_to={"image.safetensors": digest(b"others")}))


def test_thresholds_for_another_error_rate_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"an error rate of 0\.1, not for 0\.05"):
        load(saved(tmp_path), rate=0.05)


def test_one_file_may_hold_several_operating_points(tmp_path: Path) -> None:
    wider = {"image": {"Mass": LIMITS | {"present_from": -3.0, "absent_to": 3.0}}}
    folder = saved(tmp_path, others={"0.05": wider})
    assert load(folder).state("image", "Mass", 2.0) is State.RULE_IN
    assert load(folder, rate=0.05).state("image", "Mass", 2.0) is State.UNDECIDED
    with pytest.raises(WeightsError, match=r"the error rates 0\.05, 0\.1, not for 0\.2"):
        load(folder, rate=0.2)


def test_operating_points_survive_json() -> None:
    points = {rate: {"image": {"Mass": Thresholds(-rate, rate, 30, 300, 0.6)}} for rate in (0.05, 0.1, 0.2)}
    written = points_to_json(points, 0.1)
    assert points_of(json.loads(json.dumps(written))) == points
    assert written["error_rate"] == 0.1


def test_without_a_certificate_nothing_is_decided_and_it_says_why() -> None:
    certificate = Certificate.none(0.1, "Calibrate first.")
    assert certificate.state("image", "Mass", 9.0) is State.NOT_CERTIFIED
    assert certificate.withheld == "Calibrate first."


@pytest.mark.parametrize(
    "changes", [{"patterns": None}, {"error_rate": "often"}, {"others": {"often": {}}}, {"bound_to": None}]
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(WeightsError, match=r"certainty\.json"):
        load(saved(tmp_path, **changes))
