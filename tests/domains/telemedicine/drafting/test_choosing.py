"""Sentences are chosen for what they add, and not twice."""

import numpy as np

from domains.telemedicine.drafting.candidates import Candidate
from domains.telemedicine.drafting.choosing import choose

LIKELY, UNLIKELY = np.array([0.9, 0.1]), np.array([0.05])
EXPECTED = {word: LIKELY for word in "cough fever night smokes".split()} | {"weather": UNLIKELY, "sunny": UNLIKELY}


def said(*texts: str) -> list[Candidate]:
    return [Candidate(text, (at,), "patient", 0.5) for at, text in enumerate(texts)]


def test_what_the_note_will_say_is_chosen_in_the_order_of_the_dialogue() -> None:
    assert choose(said("Sunny weather.", "Cough night.", "Fever."), EXPECTED, 4) == [1, 2]


def test_repetition_is_left_out() -> None:
    assert choose(said("Cough night.", "Night cough."), EXPECTED, 4) in ([0], [1])


def test_worth_and_a_limit_are_obeyed() -> None:
    assert choose(said("Cough.", "Fever."), EXPECTED, 2, worth=[1.0, 0.0]) == [0]
    assert choose(said("Cough fever.", "Night."), EXPECTED, 4, longest=1) == [1]


def test_nothing_comes_of_nothing() -> None:
    assert choose([], EXPECTED, 10) == []
