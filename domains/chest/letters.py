"""Notes that come as files: plain text, or a FHIR DocumentReference that names its patient."""

from collections.abc import Iterable
from typing import Any

from core.case import Signal
from core.intake import sniff
from core.intake.intake import Intake
from core.intake.refusal import Refused
from domains.chest.store import NoteRow

ORIGIN = ("id", "title", "author", "date", "status", "patient_reference", "patient_name", "patient_ids")
OWN = ("typed", "file")
CODE = "patient"


def take(intake: Intake, data: bytes, name: str | None = None) -> Signal:
    """A note as a signal, told by its content.

    Raises:
        Refused: it cannot be read, or is a document that was withdrawn.
    """
    return intake.letter(data, name) if sniff.letter(data) else intake.text(data, name)


def check_patient(note: Signal | None, references: Iterable[str], confirmed: bool) -> tuple[str, ...]:
    """Let a note pass only if it is of the patient of the films, as far as both say.

    Args:
        note: The note.
        references: Patient ids that the films or the case give.
        confirmed: Whether somebody said that the note belongs here although it names another patient.

    Returns:
        Sentences that whoever reads must see.

    Raises:
        Refused: it names another patient.
    """
    named = [*note.facts.get("patient_ids", ())] if note else []
    known = {plain: each for each in references if (plain := _plain(each))}
    if not named or known.keys() & {_plain(each) for each in named}:
        return ()
    if not known:
        return (f"The note says that it is of patient {named[0]}; the case names no patient to compare it with.",)
    told = f"The note is of patient {named[0]} and the film of patient {next(iter(known.values()))}"
    if confirmed:
        return (f"{told}; that they are the same was confirmed.",)
    raise Refused(CODE, f"{told}; choose the note of this patient, or confirm that both are the same person.")


def _plain(reference: str) -> str:
    return reference.strip().casefold()


def source(note: Signal) -> str:
    """How the note came, as it is stored: ``fhir``, ``file`` or ``typed``."""
    if note.facts.get("kind") == "fhir":
        return "fhir"
    return "file" if note.source.name else "typed"


def told(note: NoteRow | None) -> tuple[str, ...]:
    """Where a note came from, in one sentence; nothing is said of one that was typed or a file of text."""
    if note is None or note.source in OWN:
        return ()
    known = note.origin or {}
    parts = [
        f"'{known['title']}'" if known.get("title") else "",
        f"by {known['author']}" if known.get("author") else "",
    ]
    parts += [f"of {str(known['date'])[:10]}" if known.get("date") else ""]
    place = "a FHIR document" if note.source == "fhir" else f"the domain '{note.source}'"
    return (f"The note comes from {place}{''.join(f', {part}' for part in parts if part)}.",)


def origin(note: Signal) -> dict[str, Any]:
    """What leads back to where the note came from."""
    return {key: note.facts[key] for key in ORIGIN if note.facts.get(key)}
