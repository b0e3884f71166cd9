from typing import Any

from domains.telemedicine.page.told import drawn, fact_words


def said(speaker: str | None, role: str, start: float | None, text: str = "Yes.", **more: Any) -> dict[str, Any]:
    end = None if start is None else start + 1
    return {"speaker": speaker, "role": role, "start": start, "end": end, "text": text, **more}


TOLD = {
    "utterances": [
        said("A", "doctor", 0.0, "What do you take?"),
        said("B", "patient", 2.0, "Lisinopril.", words=[["Lisinopril.", 2.1, 2.8, 0.7]], corrected=True),
        said("C", "patient", 4.0, "And I take nothing."),
        said("A", "doctor", 7.0, "We will see."),
    ],
    "topics": [
        {"first": 0, "stop": 3, "header": "MEDICATIONS", "name": "Medications", "probability": 0.9},
        {"first": 3, "stop": 4, "header": "PLAN", "name": "Plan", "probability": 0.8},
    ],
    "facts": [
        {"kind": "drug", "name": "lisinopril", "utterance": 1, "start": 0, "end": 10, "assertion": "present"},
        {"kind": "finding", "name": "cough", "utterance": 2, "start": 0, "end": 3, "assertion": "present"},
        {"kind": "allergy", "name": "penicillin", "utterance": 2, "start": 0, "end": 3, "assertion": "absent"},
    ],
}


def test_voices_of_one_role_are_told_apart_by_number_and_share_its_colour() -> None:
    speakers = drawn(TOLD).speakers
    assert [(each.name, each.tone) for each in speakers] == [("Doctor", 0), ("Patient 1", 1), ("Patient 2", 1)]
    assert [line.speaker for line in drawn(TOLD).lines] == [0, 1, 2, 0]


def test_topics_follow_each_other_without_a_gap() -> None:
    first, second = drawn(TOLD).stretches
    assert (first.start, first.end, second.start, second.end) == (0.0, 7.0, 7.0, 8.0)
    assert first.tone != second.tone


def test_what_holds_is_marked_at_its_word_and_what_was_denied_is_not() -> None:
    (mark,) = drawn(TOLD).marks
    assert (mark.words, mark.second, mark.utterance) == ("Lisinopril", 2.1, 1)
    assert fact_words({"text": "penicillin"}) == "Penicillin"


def test_a_transcript_without_times_or_names_is_drawn_too() -> None:
    told = drawn(
        {"utterances": [said(None, "other", None)], "topics": [{"first": 0, "stop": 1, "header": "X", "name": "X"}]}
    )
    assert told.lines[0].start is None and told.stretches[0].start is None
    assert told.speakers[0].name == "Other"


def test_nothing_told_is_nothing_drawn() -> None:
    assert drawn({}).lines == ()
