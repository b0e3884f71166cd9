"""Speech loses its filler and keeps its facts."""

import pytest

from domains.telemedicine.drafting.cleaning import asks, clauses, join


def test_tokenised_text_is_put_together() -> None:
    assert join("i ca n't , you 're gon na see") == "i can't, you're going to see"


@pytest.mark.parametrize(
    ("said", "clean"),
    [
        ("um , i- i took , uh , some tylenol .", ["i took, some tylenol."]),
        ("okay . so , you know , the pain is is sharp , yeah .", ["the pain is sharp"]),
        ("hey , dragon , show me the vital signs . so , her temperature is 101.5 .", ["her temperature is 101.5."]),
        ("dr. smith saw me . it hurts", ["dr. smith saw me.", "it hurts"]),
        ("mm-hmm .", []),
        ("", []),
    ],
    ids=["stutter", "filler", "command", "title", "murmur", "nothing"],
)
def test_clauses_say_what_was_meant(said: str, clean: list[str]) -> None:
    assert clauses(said) == clean


def test_a_stretch_without_stops_is_cut_where_a_new_subject_begins() -> None:
    said = "i was walking up the stairs with the laundry and i slipped and then my wrist got swollen"
    assert clauses(said) == [
        "i was walking up the stairs with the laundry", "i slipped", "my wrist got swollen",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "question"),
    [("do you smoke", True), ("any fever", True), ("it hurts?", True), ("have a seat", False), ("you do smoke", False)],
)
def test_questions_are_known_without_their_mark(clause: str, question: bool) -> None:
    assert asks(clause) is question
