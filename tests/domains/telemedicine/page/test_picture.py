from domains.telemedicine.page.facts import values_words
from domains.telemedicine.page.picture import contributions_html, measures_html, triage_html
from domains.telemedicine.page.told import Drawn
from ui.kit.player import Speaker

TRIAGE = {
    "level": "urgent",
    "probability": 0.62,
    "contributions": [{"modality": "text", "log_odds": 1.5}, {"modality": "audio", "log_odds": -0.4}],
    "baseline": {"level": "soon", "probability": 0.48},
}
DRAWN = Drawn((), (Speaker("S1", "Doctor", "doctor", 0), Speaker("S2", "Patient", "patient", 1)), (), ())


def test_the_fused_level_stands_beside_the_one_from_text_alone_and_says_that_it_is_weak() -> None:
    told = triage_html(TRIAGE)
    assert told.index("Urgent") < told.index("Soon") and "62 %" in told and "48 %" in told
    assert "baseline" in told and "weak labels" in told.lower()


def test_contributions_point_to_either_side() -> None:
    told = contributions_html(TRIAGE["contributions"])  # type: ignore[arg-type]
    assert '<tr data-sign="for"><th scope="row">What was said</th>' in told
    assert '<tr data-sign="against"><th scope="row">How it sounded</th>' in told
    assert contributions_html(()) == ""


def test_who_talked_how_long_is_named_and_levels_are_binned() -> None:
    told = measures_html({"talk": {"S1": 30.0, "S2": 90.0}, "levels": [-20.0] * 600, "overlap": 2}, DRAWN)
    assert "Doctor" in told and "1:30, 75 %" in told and "Both at once: 0:02" in told
    assert told.count('<div title="') == 60


def test_markup_in_what_was_told_stays_text() -> None:
    assert "<b>x" not in triage_html({**TRIAGE, "level": "<b>x"})
    assert "<i>m" not in contributions_html([{"modality": "<i>m", "log_odds": 1.0}])


def test_values_of_a_fact_in_words() -> None:
    values = {"dose": "10 mg", "route": "by mouth", "frequency": "once a day", "level": "urgent", "note": None}
    assert values_words({"values": values}) == "10 mg, by mouth, once a day"
