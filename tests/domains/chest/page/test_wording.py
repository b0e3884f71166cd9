from datetime import UTC, datetime

import pytest

from domains.chest.cases import Record
from domains.chest.page import wording


@pytest.mark.parametrize(
    ("label", "words"),
    [("Pleural_Thickening", "Pleural thickening"), ("mass", "Mass"), ("Edema", "Edema"), ("", "")],
)
def test_a_label_becomes_words(label: str, words: str) -> None:
    assert wording.title(label) == words


def test_a_time_is_written_with_its_zone() -> None:
    assert wording.moment(datetime(2026, 3, 5, 7, 8, tzinfo=UTC)) == "05 Mar 2026, 07:08 UTC"


def test_age_is_told_in_completed_years_and_what_is_missing_is_not_mentioned() -> None:
    assert wording.record_words(Record(64.9, "F", "LL")) == ("64 years", "female", "lateral view")
    assert wording.record_words(Record(0.4, None, None)) == ("0 years",)
    assert wording.record_words(Record()) == ()


def test_a_sentence_is_said_once() -> None:
    assert wording.once(["a", "b", "a"]) == ("a", "b")


def test_evidence_has_the_rooms_own_names() -> None:
    assert wording.signal("image") == "the film"
    assert wording.signal("sound") == "sound"
