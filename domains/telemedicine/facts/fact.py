"""What a fact is: a kind, a name, what is said of it, and the characters that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

VITAL, DRUG, ALLERGY, RED_FLAG, FINDING = "vital", "drug", "allergy", "red flag", "finding"
PRESENT, ABSENT, UNCERTAIN, HISTORICAL, FAMILY = "present", "absent", "uncertain", "historical", "family"


@dataclass(frozen=True)
class Said:
    """An utterance as facts are read from it: what was said, and by whom."""

    text: str
    role: str


@dataclass(frozen=True)
class Fact:
    """Something that the consultation says.

    Attributes:
        kind: ``vital``, ``drug``, ``allergy``, ``red flag`` or ``finding``.
        name: What it is about.
        utterance: Number of the utterance that says it; of a question and its answer, the answer.
        start: First character in that utterance.
        end: The character after the last one.
        text: The characters.
        assertion: ``present``, ``absent``, ``uncertain``, ``historical`` or ``family``.
        values: What else is said of it: a value and its unit, a dose, the level of a red flag.
        sources: Every utterance that it rests on, the one above first.
    """

    kind: str
    name: str
    utterance: int
    start: int
    end: int
    text: str
    assertion: str
    values: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[int, ...] = ()

    def json(self) -> dict[str, Any]:
        """As the told consultation holds it."""
        return {
            "kind": self.kind, "name": self.name, "utterance": self.utterance, "start": self.start, "end": self.end,
            "text": self.text, "assertion": self.assertion, "values": dict(self.values),
            "sources": list(self.sources or (self.utterance,)),
        }  # fmt: skip
