"""What a speaker's label says by itself; often nothing, and sometimes it is wrong."""

from __future__ import annotations

import re

DOCTOR, PATIENT, OTHER = "doctor", "patient", "other"
_DOCTOR = re.compile(r"^(?:d|dr\b.*|doc|doctor\b.*|physician|clinician|gp|provider|consultant|surgeon|md)$", re.I)
_PATIENT = re.compile(r"^(?:p|pt|pat|patient\b.*|client)$", re.I)
_OTHER = re.compile(
    r"guest|family|mother|father|mom|mum|dad|wife|husband|son\b|daughter|parent|carer|caregiver|friend|nurse|assistant"
    r"|interpreter|translator|student|receptionist|partner|sister|brother|dragon|scribe",
    re.I,
)


def named(label: str | None) -> str | None:
    """The role that a label names, or None for one like SPEAKER_00."""
    clean = (label or "").strip()
    if _OTHER.search(clean):
        return OTHER
    if _DOCTOR.match(clean):
        return DOCTOR
    return PATIENT if _PATIENT.match(clean) else None
