"""Identifiers planted in signed documents, looked for in what leaves of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, cast

from benchmarks.chest.deidentification_values import Registry, Value, found

if TYPE_CHECKING:
    from domains.chest.outputs.sources import Sources

SECRET = b"benchmark" * 4
DIGEST = "0123456789abcdef" * 4


def documents(registry: Registry, count: int) -> tuple[int, int]:
    """How many of so many planted identifiers are left, and how many were planted."""
    from domains.chest import deidentify

    chance, left, total = random.Random(13), 0, 0  # noqa: S311
    while total < count:
        document, planted = _document(), list[Value]()
        for place, kinds in chance.sample(list(PLACES), min(8, count - total)):
            value = registry.value(chance.choice(kinds), chance.choice(("latin", "umlaut", "cyrillic", "kanji")))
            place(document, value)
            planted.append(value)
        data = [json.dumps(deidentify.document(document, SECRET), ensure_ascii=False).encode(), *_exports(document)]
        left += sum(any(found(value, form) for form in data) for value in planted)
        total += len(planted)
    return left, total


def _exports(document: dict[str, Any]) -> Iterator[bytes]:
    """The document as FHIR R4 and R5 and as CSV, made by the room's own exports."""
    from domains.chest.outputs.making import Anonymity, objects
    from domains.chest.outputs.signed import Version, of_versions

    case, nameless = of_versions([Version(document, DIGEST)], "", "0"), Anonymity(SECRET, {})
    nowhere = cast("Sources", None)
    for kind, release in (("fhir", 4), ("fhir", 5), ("csv", 4)):
        yield from (_readable(made.data) for made in objects(case, kind, nowhere, nameless, release))


def _readable(data: bytes) -> bytes:
    """JSON with its letters as they are, so that the search sees them."""
    return json.dumps(json.loads(data), ensure_ascii=False).encode() if data.startswith(b"{") else data


def _document() -> dict[str, Any]:
    """A document as the room signs it, of nobody."""
    finding = {
        "label": "Effusion",
        "probability": 0.81,
        "state": "rule in",
        "logit": 1.45,
        "prior": -2.0,
        "evidence": [{"role": "note", "modality": "text", "log_odds": 3.45, "where": [_span()]}],
    }
    decision = {"label": "Effusion", "choice": "accept", "stated": "present", "comment": "", "by": "A", "at": _at()}
    return {
        **{"schema": "chiron.chest.signed/1", "case": "c" * 32, "number": 1, "kind": "original", "data": "real"},
        **{"signed_by": {"id": "a" * 32, "name": "A"}, "signed_at": _at(), "report": "Present: effusion."},
        "patient": {"reference": "R", "label": "L"},
        "study": {"uid": "1.2.3", "date": "2011-01-02"},
        "films": [{"name": "film.dcm", "sha256": DIGEST, "facts": {"rows": 10, "columns": 10, "kind": "dicom"}}],
        "note": {"text": "Cough.", "sha256": DIGEST},
        "record": {"age": 61.0, "sex": "F", "view": "PA"},
        "reading": {
            **{"weights": DIGEST, "made_at": _at(), "findings": [finding], "refused": [], "notices": []},
            "heatmaps": {"Effusion": DIGEST},
        },
        "decisions": [decision],
        "impressions": [],
    }


def _span() -> dict[str, Any]:
    return {"kind": "span", "start": 0, "end": 5, "text": "cough", "reading": "cough, present"}


def _at() -> str:
    return "2011-01-03T10:00:00+00:00"


def _put(*path: str | int) -> Callable[[dict[str, Any], Value], None]:
    def place(document: dict[str, Any], value: Value) -> None:
        level: Any = document
        for step in path[:-1]:
            level = level[step]
        level[path[-1]] = value.text

    return place


def _say(*path: str | int) -> Callable[[dict[str, Any], Value], None]:
    def place(document: dict[str, Any], value: Value) -> None:
        level: Any = document
        for step in path[:-1]:
            level = level[step]
        level[path[-1]] = f"{level.get(path[-1], '')} As told by {value.text} today."

    return place


def _append(key: str, item: Callable[[str], Any]) -> Callable[[dict[str, Any], Value], None]:
    return lambda document, value: document[key].append(item(value.text))


def _inside(*path: str, item: Callable[[str], Any]) -> Callable[[dict[str, Any], Value], None]:
    def place(document: dict[str, Any], value: Value) -> None:
        level: Any = document
        for step in path:
            level = level[step]
        level.append(item(value.text))

    return place


FREE = ("name", "number", "date", "phone", "address", "mail", "place")
PLACES: tuple[tuple[Callable[[dict[str, Any], Value], None], tuple[str, ...]], ...] = (
    (_put("patient", "reference"), ("number",)),
    (_put("patient", "label"), ("name",)),
    (_put("patient", "issuer"), ("place",)),
    (_put("study", "uid"), ("uid",)),
    (_put("study", "date"), ("date",)),
    (_put("study", "accession"), ("number",)),
    (_put("signed_by", "name"), ("name",)),
    (_put("films", 0, "name"), FREE),
    (_put("films", 0, "facts", "patient_name"), ("name",)),
    (_put("films", 0, "facts", "patient_id"), ("number",)),
    (_put("films", 0, "facts", "study_uid"), ("uid",)),
    (_put("films", 0, "facts", "accession"), ("number",)),
    (_put("films", 0, "facts", "body_part"), ("number",)),
    (_put("films", 0, "facts", "institution"), ("place",)),
    (_say("note", "text"), FREE),
    (_say("report"), FREE),
    (_say("decisions", 0, "comment"), FREE),
    (_put("decisions", 0, "by"), ("name",)),
    (_put("reading", "findings", 0, "evidence", 0, "where", 0, "text"), FREE),
    (_put("reading", "findings", 0, "evidence", 0, "where", 0, "reading"), FREE),
    (_inside("reading", "notices", item=lambda text: f"The film says {text}."), FREE),
    (_inside("reading", "refused", item=lambda text: {"role": "note", "code": "language", "sentence": text}), FREE),
    (_append("impressions", lambda text: {"text": f"Seen {text}", "by": text, "at": _at()}), ("name",)),
    (_put("ward"), ("place",)),
)
