"""How somebody takes part speaks beside the words, and whoever speaks for the patient is not the patient."""

from __future__ import annotations

from typing import Any

import pytest

from domains.telemedicine.roles.beside import beside, share
from domains.telemedicine.roles.manner import rows, shipped
from domains.telemedicine.roles.telling import tell
from domains.telemedicine.transcripts import Transcript, Utterance

VOICES: dict[str, Any] = {"speakers": {"S1": {}, "S2": {}}, "certainty": 0.99}


def talk(*turns: tuple[str, float, str]) -> Transcript:
    """Turns of so many seconds, one after the other."""
    out, at = [], 0.0
    for who, seconds, text in turns:
        out.append(Utterance(text, who, at, at + seconds))
        at += seconds + 0.3
    return Transcript(tuple(out))


MUMBLED = talk(*[("S1", 9.0, "mm hm"), ("S2", 1.0, "mm hm")] * 4, ("S1", 3.0, "mm hm"))


def test_whoever_opens_and_talks_in_long_turns_is_rather_the_doctor() -> None:
    found = shipped().log_odds(MUMBLED.utterances)
    assert found["S1"] > 1.0
    assert found["S2"] == pytest.approx(-found["S1"], rel=0.05)


def test_seconds_and_words_tell_alike() -> None:
    clock = talk(("A", 10.0, "x " * 26), ("B", 2.0, "x " * 5), ("A", 5.0, "x " * 13), ("B", 1.0, "x " * 3))
    words = Transcript(tuple(Utterance(one.text, one.speaker) for one in clock.utterances))
    assert rows(clock.utterances)["A"] == pytest.approx(rows(words.utterances)["A"], abs=0.25)
    assert rows(clock.utterances[:2]) == {}
    assert rows([Utterance("x", "A"), Utterance("y", "A")]) == {}


def test_both_kinds_of_evidence_are_told_and_add_up() -> None:
    alone, fused = tell(MUMBLED).speakers["S1"], tell(MUMBLED, voices=VOICES).speakers["S1"]
    assert set(alone.evidence) == {"words"}
    assert set(fused.evidence) == {"words", "manner"}
    assert fused.evidence["words"] == alone.evidence["words"]
    assert (fused.role, tell(MUMBLED, voices=VOICES).speakers["S2"].role) == ("doctor", "patient")


def test_voices_that_are_hardly_apart_are_hardly_believed() -> None:
    said = talk(
        ("S1", 4.0, "What brings you in today? Do you have any fever?"),
        ("S2", 4.0, "I have had a cough for three weeks, and my chest hurts."),
        ("S1", 4.0, "Do you smoke, and are you allergic to anything?"),
        ("S2", 4.0, "I think I have the flu, I feel so tired, doctor, and my head hurts."),
        ("S1", 4.0, "I have been feeling sick and my wife told me to call you, doctor."),
        ("S2", 4.0, "I am going to prescribe amoxicillin, and we will see you in a week."),
    )
    sure = tell(said, voices={**VOICES, "certainty": 1.0}).utterances
    doubted = tell(said, voices={**VOICES, "certainty": 0.02}).utterances
    assert [one.role for one in sure] == ["doctor", "patient"] * 3
    assert [one.role for one in doubted] == ["doctor", "patient", "doctor", "patient", "patient", "doctor"]


FAMILY = talk(
    ("S1", 4.0, "Good morning. What brings you in today, and how long has he had a fever?"),
    ("S2", 4.0, "He is four years old, and he has had a fever for three days. I am his mother."),
    ("S1", 4.0, "Have you taken his temperature, or given him any medicine?"),
    ("S3", 2.0, "My ear hurts."),
    ("S2", 4.0, "He had paracetamol, and she sent us here, but he does not drink."),
    ("S1", 4.0, "I would like to examine his ears, and I will prescribe an antibiotic."),
)


def test_a_mother_is_not_the_patient() -> None:
    roles = tell(FAMILY).speakers
    assert {label: one.role for label, one in roles.items()} == {"S1": "doctor", "S2": "other", "S3": "patient"}


def test_somebody_must_be_left_as_the_patient() -> None:
    assert beside(FAMILY.utterances, ["S2"]) == set()
    assert beside(FAMILY.utterances, ["S2", "S3"]) == {"S2"}
    assert share("My wife said that I should call, she worries about me.") == 0.0


def test_a_document_is_nobodys_and_changes_no_voice() -> None:
    page = tuple(Utterance("Haemoglobin 8.1 g/dl", kind="document") for _ in range(20))
    told = tell(Transcript((*MUMBLED.utterances, *page)), voices=VOICES)
    assert told.utterances[:9] == tell(MUMBLED, voices=VOICES).utterances
    assert {one.role for one in told.utterances[9:]} == {"other"}
