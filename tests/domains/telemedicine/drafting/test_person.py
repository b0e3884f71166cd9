"""First and second person become the third, with the verb that goes with it."""

import pytest

from domains.telemedicine.drafting.person import ANYONE, MAN, WOMAN, Person, of_doctor, of_patient, person_in


@pytest.mark.parametrize(
    ("said", "person", "written"),
    [
        ("I've had a cough and I take my pills", WOMAN, "she has had a cough and she takes her pills"),
        ("I've had a cough and I take my pills", ANYONE, "they have had a cough and they take their pills"),
        ("I'm tired, I don't sleep", MAN, "he is tired, he does not sleep"),
        ("it bothers me when I try", MAN, "it bothers him when he tries"),
        ("I still smoke", WOMAN, "she still smokes"),
        ("I hurt myself", WOMAN, "she hurt herself"),
        ("I was there", ANYONE, "they were there"),
    ],
)
def test_what_a_patient_says(said: str, person: Person, written: str) -> None:
    assert of_patient(said, person) == written


@pytest.mark.parametrize(
    ("said", "person", "written"),
    [
        ("you have a fracture of your wrist", WOMAN, "she has a fracture of her wrist"),
        ("I'd like to refer you to a surgeon", MAN, "I'd like to refer him to a surgeon"),
        ("you're on 1,000 mg", ANYONE, "they are on 1,000 mg"),
        ("your a1c is 7.5%", MAN, "his a1c is 7.5%"),
    ],
)
def test_what_a_doctor_says(said: str, person: Person, written: str) -> None:
    assert of_doctor(said, person) == written


@pytest.mark.parametrize(
    ("texts", "person"),
    [
        (["He is a 57-year-old male."], MAN),
        (["Mrs. Jones, a 60-year-old woman"], WOMAN),
        (["How are you?", "he told her"], ANYONE),
        ([], ANYONE),
    ],
)
def test_he_or_she_only_where_it_is_plain(texts: list[str], person: Person) -> None:
    assert person_in(texts) == person
