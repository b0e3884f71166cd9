"""Doctor and patient are told by what they say, whatever the labels are."""

import random
from dataclasses import replace

import numpy as np
import pytest

from domains.telemedicine.roles.labels import named
from domains.telemedicine.roles.sequence import smoothed
from domains.telemedicine.roles.telling import tell
from domains.telemedicine.training.corpora import Dialogue
from domains.telemedicine.training.roles import cut
from domains.telemedicine.transcripts import Transcript, Utterance, read
from tests.domains.telemedicine.conftest import TALK

SPOKEN = read(TALK.encode())
TRUE = ["doctor", "patient"] * 7 + ["doctor"]


def relabelled(doctor: str | None, patient: str | None) -> Transcript:
    said = tuple(
        replace(one, speaker=doctor if role == "doctor" else patient)
        for one, role in zip(SPOKEN.utterances, TRUE, strict=True)
    )
    return Transcript(said)


@pytest.mark.parametrize(
    ("doctor", "patient"),
    [("Doctor", "Patient"), ("SPEAKER_00", "SPEAKER_01"), ("SPEAKER_01", "SPEAKER_00"), ("patient", "doctor"),
     (None, None), ("A", "A")],
    ids=["given", "generic", "generic-turned", "exchanged", "missing", "one-for-all"],
)  # fmt: skip
def test_roles_do_not_hang_on_labels(doctor: str | None, patient: str | None) -> None:
    assert [one.role for one in tell(relabelled(doctor, patient)).utterances] == TRUE


def test_exchanged_labels_are_told() -> None:
    assert len(tell(relabelled("patient", "doctor")).notices) == 2
    assert tell(relabelled("Doctor", "Patient")).notices == ()


def test_a_third_person_who_is_named_is_other() -> None:
    said = (*SPOKEN.utterances, Utterance("She has not been sleeping either.", "Mother"))
    told = tell(Transcript(said))
    assert told.utterances[-1].role == "other"
    assert [one.role for one in told.utterances[:-1]] == TRUE


@pytest.mark.parametrize(
    ("label", "role"),
    [("Dr. Who", "doctor"), ("d", "doctor"), ("PATIENT 2", "patient"), ("P", "patient"), ("Guest_family", "other"),
     ("Nurse", "other"), ("SPEAKER_00", None), ("Paul", None), (None, None), ("", None)],
)  # fmt: skip
def test_labels_say_what_they_say(label: str | None, role: str | None) -> None:
    assert named(label) == role


def test_whoever_is_talked_over_is_somebody_else() -> None:
    apart = [Utterance("a", start=0, end=2), Utterance("b", start=2, end=3)]
    over = [Utterance("a", start=0, end=2), Utterance("b", start=1, end=3)]
    unsure = np.array([3.0, 1.0])
    assert smoothed(unsure, over)[1] < smoothed(unsure, apart)[1] < 1.0
    assert smoothed(np.zeros(0), []).size == 0


def test_training_cuts_turns_at_sentences_and_loses_no_word() -> None:
    dialogue = Dialogue("ours", "train", "1", SPOKEN, tuple(TRUE))
    pieces = cut(dialogue, random.Random(1))  # noqa: S311 - no secret hangs on it
    assert len(pieces) > len(TRUE)
    assert " ".join(text for text, _ in pieces) == " ".join(one.text for one in SPOKEN.utterances)
