"""What becomes of a note when its transcript is told anew."""

from typing import Any

import pytest

from domains.telemedicine.notes.frame import framed, is_soap, titles
from domains.telemedicine.notes.merging import merged
from domains.telemedicine.notes.sentences import accept, add, blocker, decide, drafted, edit
from domains.telemedicine.views import SentenceState

BEFORE = [{"text": text} for text in ("I take met for men.", "It helps.", "I sleep badly.", "Your chest is clear.")]
AFTER = [{"text": "I take metformin."}, *BEFORE[1:]]


def draft(*sections: tuple[str, list[tuple[str, list[int]]]]) -> list[dict[str, Any]]:
    return [
        {"title": title, "sentences": [{"text": text, "sources": sources} for text, sources in sentences]}
        for title, sentences in sections
    ]


OLD = draft(("Drugs", [("Takes met for men.", [0]), ("It helps.", [1])]), ("Exam", [("Chest clear.", [3])]))
NEW = draft(("Drugs", [("Takes metformin.", [0]), ("It helps.", [1])]), ("Exam", [("Chest clear.", [3])]))


def told(note: list[dict[str, Any]]) -> list[tuple[str, str, bool]]:
    return [(one["text"], one["state"], one["changed"]) for section in note for one in section["sentences"]]


def test_what_nobody_decided_on_follows_the_machine() -> None:
    assert told(merged(drafted(OLD), NEW, AFTER)) == [
        ("Takes metformin.", "proposed", False),
        ("It helps.", "proposed", False),
        ("Chest clear.", "proposed", False),
    ]


def test_what_was_accepted_stays_and_is_marked_where_its_source_changed() -> None:
    note = drafted(OLD)
    for section in note:
        for one in section["sentences"]:
            accept(one, True, BEFORE)
    after = merged(note, NEW, AFTER)
    assert told(after) == [
        ("Takes met for men.", "accepted", True),
        ("Takes metformin.", "proposed", False),
        ("It helps.", "accepted", False),
        ("Chest clear.", "accepted", False),
    ]
    assert blocker(after).startswith("What one sentence rests upon has changed")
    accept(after[0]["sentences"][0], True, AFTER)
    assert "One sentence is not decided" in blocker(after)


def test_an_edit_whose_source_changed_stays_in_the_clinicians_words() -> None:
    note = drafted(OLD)
    edit(note[0]["sentences"][0], "On metformin.", BEFORE)
    same = merged(note, OLD, AFTER)
    assert told(same)[0] == ("On metformin.", "edited", True)
    again = merged(same, OLD, AFTER)
    assert told(again)[0] == ("On metformin.", "edited", True)


def test_what_was_removed_stays_removed_only_while_the_machine_says_it() -> None:
    note = drafted(OLD)
    decide(note[0]["sentences"][0], SentenceState.REMOVED, BEFORE)
    assert told(merged(note, OLD, BEFORE))[0] == ("Takes met for men.", "removed", False)
    assert told(merged(note, NEW, AFTER))[0] == ("Takes metformin.", "proposed", False)


def test_ones_own_words_stay_in_a_section_that_the_machine_no_longer_has() -> None:
    note = drafted(OLD)
    add(note, 1, "Looks well.", [], BEFORE)
    after = merged(note, NEW[:1], AFTER)
    assert [section["title"] for section in after] == ["Drugs", "Exam"]
    assert told(after)[-1] == ("Looks well.", "own", False)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_sentence_without_sources_has_no_place(gone: int) -> None:
    bare = draft(("Drugs", [("Takes nothing.", []), ("It helps.", [1])][gone:]))
    assert [text for text, *_ in told(drafted(bare))] == ["It helps."]
    assert [text for text, *_ in told(merged([], bare, AFTER))] == ["It helps."]


def test_a_note_has_all_its_headings_and_keeps_their_kind() -> None:
    note = framed(drafted(draft(("Objective", [("Chest clear.", [3])]), ("Other", [("It helps.", [1])]))), soap=True)
    assert [section["title"] for section in note] == ["Subjective", "Objective", "Assessment and plan", "Other"]
    assert is_soap(note) and not is_soap(framed([], soap=False))
    assert [section["title"] for section in merged(note, [], BEFORE)][:3] == list(titles(soap=True))
