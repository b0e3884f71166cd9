"""Repairs: drugs put right, nothing else touched, and all of it taken back."""

import random
from typing import Any

import pytest

from domains.telemedicine.repair import Repaired, repaired, set_kept
from domains.telemedicine.transcripts.transcript import Utterance, Word

UNSURE = 0.3


def heard(text: str, doubtful: str = "", kind: str = "speech") -> Utterance:
    """An utterance of which the recogniser was sure but for some words."""
    rows = [
        Word(word, 0.5 * at, 0.5 * at + 0.4, UNSURE if word.strip(".,?") in doubtful.split() else 0.97)
        for at, word in enumerate(text.split())
    ]
    return Utterance(text, "S1", 0.0, 0.5 * len(rows), tuple(rows), kind)


def told(one: Repaired) -> dict[str, Any]:
    words = [[word.text, word.start, word.end, word.probability] for word in one.utterance.words]
    return {"text": one.utterance.text, "words": words, "repairs": [repair.json() for repair in one.repairs]}


MURDER = heard("I take met her pro lol fifty milligrams twice a day.", "met her pro lol")
MOCCICILLIN = heard("We will prescribe my moccicillin 500 milligrams three times a day.", "my moccicillin")


@pytest.mark.parametrize(
    ("said", "text"),
    [
        pytest.param(MURDER, "I take metoprolol fifty milligrams twice a day.", id="four words"),
        pytest.param(
            MOCCICILLIN, "We will prescribe amoxicillin 500 milligrams three times a day.", id="no word at all"
        ),
        pytest.param(
            heard("I am allergic to Benacillin.", "Benacillin"), "I am allergic to penicillin.", id="end of a sentence"
        ),
    ],
)
def test_a_drug_is_put_right(said: Utterance, text: str) -> None:
    done = repaired([said])[0]
    assert done.utterance.text == text
    assert done.heard == said.text
    assert [said.text.count(one.before) for one in done.repairs] == [1]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(heard("I take metoprolol fifty milligrams.", "metoprolol fifty"), id="a drug that is right"),
        pytest.param(heard("I walked to the shop and then I met her brother.", "met her brother"), id="plain talk"),
        pytest.param(heard("It is about fifty milligrams, I think.", "fifty about"), id="a number"),
        pytest.param(heard("", ""), id="silence"),
        pytest.param(heard(MURDER.text, "met her pro lol", "chat"), id="chat"),
        pytest.param(Utterance(MURDER.text, "P"), id="typed"),
    ],
)
def test_what_is_no_misheard_drug_stays(said: Utterance) -> None:
    done = repaired([said])[0]
    assert (done.utterance, done.repairs) == (said, ())


def test_words_keep_their_times() -> None:
    done = repaired([MURDER])[0].utterance
    assert [(one.text, one.start, one.end) for one in done.words][2:4] == [
        ("metoprolol", 1.0, 2.9),
        ("fifty", 3.0, 3.4),
    ]
    assert done.words[-1] == MURDER.words[-1]


def test_a_repair_says_where_it_stands() -> None:
    done = repaired([heard(f"{MURDER.text} {MOCCICILLIN.text}", "met her pro lol my moccicillin")])[0]
    assert len(done.repairs) == 2
    assert [done.utterance.text[one.start : one.end] for one in done.repairs] == [one.after for one in done.repairs]


def test_words_that_are_not_those_of_the_text_are_left_alone() -> None:
    said = Utterance("Something else.", "P", 0.0, 9.0, MURDER.words)
    assert repaired([said])[0].utterance == said


@pytest.mark.parametrize("seed", range(6))
def test_taking_all_back_restores_the_text_and_the_words(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret hangs on it
    said = heard(f"{MURDER.text} Then {MOCCICILLIN.text} {MURDER.text}", "met her pro lol my moccicillin")
    state = told(repaired([said])[0])
    first = dict(state)
    count = len(state["repairs"])
    assert count == 3
    for number in chance.sample(range(count), count):
        state = set_kept(state, number, kept=False)
    assert state["text"] == said.text
    assert [tuple(word) for word in state["words"]] == [
        (one.text, one.start, one.end, one.probability) for one in said.words
    ]
    for number in chance.sample(range(count), count):
        state = set_kept(state, number, kept=True)
    assert state == first


def test_a_text_that_was_edited_is_not_touched() -> None:
    state = {**told(repaired([MURDER])[0]), "text": "Somebody typed this over it."}
    with pytest.raises(ValueError, match="changed by hand"):
        set_kept(state, 0, kept=False)


def test_there_is_no_repair_of_that_number() -> None:
    with pytest.raises(ValueError, match="no such repair"):
        set_kept(told(repaired([MURDER])[0]), 7, kept=False)
