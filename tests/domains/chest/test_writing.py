from collections.abc import Callable

import pytest

from data.actor import Actor
from domains.chest.cases import CaseView, Choice, Conflict, NotNow, Redraft, ReportView, Stated
from tests.domains.chest.room import Room


@pytest.fixture
def case(room: Room, ada: Actor) -> CaseView:
    return room.reviewable(ada)


def report(case: CaseView) -> ReportView:
    assert case.report is not None
    return case.report


def test_the_readers_words_outlive_further_decisions_and_the_draft_is_kept_beside(
    room: Room, ada: Actor, case: CaseView
) -> None:
    one, two = case.undecided[:2]
    case = room.service.decide(ada, case.id, case.version, one, Choice.EDIT, Stated.PRESENT)
    drafted = report(case).text
    case = room.service.edit_report(ada, case.id, case.version, f"{drafted}\nSeen with Dr Bob.\x00 ", "s1")
    assert report(case).text == f"{drafted}\nSeen with Dr Bob. "
    case = room.service.decide(ada, case.id, case.version, two, Choice.EDIT, Stated.ABSENT)
    assert report(case).text == f"{drafted}\nSeen with Dr Bob. "
    assert ("+", f"Absent: {two.replace('_', ' ').lower()}.") in report(case).changes
    case = room.service.redraft(ada, case.id, case.version, Redraft.MERGE)
    assert report(case).text.endswith("Seen with Dr Bob. \nAbsent: " + two.replace("_", " ").lower() + ".") or (
        f"Absent: {two.replace('_', ' ').lower()}." in report(case).text
    )
    assert report(case).changes == ()


def test_undo_is_the_inverse_of_edits_redrafts_and_decisions_alike(room: Room, ada: Actor, case: CaseView) -> None:
    service, key = room.service, case.id
    one, two = case.undecided[:2]
    steps: list[Callable[[CaseView], CaseView]] = [
        lambda c: service.edit_report(ada, key, c.version, "Mine.", "s1"),
        lambda c: service.decide(ada, key, c.version, one, Choice.EDIT, Stated.PRESENT),
        lambda c: service.edit_report(ada, key, c.version, "Mine, longer.", "s1"),
        lambda c: service.redraft(ada, key, c.version, Redraft.MERGE),
        lambda c: service.decide(ada, key, c.version, two, Choice.REJECT),
        lambda c: service.redraft(ada, key, c.version, Redraft.FRESH),
        lambda c: service.edit_report(ada, key, c.version, "Anew.", "s2"),
        lambda c: service.edit_report(ada, key, c.version, "Anew!", "s3"),
    ]
    seen = [case]
    for step in steps:
        seen.append(step(seen[-1]))
    for before in reversed(seen[:-1]):
        case = service.undo(ada, key, service.open_case(ada, key).version)
        assert (case.report, case.decisions, case.can_undo) == (before.report, before.decisions, before.can_undo)
    with pytest.raises(NotNow, match="no decision to take back"):
        service.undo(ada, key, case.version)
    assert room.count("reports") == 6


def test_what_is_saved_while_typing_is_one_step(room: Room, ada: Actor, case: CaseView) -> None:
    for text in ("C", "Cl", "Clear."):
        case = room.service.edit_report(ada, case.id, case.version, text, "s1")
    assert room.count("reports") == 1
    assert [row.detail["characters"] for row in room.log() if row.action == "report.edit"] == [1, 2, 6]
    before = case
    case = room.service.edit_report(ada, case.id, case.version, "Clear.", "s2")
    assert (room.count("reports"), report(case)) == (1, report(before))
    case = room.service.undo(ada, case.id, case.version)
    assert not report(case).edited
    assert not case.can_undo


def test_another_reader_begins_a_step_of_their_own_and_takes_back_only_that(
    room: Room, ada: Actor, bob: Actor, case: CaseView
) -> None:
    case = room.service.edit_report(ada, case.id, case.version, "Ada's.", "s1")
    case = room.service.edit_report(bob, case.id, case.version, "Bob's.", "s1")
    with pytest.raises(NotNow, match="The last edit of the report is Dr Bob's"):
        room.service.undo(ada, case.id, case.version)
    assert report(room.service.undo(bob, case.id, case.version)).text == "Ada's."


def test_a_stale_edit_is_refused_and_changes_nothing(room: Room, ada: Actor, bob: Actor, case: CaseView) -> None:
    room.service.edit_report(ada, case.id, case.version, "Ada's.", "s1")
    with pytest.raises(Conflict):
        room.service.edit_report(bob, case.id, case.version, "Bob's.", "s2")
    assert report(room.service.open_case(bob, case.id)).text == "Ada's."


def test_unusable_edits_change_nothing(room: Room, ada: Actor, case: CaseView) -> None:
    rows = len(room.log())
    with pytest.raises(NotNow, match="longer than 20000"):
        room.service.edit_report(ada, case.id, case.version, "x" * 20_001)
    with pytest.raises(NotNow, match="follows the draft already"):
        room.service.redraft(ada, case.id, case.version, Redraft.FRESH)
    assert (room.count("reports"), len(room.log())) == (0, rows)


def test_an_empty_report_cannot_be_signed(room: Room, ada: Actor, case: CaseView) -> None:
    case = room.service.accept_undecided(ada, case.id, case.version)
    case = room.service.edit_report(ada, case.id, case.version, " \n", "s1")
    assert case.sign_blocker == "The report has no words: write it, or take the draft."
    with pytest.raises(NotNow, match="has no words"):
        room.service.sign(ada, case.id, case.version, confirmed=True)


def test_the_signed_document_holds_the_words_the_draft_and_that_they_differ(
    room: Room, ada: Actor, case: CaseView
) -> None:
    case = room.service.accept_undecided(ada, case.id, case.version)
    drafted = report(case).draft
    case = room.service.edit_report(ada, case.id, case.version, "In my words. ", "s1")
    signed = room.service.sign(ada, case.id, case.version, confirmed=True)
    (version,) = signed.signed
    assert version.text == "In my words."
    assert [version.document[key] for key in ("report", "draft", "report_edited")] == ["In my words.", drafted, True]
    late: list[Callable[[], object]] = [
        lambda: room.service.edit_report(ada, case.id, signed.version, "Late."),
        lambda: room.service.redraft(ada, case.id, signed.version, Redraft.FRESH),
        lambda: room.service.undo(ada, case.id, signed.version),
    ]
    for step in late:
        with pytest.raises(NotNow, match="goes into an addendum"):
            step()


def test_blind_first_there_is_no_report_to_write(room: Room, ada: Actor, case: CaseView) -> None:
    room.configure(blind_first=True)
    hidden = room.service.open_case(ada, case.id)
    assert hidden.report is None
    with pytest.raises(NotNow, match="own impression first"):
        room.service.edit_report(ada, case.id, hidden.version, "Early.")
