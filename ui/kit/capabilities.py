"""What domains offer each other: the shape of each capability that a manifest may name under `offers` and `wants`.

A domain that wants something asks `context.ask(capability)` for the services of the domains that offer it, and calls
the method of the protocol here; neither imports the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from data.actor import Actor

NOTE = "note"


@dataclass(frozen=True)
class Passage:
    """Characters ``[start, end)`` of a note, and what they rest on.

    Attributes:
        start: First character.
        end: The character after the last one.
        origin: Where it was said, in words ("doctor, turn 12"); shown, never interpreted.
        second: When in the recording, in seconds from its start; None where there is none.
    """

    start: int
    end: int
    origin: str
    second: float | None = None


@dataclass(frozen=True)
class OfferedNote:
    """A note that one domain lets others read.

    Attributes:
        domain: Id of the domain that offers it.
        id: Names the note within that domain.
        title: One line for people.
        text: The whole note.
        signed_by: Who answers for it.
        signed_at: When that person signed it.
        passages: What of the text rests on what, in the order of the text.
    """

    domain: str
    id: str
    title: str
    text: str
    signed_by: str
    signed_at: datetime
    passages: Sequence[Passage] = ()


@runtime_checkable
class NoteProvider(Protocol):
    """The capability `note`: signed notes about a patient."""

    def offered_notes(self, actor: Actor, patient_reference: str) -> Sequence[OfferedNote]:
        """The signed notes about a patient that this actor may read, the newest first; the provider audits the look.

        Args:
            actor: Who asks; a role that may not read raises `NotAllowed`.
            patient_reference: The patient's number, as DICOM and FHIR give it.
        """
