import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from domains.chest.page import figures, honesty
from domains.chest.page.curve import reliability_svg
from tests.domains.chest.room import Room

FIGURE = {"value": 0.7, "low": 0.6, "high": 0.8}
TOLD: dict[str, Any] = {
    "groups": [{"by": "sex", "group": "F", "films": 90, "findings": 11, "auroc": FIGURE, "calibration_error": FIGURE}],
    "shortcuts": {"thumbnails of 24 pixels": {"auroc": FIGURE, "within_a": FIGURE}},
    "image_use": {"Mass": True, "Edema": False},
    "image_use_losses": {"Mass": FIGURE},
    "agreement": {"label_sources": {"agree": 1076, "of": 1100}, "three_readers_unanimous": {"Mass": 0.22}},
    "coverage": {"nominal": 0.9, "present": 0.91, "absent": FIGURE},
    "data": {"train_films": 879, "train_patients": 675},
    "left_out": [{"label": "Hernia", "reason": "<b>10</b> films are too few"}],
}


def test_every_finding_has_its_figure_with_an_interval(room: Room) -> None:
    told = figures.by_label(room.service)
    assert set(told) == {each["label"] for each in room.service.figures()["findings"]}
    for sentence in told.values():
        assert re.search(r"AUROC [\d.]+ \[[\d.]+, [\d.]+\] on \d+ films kept aside, \d+ with it\.$", sentence)


def test_the_table_holds_the_means_beside_the_record_alone(room: Room) -> None:
    told = room.service.figures()
    html = honesty.means(told)
    assert html.count("chiron-interval") == 2 * len([key for key in honesty.MEANS if key in told])
    assert "Age, sex and view alone" in html
    assert honesty.findings(told).count("chiron-interval") == len(told["findings"])


def test_everything_that_was_measured_is_drawn() -> None:
    assert "female" in honesty.groups(TOLD) and "90, 11" in honesty.groups(TOLD)
    assert "not measured" in honesty.shortcuts(TOLD) and "Thumbnails of 24 pixels" in honesty.shortcuts(TOLD)
    assert "none: the finding was not shown to come from the film" in honesty.film_use(TOLD)
    assert "1076 of 1100 films" in honesty.agreement(TOLD) and "22 %" in honesty.agreement(TOLD)
    assert "0.910" in honesty.coverage(TOLD)
    assert "879" in honesty.data(TOLD) and "kept aside" not in honesty.data(TOLD)


@pytest.mark.parametrize("draw", [honesty.groups, honesty.shortcuts, honesty.film_use, honesty.agreement, honesty.data])
def test_what_was_not_measured_draws_nothing(draw: Any) -> None:
    assert draw({}) == ""


def test_labels_never_become_markup() -> None:
    each = {"label": "<b>x</b>", "auroc": 0.7, "low": 0.6, "high": 0.8, "positives_valid": 3}
    assert "<b>" not in honesty.findings({"findings": [each], "left_out": TOLD["left_out"]})


def test_the_curve_is_a_picture_of_its_own_with_its_numbers_beside_it() -> None:
    bins = [{"said": 0.1, "seen": 0.2, "low": 0.15, "high": 0.27, "count": 40}]
    svg = reliability_svg(bins)
    assert "said 10%, seen 20% of 40" in svg
    assert svg.count("<circle") == 1 and 'xmlns="http://www.w3.org/2000/svg"' in svg
    assert "0.100" in honesty.reliability({"reliability": bins}) and ">40<" in honesty.reliability(
        {"reliability": bins}
    )


def _panel(room: object) -> None:
    from domains.chest.page import figures

    figures.button(room.service)  # type: ignore[attr-defined]


def test_the_panel_opens_with_every_part_of_it(room: Room) -> None:
    page = AppTest.from_function(_panel, args=(room,), default_timeout=60).run()
    page.button(key="chest.figures").click().run()
    assert not page.exception
    assert [tab.label for tab in page.tabs] == list(figures.TABS)
    words = " ".join(each.value for each in [*page.markdown, *page.caption])
    assert "Operating point: standard (10 %)" in words
    assert "of 100 who do not have it, it is ruled in wrongly in at most about 10" in words


def test_adopted_weights_are_not_passed_off_as_the_shipped_ones() -> None:
    each = {"label": "Mass", "auroc": 0.7, "low": 0.6, "high": 0.8, "positives_valid": 3}
    told = {**TOLD, "findings": [each], "adopted": {"source": "<i>dice</i>", "films": 63, "patients": 60}}
    assert "NIH" not in honesty.data(told) and "&lt;i&gt;dice" in honesty.data(told) and "63" in honesty.data(told)
    assert "cross-validated" in honesty.findings(told) and "kept aside" not in honesty.findings(told)
