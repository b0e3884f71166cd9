"""Sentences decided on, the note signed and amended."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from data.audit import rows
from domains.telemedicine.views import Conflict, NotNow, SentenceState, VisitState, VisitView
from tests.domains.telemedicine.conftest import ADA, Practice


def sentence(view: VisitView, section: int = 0, number: int = 0) -> tuple[str, str, tuple[int, ...]]:
    one = view.note[section].sentences[number]
    return one.text, one.state.value, one.sources


def test_each_decision_is_kept_with_its_author_and_its_sources(practice: Practice) -> None:
    view, service = practice.read(), practice.service
    words, _, sources = sentence(view)
    view = service.accept(ADA, view.id, view.version, 0, 0)
    assert sentence(view) == (words, "accepted", sources)
    view = service.edit_sentence(ADA, view.id, view.version, 0, 0, "  Cough for\n3 weeks. ")
    assert sentence(view) == ("Cough for 3 weeks.", "edited", sources)
    assert view.note[0].sentences[0].proposed == words
    view = service.edit_sentence(ADA, view.id, view.version, 0, 0, words)
    assert sentence(view)[1] == "accepted"
    view = service.accept(ADA, view.id, view.version, 0, 0, False)
    assert sentence(view) == (words, "proposed", sources)
    view = service.remove_sentence(ADA, view.id, view.version, 0, 0)
    assert sentence(view)[1] == "removed"
    view = service.accept(ADA, view.id, view.version, 0, 0)
    assert sentence(view)[1] == "accepted"


def test_a_sentence_of_ones_own_is_marked_and_rests_on_what_one_names(practice: Practice) -> None:
    view, service = practice.read(), practice.service
    view = service.add_sentence(ADA, view.id, view.version, 0, "Looks tired.", [3, 1, 3])
    own = view.note[0].sentences[-1]
    assert (own.state, own.author, own.sources, own.proposed) == (SentenceState.OWN, "clinician", (1, 3), "")
    view = service.edit_sentence(ADA, view.id, view.version, 0, own.number, "Looks very tired.")
    assert view.note[0].sentences[-1].state is SentenceState.OWN
    count = len(view.note[0].sentences)
    view = service.remove_sentence(ADA, view.id, view.version, 0, own.number)
    assert len(view.note[0].sentences) == count - 1


@pytest.mark.parametrize(
    ("section", "words", "sources", "why"),
    [
        (99, "Tired.", [], "no such section"),
        (0, " ", [], "needs words"),
        (0, "Tired.", [99], "utterances of this visit"),
        (0, "x" * 2001, [], "2000 characters"),
    ],
    ids=["section", "blank", "source", "long"],
)
def test_what_cannot_be_added_changes_nothing(
    practice: Practice, section: int, words: str, sources: list[int], why: str
) -> None:
    view = practice.read()
    with pytest.raises(NotNow, match=why):
        practice.service.add_sentence(ADA, view.id, view.version, section, words, sources)
    assert practice.service.open(ADA, view.id) == view


def test_a_change_of_what_one_saw_long_ago_is_refused(practice: Practice) -> None:
    view = practice.read()
    practice.service.accept(ADA, view.id, view.version, 0, 0)
    with pytest.raises(Conflict, match="changed while you had it open"):
        practice.service.remove_sentence(ADA, view.id, view.version, 0, 0)


def test_changes_are_taken_back_one_by_one(practice: Practice) -> None:
    first, service = practice.read(), practice.service
    view = service.accept(ADA, first.id, first.version, 0, 0)
    view = service.add_sentence(ADA, view.id, view.version, 0, "Tired.")
    assert view.undo == "a sentence of your own"
    view = service.undo(ADA, view.id, view.version)
    assert view.undo == "an acceptance"
    view = service.undo(ADA, view.id, view.version)
    assert (view.note, view.undo) == (first.note, "")
    with pytest.raises(NotNow, match="nothing to take back"):
        service.undo(ADA, view.id, view.version)


def test_signing_needs_a_decision_on_every_sentence(practice: Practice) -> None:
    view, service = practice.read(), practice.service
    with pytest.raises(NotNow, match="not decided yet"):
        service.sign(ADA, view.id, view.version)
    count = sum(len(section.sentences) for section in view.note)
    view = service.accept_all(ADA, view.id, view.version)
    assert view.sign_blocker == ""
    signed = service.sign(ADA, view.id, view.version)
    view = service.open(ADA, view.id)
    assert view.state is VisitState.SIGNED and view.signed == (signed,)
    assert signed.intact and signed.text.startswith(view.note[0].title)
    assert [event.what for event in view.history[:2]] == ["signed version 1", f"accepted {count} sentences"]
    assert view.history[-1].what == "began the visit and recorded the consent" and view.history[0].who == "Dr Ada"
    (row,) = [each for each in rows(practice.database, limit=60) if each.action == "note.sign"]
    assert row.detail["sha256"] == signed.sha256 and "text" not in row.detail
    for call in (
        lambda: service.accept_all(ADA, view.id, view.version),
        lambda: service.sign(ADA, view.id, view.version),
        lambda: service.correct(ADA, view.id, view.version, 0, "Good evening."),
    ):
        with pytest.raises(NotNow, match="signed: amend it first"):
            call()


def test_an_empty_note_is_not_signed(practice: Practice) -> None:
    view, service = practice.read(), practice.service
    for section in view.note:
        for one in section.sentences:
            view = service.remove_sentence(ADA, view.id, view.version, section.number, one.number)
    with pytest.raises(NotNow, match="The note is empty"):
        service.sign(ADA, view.id, view.version)


def test_an_amendment_is_a_further_version_with_its_reason(practice: Practice) -> None:
    view, service = practice.signed(), practice.service
    with pytest.raises(NotNow, match="Say why"):
        service.amend(ADA, view.id, " ")
    opened = service.amend(ADA, view.id, "By mistake.")
    assert opened.undo == "the amendment"
    assert service.undo(ADA, view.id, opened.version).state is VisitState.SIGNED
    after = service.amend(ADA, view.id, "The dose was wrong.")
    after = service.add_sentence(ADA, after.id, after.version, 0, "The dose is 250 milligrams.")
    second = service.sign(ADA, after.id, after.version)
    assert (second.number, second.reason) == (2, "The dose was wrong.")
    assert service.open(ADA, view.id).signed == (view.signed[0], second)
    with pytest.raises(NotNow, match="Only a signed note is amended"):
        service.amend(ADA, practice.read().id, "No reason.")


def test_a_version_that_was_tampered_with_is_told(practice: Practice) -> None:
    view = practice.signed()
    with practice.database.write() as session:
        session.execute(text("DROP TRIGGER signed_notes_no_update"))
        session.execute(text("UPDATE signed_notes SET document = replace(document, 'cough', 'sneeze')"))
    (version,) = practice.service.open(ADA, view.id).signed
    assert not version.intact and version.sections == ()
    assert "NOT INTACT" in practice.service.export(ADA, view.id, "text").data.decode()
    assert practice.service.offered_notes(ADA, "P1") == []


def test_of_many_who_change_the_same_version_at_once_one_is_taken(practice: Practice) -> None:
    view = practice.read()

    def accepted(_number: int) -> bool:
        try:
            practice.service.accept(ADA, view.id, view.version, 0, 0)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(accepted, range(8))) == 1
    assert practice.service.open(ADA, view.id).version == view.version + 1
