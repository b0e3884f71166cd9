"""A plain answer makes a statement of its question; one that is not plain makes none."""

import pytest

from domains.telemedicine.drafting.answers import answered, statement
from domains.telemedicine.drafting.person import ANYONE, WOMAN


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("any fevers or chills?", "No.", "she denies fevers or chills"),
        ("do you have any pain in your chest?", "Yes, I do.", "she reports pain in her chest"),
        ("do you smoke?", "No, I don't.", "she does not smoke"),
        ("are you still taking your metformin?", "yeah", "she is still taking her metformin"),
        ("have you been dizzy?", "Nope.", "she has not been dizzy"),
        ("can you lift your arm?", "No.", "she cannot lift her arm"),
    ],
)
def test_plain_answers(question: str, answer: str, told: str) -> None:
    assert statement(question, answer, WOMAN) == told


def test_more_than_one_takes_the_plural() -> None:
    assert statement("any fever?", "no", ANYONE) == "they deny fever"


@pytest.mark.parametrize(
    "answer",
    ["I don't know.", "No, but I have a rash.", "Yeah, no.", "Maybe.", "About a week.", "No, just a little.", ""],
)
def test_what_is_not_plain_says_neither(answer: str) -> None:
    assert answered(answer) is None
    assert statement("any fever?", answer, WOMAN) is None


def test_a_question_that_is_not_of_yes_or_no_makes_no_statement() -> None:
    assert statement("how long has it been?", "yes", WOMAN) is None
