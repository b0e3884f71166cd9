"""What is unsupported, what overlaps, and which facts are found, on cases that can be counted by hand."""

import pytest

from domains.telemedicine.drafting.measure import facts_found, rouge1, stated, unsupported


@pytest.mark.parametrize(
    ("draft", "share"),
    [
        ("She has coughed for two days.", 0.0),
        ("Coughing for 2 days with fever.", 0.25),
        ("Pneumonia.", 1.0),
        ("She is.", 0.0),
        ("", 0.0),
    ],
)
def test_words_that_nobody_said_are_counted(draft: str, share: float) -> None:
    assert unsupported(draft, ["I cough.", "For two days"]) == pytest.approx(share)


def test_each_time_counts() -> None:
    assert unsupported("Fever, fever, cough.", ["cough"]) == pytest.approx(2 / 3)


def test_overlap_is_clipped_and_not_stemmed() -> None:
    assert rouge1("the cough the cough", "The cough is dry.") == pytest.approx(2 * 2 / 8)
    assert rouge1("coughs", "cough") == 0
    assert rouge1("a b", "a b") == 1


def test_facts_are_stems_of_the_note_and_count_once() -> None:
    assert facts_found("He coughed; no fevers.", "Cough, fever, fever. Rash.") == (2, 3)


def test_what_a_text_states_is_found_in_other_words_but_not_denied() -> None:
    note = stated("3/7 hx of diarrhoea. No fever. Takes lisinopril.")
    assert note == {
        ("span", "3 day"),
        ("finding", "said diarrhea"),
        ("finding", "absent fever"),
        ("drug", "lisinopril"),
    }
    assert stated("Diarrhea for three days.") <= note
    assert not stated("He has a fever.") & note
