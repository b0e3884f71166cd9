"""The note: each version as a document, the one that stands as a composition whose sentences name their sources."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from typing import Any

from domains.telemedicine.outputs.fhirparts import DIGEST, SENTENCE, Parts, Resource, Version, filled, loinc

NOTE = loinc("11488-4", "Consult note")
XHTML = "http://www.w3.org/1999/xhtml"


def resources(parts: Parts) -> list[Resource]:
    """The composition, and a document reference a version."""
    return [_composition(parts), *(_document(parts, version) for version in parts.versions)]


def _document(parts: Parts, version: Version) -> Resource:
    """A version as plain text; a later one says which it stands in place of."""
    r4, last = parts.release == 4, version is parts.last
    encounter = {"encounter": [parts.encounter]} if r4 else [parts.encounter]
    before = parts.versions[version.number - 2] if version.number > 1 else None
    code = "replaces" if r4 else {"coding": [{"code": "replaces"}], "text": "replaces"}
    return filled(
        {
            "resourceType": "DocumentReference",
            "id": parts.id("note", str(version.number)),
            "identifier": [{"system": DIGEST, "value": version.sha256}],
            "status": "current" if last else "superseded",
            "docStatus": "final" if version.number == 1 else "amended",
            "type": NOTE,
            "subject": parts.patient,
            "date": version.moment,
            "author": [parts.signer(version)],
            "relatesTo": [{"code": code, "target": parts.note(before)}] if before else [],
            "description": version.document.get("reason"),
            "content": [{"attachment": _attachment(version, parts.release)}],
            "context": encounter,
        }
    )


def _attachment(version: Version, release: int) -> Resource:
    data = str(version.document["text"]).encode()
    digest = base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")
    return {
        "contentType": "text/plain; charset=utf-8",
        "language": "en",
        "data": base64.b64encode(data).decode("ascii"),
        "size": len(data) if release == 4 else str(len(data)),
        "hash": digest,
        "title": f"{version.document['title']}, version {version.number}",
        "creation": version.moment,
    }


def _composition(parts: Parts) -> Resource:
    version, r4 = parts.last, parts.release == 4
    attester = "legal" if r4 else {"coding": [{"code": "legal"}], "text": "legal"}
    return filled(
        {
            "resourceType": "Composition",
            "id": parts.id("composition"),
            "identifier": _identifier(parts, version),
            "status": "final" if version.number == 1 else "amended",
            "type": NOTE,
            "subject": parts.patient if r4 else [parts.patient],
            "encounter": parts.encounter,
            "date": version.moment,
            "author": [parts.signer(version)],
            "title": version.document["title"],
            "attester": [{"mode": attester, "time": version.moment, "party": parts.signer(version)}],
            "section": [_section(parts, section) for section in version.document["sections"]],
        }
    )


def _identifier(parts: Parts, version: Version) -> Resource | list[Resource]:
    told = {"system": DIGEST, "value": version.sha256}
    return told if parts.release == 4 else [told]


def _section(parts: Parts, section: Mapping[str, Any]) -> Resource:
    words = "".join(f"<p>{escape(one['text'], quote=False)}</p>" for one in section["sentences"])
    entry = [parts.to("DocumentReference", "recording")] if parts.last.document.get("recording") else []
    return filled(
        {
            "extension": [_sentence(one) for one in section["sentences"]],
            "title": section["title"],
            "text": {"status": "generated", "div": f'<div xmlns="{XHTML}">{words}</div>'},
            "entry": [*entry, parts.note(parts.last)],
        }
    )


def _sentence(one: Mapping[str, Any]) -> Resource:
    """A sentence with who wrote it and what it rests on: utterance, speaker, second, words."""
    told = [
        {"url": "text", "valueString": one["text"]},
        {"url": "author", "valueString": one["author"]},
        {"url": "state", "valueString": one["state"]},
    ]
    return {"url": SENTENCE, "extension": [*told, *(_source(source) for source in one["rests_on"])]}


def _source(source: Mapping[str, Any]) -> Resource:
    told = [
        {"url": "utterance", "valueInteger": source["utterance"]},
        {"url": "speaker", "valueString": source["role"] or "other"},
    ]
    second = [{"url": "second", "valueDecimal": source["second"]}] if source["second"] is not None else []
    said = [{"url": "said", "valueString": source["text"]}] if source["text"] else []
    return {"url": "source", "extension": [*told, *second, *said]}
