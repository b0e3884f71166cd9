import re

import pytest

from core.case import Modality
from core.finding import Evidence, Finding, State
from tests.ui.kit.drawn import draw
from ui.kit import widgets

BAD = "<script>alert('x')</script>"


def finding(*log_odds: float) -> Finding:
    evidence = tuple(Evidence(f"source {i}", Modality.IMAGE, value) for i, value in enumerate(log_odds))
    return Finding(BAD, -1.0, evidence, State.UNDECIDED)


@pytest.mark.parametrize(
    "html",
    [
        widgets.banner_html(BAD),
        widgets.badge_html(BAD, BAD),
        widgets.heading_html(BAD, [BAD], [BAD]),
        widgets.empty_html(BAD, BAD),
        widgets.note_html(BAD, "red"),
        widgets.evidence_html(finding(1.0)),
    ],
)
def test_text_never_becomes_markup(html: str) -> None:
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_banner_says_what_this_is_not() -> None:
    assert "not a cleared medical device" in widgets.banner_html()
    assert "review and sign" in widgets.banner_html()


def test_a_badge_names_what_it_colours() -> None:
    assert widgets.badge_html("synthetic") == '<span class="chiron-badge" data-tone="violet">Synthetic</span>'
    assert 'data-tone="gray"' in widgets.badge_html("something else")


def test_what_is_not_known_is_not_mentioned() -> None:
    assert widgets.heading_html("Ada", ["", "64 years"]).count("<span>") == 1


@pytest.mark.parametrize(
    ("figures", "text"),
    [
        ((0.784, 0.741, 0.82), ".78 [.74, .82]"),
        ((1.0, 0.5, 1.0), "1.00 [.50, 1.00]"),
        ((-0.5, -1.25, 0.0), "-.50 [-1.25, .00]"),
    ],
)
def test_a_figure_comes_with_its_interval(figures: tuple[float, float, float], text: str) -> None:
    assert widgets.interval_text(*figures) == text
    assert re.sub("<[^>]+>", "", widgets.interval_html(*figures)) == text


def test_a_figure_that_could_not_be_measured_is_a_dash() -> None:
    assert widgets.interval_text(float("nan"), 0.1, 0.2).startswith("\N{EN DASH}")


@pytest.mark.parametrize(
    ("share", "text"), [(0.004, "< 1 %"), (0.996, "> 99 %"), (0.5, "50 %"), (0.0, "0 %"), (1.0, "100 %")]
)
def test_what_is_not_certain_is_never_shown_as_certain(share: float, text: str) -> None:
    assert widgets.percent(share) == text


def test_evidence_lies_on_its_side_of_nought_and_ends_with_the_sum() -> None:
    rows = re.findall(
        r'<tr data-sign="(\w+)"><th scope="row">([^<]+)</th>.*?<td>([^<]+)</td></tr>',
        widgets.evidence_html(finding(2.0, -0.5)),
    )
    minus = "\N{MINUS SIGN}"
    assert rows == [
        ("against", "Before this case", f"{minus}1.00"),
        ("for", "Source 0", "+2.00"),
        ("against", "Source 1", f"{minus}0.50"),
        ("for", "Sum", "+0.50"),
    ]


def test_bars_stay_within_their_box() -> None:
    html = widgets.evidence_html(finding(30.0, -60.0))
    for left, width in re.findall(r"left:([\d.]+)%;width:([\d.]+)%", html):
        assert 0 <= float(left) and float(left) + float(width) <= 100.01


def script() -> None:
    from ui.kit import widgets

    widgets.banner()
    widgets.empty("Nothing", "Do this.")
    widgets.refusal("film", "It is no film.")
    widgets.notice("Mind this.")
    widgets.failure("That failed.")


def test_the_widgets_draw() -> None:
    bodies = [each.proto.body for each in draw(script).get("html")]
    assert len(bodies) == 5
    assert "Film was not read. It is no film." in bodies[2]
    assert [('role="alert"' in body) for body in bodies] == [False, False, False, False, True]
