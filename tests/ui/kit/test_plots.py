from datetime import date, timedelta

from ui.kit.plots import Share, bars_html, calendar_html, shares_html, tiles_html

BAD = "<img src=x onerror=alert(1)>"


def test_a_plot_carries_its_sentence_and_its_figures_as_a_table() -> None:
    html = bars_html("Coming", [("1 May", 4.0), ("2 May", 0.0)], "Four cards.", "cards due")
    assert "<figcaption><b>Coming</b> <span>Four cards.</span>" in html
    assert '<th scope="row">1 May</th><td>4</td>' in html
    assert "height:100.0%" in html and "height:0.0%" in html


def test_labels_are_written_only_so_often_but_said_for_every_bar() -> None:
    html = bars_html("T", [(f"day {at}", 1.0) for at in range(4)], "", "cards", every=2)
    assert html.count("<span>day") == 2
    assert html.count("title=") == 4


def test_shares_show_interval_and_target_on_one_scale() -> None:
    html = shares_html("Kept", [Share("All", 0.9, 0.8, 0.95, 40), Share("Speaking", None, None, None, 0)], "", 0.85)
    assert "90.0% [80.0%, 95.0%] of 40" in html
    assert "no reviews yet" in html
    assert 'class="dot" style="left:66.67%;width:0.00%"' in html, "0.9 lies two thirds between 0.7 and 1"
    assert html.count('class="target"') == 2


def test_a_share_below_the_scale_widens_it() -> None:
    html = shares_html("Kept", [Share("All", 0.5, 0.35, 0.65, 40)], "")
    assert "<span>30%</span>" in html


def test_the_calendar_shades_days_by_what_was_done() -> None:
    today = date(2026, 5, 6)
    html = calendar_html("Year", {today: 40, today - timedelta(days=1): 1}, today, "Two days.", weeks=2)
    assert 'data-shade="4" title="Wed 06 May 2026: 40"' in html
    assert 'data-shade="1" title="Tue 05 May 2026: 1"' in html
    assert html.count("<i ") == 10, "two weeks, the second up to today"


def test_markup_stays_text() -> None:
    html = bars_html(BAD, [(BAD, 1.0)], BAD, BAD) + shares_html(BAD, [Share(BAD, 0.5, 0.4, 0.6, 1)], BAD)
    assert BAD not in html + tiles_html([(BAD, BAD, BAD)])
