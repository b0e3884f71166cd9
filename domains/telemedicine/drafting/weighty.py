"""What a draft never leaves out: diagnoses, prescriptions and allergies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domains.telemedicine.drafting.candidates import Candidate

_BY_DOCTOR = re.compile(r"\b(?:diagnos\w+|prescribe|consistent with|I think (?:he|she|they) (?:has|have))\b", re.I)
_BY_ANYONE = re.compile(r"\ballerg(?:ic|y|ies) to\b", re.I)


def weighty(found: Sequence[Candidate]) -> list[int]:
    """Numbers of the candidates that stand in the draft whatever the words of other notes say; one of each wording."""
    seen: dict[str, int] = {}
    for number, one in enumerate(found):
        if _BY_ANYONE.search(one.text) or (one.kind == "doctor" and _BY_DOCTOR.search(one.text)):
            seen.setdefault(one.text, number)
    return list(seen.values())
