"""Operating points: chosen in the settings, drawn as a list, said of a reading, and explained in patients."""

import pytest
from streamlit.testing.v1 import AppTest

from domains.chest import points
from domains.chest.config import Config
from domains.chest.points import OperatingPoint
from domains.chest.training.certify import ERROR_RATES


def test_the_weights_are_certified_at_every_point_that_can_be_chosen() -> None:
    assert sorted(point.error_rate for point in OperatingPoint) == sorted(ERROR_RATES)
    assert Config().operating_point is OperatingPoint.STANDARD


def _form() -> None:
    import streamlit as st

    from domains.chest.config import Config
    from ui.kit.schemaform import fields

    chosen = fields(Config.model_json_schema(), Config().model_dump(mode="json"), "form")
    st.text(Config.model_validate(chosen).operating_point)


def test_the_form_draws_it_as_a_list_and_takes_what_is_chosen() -> None:
    page = AppTest.from_function(_form).run(timeout=30)
    assert not page.exception
    box = next(each for each in page.selectbox if each.label == "Operating point")
    assert (box.options, box.value) == (["cautious", "standard", "decisive"], "standard")
    box.select("decisive").run()
    assert page.text[-1].value == "decisive"


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({}, ""),
        ({"error_rate": 0.1}, "Operating point standard (10 %)."),
        ({"error_rate": 0.03}, "Operating point 3 %."),
        ({"error_rate": 0.05, "withheld": True}, "Operating point cautious (5 %): nothing was certified at it."),
        (
            {"error_rate": 0.2, "calibration": {"cases": 240}},
            "Operating point decisive (20 %), calibrated on 240 local cases.",
        ),
    ],
)
def test_what_is_said_of_a_reading(about: dict[str, object], sentence: str) -> None:
    assert points.sentence(about) == sentence


def test_it_is_explained_in_patients() -> None:
    assert "Of 100 patients who have a finding, it is ruled out wrongly in at most about 5" in points.meaning(0.05)
