"""A transcript as a whole: its roles, its topics and its draft, as plain JSON that a page and a database can hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domains.telemedicine.drafting.drafter import Section, draft
from domains.telemedicine.roles.telling import Roles, tell
from domains.telemedicine.topics.along import NAMES, along
from domains.telemedicine.transcripts import Transcript


def analysed(transcript: Transcript, soap: bool = False) -> dict[str, Any]:
    """Everything that is told of a transcript.

    Returns:
        ``utterances`` (start, end, speaker, text, role, probability), ``topics`` (first, stop, header, name,
        probability), ``sections`` (title, sentences with text and sources) and ``notices``.
    """
    roles = tell(transcript)
    names = [one.role for one in roles.utterances]
    sections = draft([one.text for one in transcript.utterances], names, soap=soap)
    stretches = along(transcript.utterances, names)
    return {
        "utterances": utterances_json(transcript, roles),
        "topics": [
            {"first": one.first, "stop": one.stop, "header": one.header, "name": NAMES[one.header],
             "probability": round(one.probability, 4)}
            for one in stretches
        ],
        "sections": sections_json(sections),
        "notices": [*transcript.notices, *roles.notices],
    }  # fmt: skip


def utterances_json(transcript: Transcript, roles: Roles) -> list[dict[str, Any]]:
    """The utterances with their roles."""
    return [
        {"start": one.start, "end": one.end, "speaker": one.speaker, "text": one.text,
         "role": told.role, "probability": round(told.probability, 4)}
        for one, told in zip(transcript.utterances, roles.utterances, strict=True)
    ]  # fmt: skip


def sections_json(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The draft, each sentence with the numbers of the utterances that it rests on."""
    return [
        {
            "title": section.title,
            "sentences": [{"text": one.text, "sources": list(one.sources)} for one in section.sentences],
        }
        for section in sections
    ]
