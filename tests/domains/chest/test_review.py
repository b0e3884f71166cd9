from datetime import UTC, date, datetime

import pytest

from core.finding import Finding, State
from domains.chest.cases import Choice, Decision, NotNow, Record, Stated
from domains.chest.review import draft, in_force, last_step, stated_by, title
from domains.chest.store import DecisionRow

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _finding(state: State) -> Finding:
    return Finding("Mass", 0.0, (), state)


def _row(step: str, label: str, choice: Choice, undone: bool = False, reading: int = 1) -> DecisionRow:
    row = DecisionRow(reading_id=reading, step=step, label=label, choice=choice.value, stated=None)
    row.comment, row.by, row.by_name, row.at = "", "a", "A", NOW
    row.undone_at = NOW if undone else None
    return row


@pytest.mark.parametrize(
    ("state", "stated"),
    [
        (State.RULE_IN, Stated.PRESENT),
        (State.RULE_OUT, Stated.ABSENT),
        (State.UNDECIDED, Stated.UNCERTAIN),
        (State.NOT_CERTIFIED, Stated.UNCERTAIN),
    ],
)
def test_accepting_says_what_the_machine_says_and_no_more(state: State, stated: Stated) -> None:
    assert stated_by(_finding(state), Choice.ACCEPT, Stated.PRESENT) is stated


def test_a_rejection_says_nothing_and_an_edit_what_the_clinician_says() -> None:
    assert stated_by(_finding(State.RULE_IN), Choice.REJECT, Stated.PRESENT) is None
    assert stated_by(_finding(State.RULE_IN), Choice.EDIT, Stated.ABSENT) is Stated.ABSENT


def test_an_edit_without_a_statement_is_turned_down() -> None:
    with pytest.raises(NotNow, match="choose present, absent or uncertain"):
        stated_by(_finding(State.RULE_IN), Choice.EDIT, None)


def test_the_last_decision_that_was_not_taken_back_stands() -> None:
    rows = [
        _row("1", "Mass", Choice.ACCEPT),
        _row("2", "Mass", Choice.REJECT),
        _row("3", "Mass", Choice.EDIT, undone=True),
        _row("4", "Edema", Choice.ACCEPT, reading=2),
    ]
    assert {label: d.choice for label, d in in_force(rows, 1).items()} == {"Mass": Choice.REJECT}
    assert in_force(rows, None) == {}


def test_a_step_of_several_decisions_is_one_step() -> None:
    rows = [_row("1", "Mass", Choice.ACCEPT), _row("2", "Edema", Choice.ACCEPT), _row("2", "Nodule", Choice.ACCEPT)]
    assert [row.label for row in last_step(rows, 1)] == ["Edema", "Nodule"]
    assert last_step([], 1) == []


def _decision(label: str, stated: Stated | None, comment: str = "") -> Decision:
    choice = Choice.REJECT if stated is None else Choice.EDIT
    return Decision(label, choice, stated, comment, "Dr Ada", NOW)


def test_the_report_says_only_what_was_accepted() -> None:
    decisions = {
        d.label: d
        for d in (
            _decision("Mass", Stated.PRESENT, "right lower lobe."),
            _decision("Nodule", Stated.PRESENT),
            _decision("Edema", None, "never say this"),
            _decision("Pleural_Thickening", Stated.UNCERTAIN),
            _decision("Pneumothorax", Stated.ABSENT),
        )
    }
    order = ("Nodule", "Mass", "Edema", "Pleural_Thickening", "Pneumothorax", "Effusion")
    assert draft(title(True, Record(view="PA"), date(2004, 8, 26)), decisions, order) == (
        "Chest radiograph, PA, 2004-08-26.\n"
        "Present: nodule; mass (right lower lobe).\n"
        "Uncertain: pleural thickening.\n"
        "Absent: pneumothorax."
    )


def test_a_report_of_nothing_says_so() -> None:
    decisions = {"Mass": _decision("Mass", None)}
    assert (
        draft(title(False, Record(view="PA"), None), decisions, ("Mass",))
        == "Read without a film.\nNo finding was accepted."
    )
