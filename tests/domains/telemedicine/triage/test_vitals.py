"""Early warning points, as the Royal College of Physicians has them."""

import pytest

from domains.telemedicine.triage.vitals import floor, points, signs_of


@pytest.mark.parametrize(
    ("sign", "value", "worth"),
    [
        ("respiratory rate", 8, 3), ("respiratory rate", 11, 1), ("respiratory rate", 20, 0),
        ("respiratory rate", 24, 2), ("respiratory rate", 25, 3), ("oxygen saturation", 91, 3),
        ("oxygen saturation", 93, 2), ("oxygen saturation", 95, 1), ("oxygen saturation", 96, 0), ("systolic", 90, 3),
        ("systolic", 100, 2), ("systolic", 110, 1), ("systolic", 219, 0), ("systolic", 220, 3), ("heart rate", 40, 3),
        ("heart rate", 50, 1), ("heart rate", 90, 0), ("heart rate", 110, 1), ("heart rate", 130, 2),
        ("heart rate", 131, 3), ("temperature", 35.0, 3), ("temperature", 36.0, 1), ("temperature", 38.0, 0),
        ("temperature", 39.0, 1), ("temperature", 39.1, 2),
    ],
)  # fmt: skip
def test_bands_are_those_of_the_score(sign: str, value: float, worth: int) -> None:
    assert points({sign: value}) == {sign: worth}


def test_what_was_not_measured_has_no_points_at_all() -> None:
    assert points({}) == {}
    assert points({"weight": 80.0, "supplemental oxygen": "yes", "consciousness": "confused"}) == {
        "supplemental oxygen": 2,
        "consciousness": 3,
    }


def test_the_colleges_thresholds_set_the_least_level() -> None:
    assert floor({"a": 2, "b": 2}) == "routine"
    assert floor({"a": 3}) == floor({"a": 2, "b": 2, "c": 1}) == "urgent"
    assert floor({"a": 3, "b": 2, "c": 2}) == "emergency"


def fact(name: str, assertion: str = "present", **values: object) -> dict[str, object]:
    return {"kind": "vital", "name": name, "assertion": assertion, "values": values}


def test_the_last_present_value_counts_and_fahrenheit_is_converted() -> None:
    found, numbers = signs_of([
        fact("blood pressure", systolic=150, diastolic=90),
        fact("heart rate", value=70),
        fact("heart rate", value=104),
        fact("oxygen saturation", "uncertain", value=80),
        fact("temperature", value=102.2),
        {"kind": "drug", "name": "heart rate", "values": {"value": 5}},
    ])  # fmt: skip
    assert found == {"systolic": 150.0, "heart rate": 104.0, "temperature": 39.0}
    assert numbers == {"systolic": 0, "heart rate": 2, "temperature": 4}
