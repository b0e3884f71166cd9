"""Words, roles and repairs as a clinician corrects them, and the times that go with the words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domains.telemedicine.consultations.correcting import corrected, repaired, with_role
from domains.telemedicine.consultations.words import carried
from domains.telemedicine.views import NotNow


def timed(text: str) -> list[list[Any]]:
    return [[word, float(at), at + 0.5, 0.9] for at, word in enumerate(text.split())]


def said(text: str, *repairs: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    one = {"text": text, "words": timed(text), "heard": None, "speaker": "A", "role": "patient", "probability": 0.7}
    return [{**one, "repairs": list(repairs), "corrected": False, "kind": "speech", **more}]


def test_a_corrected_word_takes_the_time_of_the_one_that_was_heard() -> None:
    (one,) = corrected(said("I take met for men daily"), 0, "I take metformin daily")
    assert one["words"] == [["I", 0.0, 0.5, 0.9], ["take", 1.0, 1.5, 0.9], ["metformin", 2.0, 4.5, 1.0],
                            ["daily", 5.0, 5.5, 0.9]]  # fmt: skip
    assert (one["heard"], one["corrected"]) == ("I take met for men daily", True)


def test_words_put_in_lie_between_their_neighbours_and_shares_go_by_length() -> None:
    assert carried(timed("one four"), "one two four")[1] == ["two", 0.5, 1.0, 1.0]
    assert carried(timed("ab x"), "abcd ef x")[:2] == [["abcd", 0.0, 0.333, 1.0], ["ef", 0.333, 0.5, 1.0]]
    assert carried(timed("gone"), "") == [] and carried([], "typed") == []


WORD = st.text("abcdef", min_size=1, max_size=5)


@given(st.lists(WORD, min_size=1, max_size=12), st.lists(WORD, max_size=12))
def test_the_times_never_run_backwards_and_no_word_is_lost(before: list[str], after: list[str]) -> None:
    words = carried(timed(" ".join(before)), " ".join(after))
    assert [word[0] for word in words] == after
    starts = [word[1] for word in words]
    assert starts == sorted(starts) and all(word[1] <= word[2] for word in words)


REPAIR = {
    "start": 7,
    "end": 16,
    "before": "met for men",
    "after": "metformin",
    "kind": "drug",
    "score": 0.9,
    "words": [],
}


def test_a_repair_is_taken_back_and_brought_back() -> None:
    later = {
        "start": 21,
        "end": 31,
        "before": "lysine o prill",
        "after": "lisinopril",
        "kind": "drug",
        "score": 0.8,
        "words": [],
    }
    start = said("I take metformin and lisinopril", {**REPAIR, "kept": True}, {**later, "kept": True})
    back = repaired(start, 0, 0, False)
    assert back[0]["text"] == "I take met for men and lisinopril"
    first, second = back[0]["repairs"]
    assert (first["kept"], first["end"], second["start"], second["end"]) == (False, 18, 23, 33)
    assert repaired(back, 0, 0, True)[0]["text"] == start[0]["text"]
    with pytest.raises(NotNow, match="already"):
        repaired(back, 0, 0, False)
    with pytest.raises(NotNow, match="no such repair"):
        repaired(back, 0, 2, False)


def test_a_correction_moves_repairs_beside_it_and_ends_those_within() -> None:
    start = said("I take metformin daily", {**REPAIR, "kept": True})
    assert corrected(start, 0, "We take metformin daily")[0]["repairs"][0]["start"] == 8
    assert corrected(start, 0, "I take metformin weekly")[0]["repairs"][0]["start"] == 7
    assert corrected(start, 0, "I take insulin daily")[0]["repairs"] == []


def test_a_role_is_the_speakers_in_all_that_they_say() -> None:
    both = [*said("Hello"), *said("Hi", speaker="B"), *said("Well")]
    assert [one["role"] for one in with_role(both, "A", "doctor")] == ["doctor", "patient", "doctor"]
    for speaker, role in (("C", "doctor"), ("A", "nurse")):
        with pytest.raises(NotNow):
            with_role(both, speaker, role)


@pytest.mark.parametrize(("number", "text"), [(1, "x"), (-1, "x"), (0, "Hello"), (0, "x" * 10_001)])
def test_what_cannot_be_corrected_is_refused(number: int, text: str) -> None:
    with pytest.raises(NotNow):
        corrected(said("Hello"), number, text)
