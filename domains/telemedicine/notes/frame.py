"""The headings of a note, all of them there from the start, so that a clinician can write under each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domains.telemedicine.notes.sentences import Note


def titles(soap: bool) -> tuple[str, ...]:
    """The headings, in their order."""
    from domains.telemedicine.drafting.sections import SOAP, TITLES

    return tuple(dict.fromkeys(SOAP if soap else TITLES))


def framed(note: Note, soap: bool) -> Note:
    """The note with every heading of its kind; what stands under others comes after."""
    there = {section["title"]: section for section in note}
    wanted = titles(soap)
    frame = [there.get(title, {"title": title, "sentences": []}) for title in wanted]
    return [*frame, *(section for section in note if section["title"] not in wanted)]


def is_soap(note: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a note has the headings subjective and objective; it keeps its kind, whatever new drafts have."""
    only = set(titles(soap=True)) - set(titles(soap=False))
    return any(section["title"] in only for section in note)
