"""A transcript as a whole, told in order: roles, topics, facts, draft, triage and summary, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domains.telemedicine.drafting.drafter import Section, draft
from domains.telemedicine.facts import Said, facts
from domains.telemedicine.repair import Repaired, repaired
from domains.telemedicine.roles.telling import Roles, tell
from domains.telemedicine.summary import summarised
from domains.telemedicine.topics.along import NAMES, along
from domains.telemedicine.transcripts import Transcript, Utterance, Word
from domains.telemedicine.triage.telling import triage


def analysed(
    transcript: Transcript,
    soap: bool = False,
    voices: Mapping[str, Any] | None = None,
    measures: Mapping[str, Any] | None = None,
    settled: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """Everything that is told of a transcript.

    Args:
        transcript: What was said.
        soap: Whether the draft is headed subjective, objective, assessment and plan.
        voices: As the step ``voices`` leaves it; None where nothing was heard.
        measures: Seconds, levels, talk and frames of the recording; None where there is none.
        settled: The same utterances as a clinician has corrected them: words, roles and repairs stand as they are.

    Returns:
        ``utterances`` (start, end, speaker, role, probability, text, heard, words, repairs, corrected, kind),
        ``topics`` (first, stop, header, name, probability), ``facts``, ``sections`` (title, sentences with text and
        sources), ``triage``, ``summary``, ``measures`` and ``notices``.
    """
    mended = repaired(transcript.utterances) if settled is None else []
    transcript = replace(transcript, utterances=tuple(one.utterance for one in mended)) if mended else transcript
    said, notices = ([dict(one) for one in settled], ()) if settled is not None else _heard(transcript, voices)
    said = [{**one, **repairs_json(done)} for one, done in zip(said, mended, strict=True)] if mended else said
    names = [one["role"] for one in said]
    stretches = along(transcript.utterances, names)
    found = [one.json() for one in facts([Said(one["text"], one["role"]) for one in said])]
    noted = sections_json(draft([one.text for one in transcript.utterances], names, soap=soap, facts=found))
    return {
        "utterances": said,
        "topics": [
            {"first": one.first, "stop": one.stop, "header": one.header, "name": NAMES[one.header],
             "probability": round(one.probability, 4)}
            for one in stretches
        ],
        "facts": found,
        "sections": noted,
        "triage": triage(said, found, measures),
        "summary": summarised(noted, found, said),
        "measures": dict(measures or {}),
        "notices": [*transcript.notices, *notices],
    }  # fmt: skip


def _heard(transcript: Transcript, voices: Mapping[str, Any] | None) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """The utterances as they were heard or read, with the roles that are told of them."""
    roles = tell(transcript, voices=voices)
    return utterances_json(transcript, roles), roles.notices


def repairs_json(done: Repaired) -> dict[str, Any]:
    """What was recognised, and what was put in its place."""
    return {"heard": done.heard, "repairs": [one.json() for one in done.repairs]}


def settled_transcript(settled: Sequence[Mapping[str, Any]], notices: Sequence[str] = ()) -> Transcript:
    """The transcript that corrected utterances make."""
    return Transcript(tuple(_utterance(one) for one in settled), tuple(notices))


def _utterance(one: Mapping[str, Any]) -> Utterance:
    return Utterance(
        text=one["text"],
        speaker=one.get("speaker"),
        start=one.get("start"),
        end=one.get("end"),
        words=tuple(Word(*word) for word in one.get("words", ())),
        kind=one.get("kind", "speech"),
    )


def utterances_json(transcript: Transcript, roles: Roles) -> list[dict[str, Any]]:
    """The utterances with their roles."""
    return [
        {"start": one.start, "end": one.end, "speaker": one.speaker, "text": one.text,
         "role": told.role, "probability": round(told.probability, 4), "heard": one.text if one.words else None,
         "words": [[word.text, word.start, word.end, word.probability] for word in one.words],
         "repairs": [], "corrected": False, "kind": one.kind}
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
