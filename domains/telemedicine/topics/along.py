"""Topics along a whole consultation: each stretch of a few utterances is judged as a dialogue of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domains.telemedicine.topics.telling import Model, shipped, tell
from domains.telemedicine.topics.views import sides
from domains.telemedicine.transcripts import Utterance

STRETCH = 6
NAMES = {
    "ALLERGY": "Allergies", "ASSESSMENT": "Assessment", "CC": "Chief complaint", "DIAGNOSIS": "Diagnosis",
    "DISPOSITION": "Disposition", "EDCOURSE": "Emergency department course", "EXAM": "Examination",
    "FAM/SOCHX": "Family and social history", "GENHX": "History of present illness",
    "GYNHX": "Gynaecological history", "IMAGING": "Imaging", "IMMUNIZATIONS": "Immunisations", "LABS": "Laboratory",
    "MEDICATIONS": "Medications", "OTHER_HISTORY": "Other history", "PASTMEDICALHX": "Past medical history",
    "PASTSURGICAL": "Past surgery", "PLAN": "Plan", "PROCEDURES": "Procedures", "ROS": "Review of systems",
}  # fmt: skip


@dataclass(frozen=True)
class Stretch:
    """Utterances ``[first, stop)`` and what they are about, with the model's probability of it."""

    first: int
    stop: int
    header: str
    probability: float


def along(said: Sequence[Utterance], roles: Sequence[str], model: Model | None = None) -> list[Stretch]:
    """The topics of a consultation, neighbours with the same topic joined.

    The model was trained on short dialogues about one topic; on stretches of a long one it was not measured.
    """
    learned = model or shipped()
    named = [replace(one, speaker=role) for one, role in zip(said, roles, strict=True)]
    starts = [at for at in range(0, len(named), STRETCH) if any(one.text for one in named[at : at + STRETCH])]
    told = tell([sides(named[at : at + STRETCH]) for at in starts], learned, words_only=True)
    out: list[Stretch] = []
    for at, row in zip(starts, told, strict=True):
        stretch = Stretch(at, min(at + STRETCH, len(named)), learned.headers[int(row.argmax())], float(row.max()))
        if out and out[-1].header == stretch.header:
            out[-1] = replace(out[-1], stop=stretch.stop, probability=max(out[-1].probability, stretch.probability))
        else:
            out.append(stretch)
    return out
