"""Other words for a sentence: what is told apart, and what passes."""

import pytest

from domains.telemedicine.claims import carried, objection

CHANGED = [
    ("He denies fever and chills.", "He reports fever and chills.", "denial"),
    ("She has no chest pain but has a cough.", "She has chest pain but has no cough.", "something else of"),
    ("He does not take aspirin.", "He takes aspirin.", "denial"),
    ("He has had a cough for 3 weeks.", "He has had a cough for 2 weeks.", "other numbers"),
    ("He has had a cough for 3 weeks.", "He has had a cough for 3 days.", "unit|adds"),
    ("We will start lisinopril 10 mg.", "We will start metoprolol 10 mg.", "other drugs"),
    ("We will start lisinopril 10 mg once a day and metoprolol 50 mg twice a day.",
     "We will start metoprolol 10 mg once a day and lisinopril 50 mg twice a day.", "ties a number"),
    ("We will stop lisinopril and start losartan.", "We will stop losartan and start lisinopril.", "exchanges sides"),
    ("He has pain in the left knee.", "He has pain in the right knee.", "round"),
    ("He has pain in the left knee and swelling in the right ankle.",
     "He has pain in the right knee and swelling in the left ankle.", "exchanges sides"),
    ("We will refer him to cardiology.", "He will refer himself to cardiology.", "doctor and patient"),
    ("He smokes.", "She smokes.", "man for a woman"),
    ("Her mother has asthma.", "She has asthma.", "round"),
    ("It may be a pneumonia.", "It is a pneumonia.", "surer"),
    ("We will order an x-ray.", "An x-ray was ordered.", "doctor and patient"),
    ("He has a dry cough at night with wheezing and fever.", "He has a cough.", "round|too much"),
    ("He has a dry cough with wheezing and fever.", "He has a cough.", "too much"),
    ("He has a cough.", "...", "nothing"),
    ("We will start doxycycline one hundred mg.", "We will start doxycycline one hundred g.", "round|unit"),
    ("We will start doxycycline one hundred mg.", "We will start doxycycline fifty mg.", "other numbers"),
]  # fmt: skip
SAME = [
    ("He has pain in the left knee for 3 weeks.", "For 3 weeks he has had left knee pain."),
    ("He has had a cough for 3 weeks.", "The patient has had a cough for three weeks."),
    ("He denies any shortness of breath.", "No shortness of breath."),
    ("On the lung exam there are crackles at the right base.", "Lung exam: crackles at the right base."),
    ("We will start lisinopril 10 mg once a day.", "We will start him on lisinopril, 10 mg once a day."),
    ("Her mother has asthma.", "Asthma in her mother."),
    ("She denies tenderness where I am pressing.", "Denies tenderness where I am pressing."),
]


@pytest.mark.parametrize(("sentence", "other", "why"), CHANGED, ids=[str(at) for at in range(len(CHANGED))])
def test_a_claim_that_was_changed_is_told_with_the_reason(sentence: str, other: str, why: str) -> None:
    found = objection(other, sentence, [sentence])
    assert found is not None
    assert any(part in found for part in why.split("|"))


@pytest.mark.parametrize(("sentence", "other"), SAME, ids=[str(at) for at in range(len(SAME))])
def test_other_words_for_the_same_claim_pass(sentence: str, other: str) -> None:
    assert objection(other, sentence, [sentence]) is None


def test_words_of_the_sources_may_come_in_and_others_may_not() -> None:
    said = ["I have had this awful cough."]
    assert carried("He has an awful cough.", "He has a cough.", said)
    assert not carried("He has a dry cough.", "He has a cough.", said)
    assert carried("He has high blood pressure.", "He has hypertension.", ["I have hypertension."],
                   known=("high blood pressure",))  # fmt: skip
