"""A visit as text: the note as it was signed, or as it stands; and the summary for the patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domains.telemedicine.notes.sentences import STANDING
from domains.telemedicine.notes.wording import as_text, origin
from domains.telemedicine.views import NotNow, SignedNote, VisitView

DRAFT = "DRAFT, NOT SIGNED. A machine drafted it from the consultation, and nobody answers for it yet."
EMPTY = "There is nothing to export yet: start the processing and wait for its draft."
SUMMARY = "A machine wrote this summary from the consultation. Ask if something in it is not as you remember it."
UNREVIEWED = "Your clinician has not signed the note of it yet."
NO_SUMMARY = "This visit has no summary for the patient: nothing that was said belongs in one."


def note_text(view: VisitView, note: Sequence[Mapping[str, Any]]) -> str:
    """The note with its head: the last signed version, or a draft that says so.

    Args:
        view: The visit.
        note: The note under review, as JSON.

    Raises:
        NotNow: there is neither.
    """
    body = view.signed[-1].text if view.signed else _with_sources(note, view.told["utterances"])
    if not body:
        raise NotNow(EMPTY)
    foot = _signatures(view.signed) if view.signed else [DRAFT]
    return "\n".join([*_head(view), "", body, "", *foot]) + "\n"


def summary_text(view: VisitView) -> str:
    """The summary in plain words.

    Raises:
        NotNow: there is none.
    """
    sentences = view.told["summary"]
    if not sentences:
        raise NotNow(NO_SUMMARY)
    head = f"What we spoke about on {view.at:%Y-%m-%d}"
    return "\n".join([head, *_by_part(sentences), "", SUMMARY if view.signed else f"{SUMMARY} {UNREVIEWED}"]) + "\n"


def _by_part(sentences: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    part = None
    for one in sentences:
        if one.get("part", "") != part:
            part = one.get("part", "")
            yield f"\n{part[:1].upper()}{part[1:]}".rstrip()
        yield one["text"]


def _head(view: VisitView) -> list[str]:
    patient = ", ".join(part for part in (view.patient_label, view.patient_reference) if part)
    return [view.title, f"{view.at:%Y-%m-%d %H:%M} UTC", *([f"Patient: {patient}"] if patient else [])]


def _with_sources(note: Sequence[Mapping[str, Any]], utterances: Sequence[Mapping[str, Any]]) -> str:
    """A draft says of each sentence where it comes from, so that it can be checked."""
    shown = [
        {
            **section,
            "sentences": [{**one, "text": _sourced(one, utterances)} for one in section["sentences"]
                          if one["state"] in STANDING],
        }
        for section in note
    ]  # fmt: skip
    return as_text(shown)[0]


def _sourced(one: Mapping[str, Any], utterances: Sequence[Mapping[str, Any]]) -> str:
    said = [origin(utterances[at], at) for at in one["sources"] if at < len(utterances)]
    return f"{one['text']} [{'; '.join(said)}]" if said else str(one["text"])


def _signatures(signed: Sequence[SignedNote]) -> list[str]:
    return [
        f"Version {each.number}, signed by {each.signed_by} on {each.signed_at:%Y-%m-%d %H:%M} UTC"
        + (f" ({each.reason})" if each.reason else "")
        + (f", sha256 {each.sha256}." if each.intact else ", NOT INTACT: it does not agree with its digest.")
        for each in signed
    ]
