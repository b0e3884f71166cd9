"""What a draft never leaves out: diagnoses, prescriptions, allergies, and what the doctor says will be done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domains.telemedicine.drafting.candidates import Candidate

_BY_DOCTOR = re.compile(r"\b(?:diagnos\w+|prescribe|consistent with|I think (?:he|she|they) (?:has|have))\b", re.I)
_PLANNED = re.compile(
    r"^We will (?:also )?(?:get|order|refer|start|check|send|schedule|prescribe|continue|increase|decrease|stop|repeat"
    r"|put|have (?:him|her|them))\b"
)
LONGEST = 30
"""Words of a plan that is sure to stay; a longer one is talk that ran on."""
_BY_ANYONE = re.compile(r"\ballerg(?:ic|y|ies) to\b", re.I)


def weighty(found: Sequence[Candidate]) -> list[int]:
    """Numbers of the candidates that stand in the draft whatever the words of other notes say; one of each wording."""
    seen: dict[str, int] = {}
    for number, one in enumerate(found):
        if _BY_ANYONE.search(one.text) or (one.kind == "doctor" and _by_doctor(one.text)):
            seen.setdefault(one.text, number)
    return list(seen.values())


def _by_doctor(text: str) -> bool:
    planned = _PLANNED.match(text) and len(text.split()) <= LONGEST
    return bool(planned or _BY_DOCTOR.search(text))
