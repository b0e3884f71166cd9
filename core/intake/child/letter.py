"""A FHIR DocumentReference, alone or in a Bundle, to the text of its attachments (HL7 FHIR R4 and R5).

Only what lies in the file is read: an address is never followed. R4 and R5 differ here in names that are not used.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.intake.arena import Arena
from core.intake.child.markup import text_of
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

WITHDRAWN = {"entered-in-error": "was entered in error", "superseded": "was replaced by a newer one"}
TAKEN_BACK = ("entered-in-error", "cancelled", "deprecated")
KINDS = {"text/plain": False, "text/html": True, "application/xhtml+xml": True}
CHARSETS = {"utf-8": "utf-8", "us-ascii": "utf-8", "iso-8859-1": "latin-1", "windows-1252": "cp1252"}
MOST_DOCUMENTS = 1000
MOST_IDS = 16
Json = Mapping[str, Any]


def decode(data: memoryview, arena: Arena, limits: Limits) -> dict[str, Any]:
    """Read the document's text into the arena, as UTF-8.

    Returns:
        ``length``: bytes of the text. ``facts``: what the document says of itself. The intake checks both.

    Raises:
        Refused: no document, a withdrawn one, several, or none of whose text can be read.
    """
    root = _parsed(bytes(data))
    named = list(_resources(root))
    document, resources = _chosen(root, [each for _, each in named]), dict(named)
    _refuse_withdrawn(document)
    text = "\n\n".join(part for part in _texts(document, resources) if part.strip())
    encoded = text.encode("utf-8", "replace")
    if not text.strip():
        raise Refused(Code.EMPTY, "The document holds no text: its attachment is missing, or elsewhere; send the text.")
    if len(encoded) > limits.note_bytes:
        words = f"has {len(encoded):,} bytes of text and at most {limits.note_bytes:,} are read"
        raise Refused(Code.LENGTH, f"The document {words}; send the part that belongs here.")
    arena.pixels(1, len(encoded), 8)[0, :] = memoryview(encoded)
    return {"length": len(encoded), "facts": _facts(document, resources)}


def _parsed(data: bytes) -> Json:
    try:
        root = json.loads(data.decode("utf-8-sig"))
    except (ValueError, UnicodeDecodeError) as error:
        raise Refused(Code.MALFORMED, "The FHIR file is not valid JSON in UTF-8; export it again.") from error
    if not isinstance(root, dict) or root.get("resourceType") not in ("DocumentReference", "Bundle"):
        raise Refused(Code.KIND, "The FHIR file is no DocumentReference and no Bundle with one; send the note's.")
    return root


def _resources(root: Json) -> Iterator[tuple[str, Json]]:
    """Every resource of the file by each of its names."""
    entries = _list(root.get("entry")) if root["resourceType"] == "Bundle" else [{"resource": root}]
    for entry in entries[:MOST_DOCUMENTS]:
        resource = _map(_map(entry).get("resource"))
        for inner in _list(resource.get("contained")):
            yield f"#{_map(inner).get('id')}", _map(inner)
        if resource:
            yield f"{resource.get('resourceType')}/{resource.get('id')}", resource
            yield str(_map(entry).get("fullUrl")), resource


def _chosen(root: Json, resources: Sequence[Json]) -> Json:
    """The one document that stands.

    Raises:
        Refused: there is none, or there are several.
    """
    if root["resourceType"] == "DocumentReference":
        return root
    found = {id(each): each for each in resources if each.get("resourceType") == "DocumentReference"}
    standing = [each for each in found.values() if not _withdrawn(each)]
    if len(standing) > 1:
        raise Refused(Code.KIND, f"The Bundle holds {len(standing)} documents; send the one that belongs to this case.")
    if not found:
        raise Refused(Code.KIND, "The Bundle holds no DocumentReference; send the note's.")
    return standing[0] if standing else next(iter(found.values()))


def _withdrawn(document: Json) -> str:
    status, written = document.get("status"), document.get("docStatus")
    if isinstance(status, str) and status in WITHDRAWN:
        return WITHDRAWN[status]
    return f"is marked '{written}'" if isinstance(written, str) and written in TAKEN_BACK else ""


def _refuse_withdrawn(document: Json) -> None:
    if why := _withdrawn(document):
        raise Refused(Code.WITHDRAWN, f"The document {why}, so it is not read; send the one that stands.")


def _texts(document: Json, resources: Mapping[str, Json]) -> Iterator[str]:
    """The text of every attachment that is one; the same text in two forms is read once."""
    attachments = [_map(_map(each).get("attachment")) for each in _list(document.get("content"))]
    readable = [each for each in attachments if _kind(each)[0] in KINDS]
    plain = [each for each in readable if not KINDS[_kind(each)[0]]]
    elsewhere = 0
    for attachment in plain or readable:
        data = _data(attachment, resources)
        if data is None:
            elsewhere += 1
            continue
        yield _text(data, attachment)
    if elsewhere and elsewhere == len(plain or readable):
        sentence = (
            "The document's text lies at an address, and addresses are not followed; send it with its text inside."
        )
        raise Refused(Code.KIND, sentence)
    if attachments and not readable:
        raise Refused(Code.KIND, "The document's attachment is not text or HTML; send the note as text.")


def _kind(attachment: Json) -> tuple[str, str]:
    """MIME type and character set; text where neither is said."""
    told, *parameters = str(attachment.get("contentType") or "text/plain").lower().split(";")
    charset = next((p.split("=")[1].strip(" \"'") for p in parameters if p.strip().startswith("charset=")), "utf-8")
    return told.strip(), charset


def _data(attachment: Json, resources: Mapping[str, Json]) -> str | None:
    if isinstance(attachment.get("data"), str):
        return str(attachment["data"])
    held = resources.get(str(attachment.get("url")), {})
    inside = held.get("data") if held.get("resourceType") == "Binary" else None
    return inside if isinstance(inside, str) else None


def _text(data: str, attachment: Json) -> str:
    try:
        raw = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(Code.MALFORMED, "The document's attachment is not base64; export it again.") from error
    _check_whole(raw, attachment)
    kind, charset = _kind(attachment)
    try:
        text = raw.decode(CHARSETS.get(charset, charset) if charset in CHARSETS else "utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Refused(
            Code.ENCODING, f"The document's text is not {charset.upper()[:20]}; export it as UTF-8."
        ) from error
    return text_of(text) if KINDS[kind] else text


def _check_whole(raw: bytes, attachment: Json) -> None:
    """The size and the SHA-1 that the document gives, where it gives them (FHIR, Attachment)."""
    size, digest = attachment.get("size"), attachment.get("hash")
    told = base64.b64encode(hashlib.sha1(raw, usedforsecurity=False).digest()).decode()
    if (str(size).isdecimal() and int(str(size)[:12]) != len(raw)) or (isinstance(digest, str) and digest != told):
        raise Refused(
            Code.TRUNCATED, "The document's text does not fit the size or digest given with it; export it again."
        )


def _facts(document: Json, resources: Mapping[str, Json]) -> dict[str, Any]:
    subject = _map(document.get("subject"))
    named = str(subject.get("reference") or "")
    patient = resources.get(named, {})
    identifiers = [_map(each).get("value") for each in (*_list(patient.get("identifier")), subject.get("identifier"))]
    author = next((_map(each).get("display") for each in _list(document.get("author"))), None)
    first = next((_map(_map(each).get("attachment")) for each in _list(document.get("content"))), {})
    return {
        "id": document.get("id"),
        "title": document.get("description") or first.get("title") or _map(document.get("type")).get("text"),
        "author": author,
        "date": document.get("date") or first.get("creation"),
        "status": document.get("status"),
        "patient_reference": named,
        "patient_name": subject.get("display"),
        "patient_ids": [each for each in (*identifiers, named.rpartition("/")[2]) if isinstance(each, str) and each][
            :MOST_IDS
        ],
    }


def _map(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []
