"""A dialogue as the topic model sees it."""

import numpy as np
import pytest

from domains.telemedicine.topics.along import NAMES, along
from domains.telemedicine.topics.telling import shipped, tell
from domains.telemedicine.topics.views import WIDTH, counted, rarities, sides_of, weighed
from domains.telemedicine.transcripts import TranscriptRefused, Utterance


def test_sides_are_told_apart_by_their_labels() -> None:
    told = sides_of("Doctor: Any pain?\nGuest_family: Yes.\nPatient: Here.")
    assert (told.doctor, told.patient) == ("Any pain?", "Here.")
    assert told.all == "Doctor: Any pain? Guest_family: Yes. Patient: Here."
    with pytest.raises(TranscriptRefused, match="empty"):
        sides_of("  ")


def test_rows_are_as_wide_as_the_model_and_each_view_has_length_one() -> None:
    rows = [counted(sides_of(text)) for text in ("Patient: a sharp pain", "Patient: a cough")]
    row = weighed(rows[0], rarities(rows))
    assert row.columns.max() < WIDTH
    assert np.sum(row.values**2) == pytest.approx(2)


@pytest.mark.parametrize(
    ("dialogue", "header"),
    [
        ("Doctor: Are you allergic to any medicine?\nPatient: Yes, to penicillin.", "ALLERGY"),
        ("Doctor: Which medications do you take?\nPatient: Aspirin and metformin.", "MEDICATIONS"),
        ("Doctor: Any surgeries?\nPatient: They removed my gallbladder.", "PASTSURGICAL"),
        ("Doctor: Do you smoke?\nPatient: No. My father had cancer.", "FAM/SOCHX"),
    ],
)
def test_plain_topics_are_told_from_words_alone(dialogue: str, header: str) -> None:
    (row,) = tell([sides_of(dialogue)], words_only=True)
    assert shipped().headers[int(row.argmax())] == header
    assert row.sum() == pytest.approx(1)


def test_every_header_has_a_name() -> None:
    assert set(NAMES) == set(shipped().headers)
    assert tell([]).shape == (0, 20)


def test_stretches_cover_a_consultation_without_gaps() -> None:
    said = [Utterance("Are you allergic to any medicine?"), Utterance("To penicillin, it gave me hives.")] * 3
    said += [Utterance("Any surgery?"), Utterance("My appendix and my tonsils were taken out.")] * 3
    found = along(said, ["doctor", "patient"] * 6)
    assert [(one.first, one.stop) for one in found] == [(0, 6), (6, 12)]
    assert [one.header for one in found] == ["ALLERGY", "PASTSURGICAL"]
    assert along([Utterance("")], ["patient"]) == []
