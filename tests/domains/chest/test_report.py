from datetime import UTC, datetime

import pytest

from domains.chest.cases import Choice, Decision
from domains.chest.report import came_last, changes, merged, report_view, text_of
from domains.chest.store import DecisionRow, ReportRow

NOW = datetime(2026, 1, 2, tzinfo=UTC)
BEFORE = "Chest radiograph.\nPresent: mass.\nAbsent: edema."
AFTER = "Chest radiograph.\nPresent: mass; nodule.\nUncertain: effusion.\nAbsent: edema."


def row(text: str | None, draft: str = BEFORE, after: int = 0) -> ReportRow:
    made = ReportRow(text=text, draft=draft, after_decision=after, by="a", by_name="Dr Ada", at=NOW)
    return made


def test_the_draft_stands_until_somebody_writes() -> None:
    assert text_of(None, BEFORE) == BEFORE
    assert text_of(row(None), AFTER) == AFTER
    assert text_of(row("Mine."), AFTER) == "Mine."
    assert text_of(row(""), AFTER) == "", "a report that was emptied is empty"


def test_words_that_are_the_draft_are_no_edit() -> None:
    view = report_view(row(BEFORE), BEFORE, {})
    assert (view.text, view.edited, view.changes, view.by) == (BEFORE, False, (), "")


def test_ones_own_words_stay_and_what_changed_under_them_is_shown() -> None:
    view = report_view(row("Mine."), AFTER, {})
    assert (view.text, view.draft, view.edited, view.by, view.at) == ("Mine.", AFTER, True, "Dr Ada", NOW)
    assert view.changes == (("-", "Present: mass."), ("+", "Present: mass; nodule."), ("+", "Uncertain: effusion."))
    assert report_view(row("Mine.", draft=AFTER), AFTER, {}).changes == ()


def test_equal_drafts_have_no_changes() -> None:
    assert changes(BEFORE, BEFORE) == ()


@pytest.mark.parametrize(
    ("mine", "then"),
    [
        (BEFORE, AFTER),
        (f"{BEFORE}\nCompared with last year: no change.", f"{AFTER}\nCompared with last year: no change."),
        ("Chest radiograph.\nPresent: one large mass.\nAbsent: edema.",
         "Chest radiograph.\nPresent: mass; nodule.\nUncertain: effusion.\nPresent: one large mass.\nAbsent: edema."),
        ("Mine alone.", "Mine alone.\nPresent: mass; nodule.\nUncertain: effusion."),
    ],
)  # fmt: skip
def test_what_changed_is_taken_in_and_nothing_of_the_readers_is_touched(mine: str, then: str) -> None:
    assert merged(mine, BEFORE, AFTER) == then


def test_what_went_from_the_draft_goes_where_it_stands_word_for_word() -> None:
    assert merged(AFTER, AFTER, BEFORE) == BEFORE
    assert merged("Uncertain: effusion, small.", AFTER, BEFORE) == "Uncertain: effusion, small.\nPresent: mass."


def test_a_draft_that_did_not_change_changes_nothing() -> None:
    assert merged("Mine.", BEFORE, BEFORE) == "Mine."


def test_which_step_came_last_is_told_without_the_clock() -> None:
    step = [DecisionRow(id=7), DecisionRow(id=8)]
    assert came_last(row("x", after=8), step)
    assert not came_last(row("x", after=7), step)
    assert came_last(row("x", after=0), [])
    assert not came_last(None, step)


def test_warnings_come_with_the_view() -> None:
    rejected = Decision("Mass", Choice.REJECT, None, "", "Dr Ada", NOW)
    view = report_view(row("A mass on the left."), BEFORE, {"Mass": rejected})
    assert view.warnings == (
        "The report names mass ('mass'), which you rejected: take it out, or decide the finding anew.",
    )
