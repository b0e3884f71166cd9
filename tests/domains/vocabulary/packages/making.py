"""Small packages made by hand: what Anki would write, and what somebody who means harm would."""

import io
import json
import sqlite3
import struct
import zipfile
import zlib
from typing import Any

import zstandard

from domains.vocabulary.packages import own
from domains.vocabulary.packages.exporting.decks import deck, default_options
from domains.vocabulary.packages.exporting.schema import Collection, written

NOW = 1_790_000_000
CRT = 1_780_000_000 - 1_780_000_000 % 86_400 + 4 * 3600
DAY = 86_400


def png(seed: int = 0) -> bytes:
    rows = b"".join(b"\0" + bytes((seed + x * y) % 256 for x in range(4)) for y in range(4))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def wav(seed: int = 0) -> bytes:
    body = struct.pack("<400h", *((seed * 911 + i * 733) % 20000 - 10000 for i in range(400)))
    form = struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", len(body))
    return b"RIFF" + struct.pack("<I", 4 + len(form) + len(body)) + b"WAVE" + form + body


def note_type(number: int = 77, **changes: Any) -> dict[str, Any]:
    fields = [{"name": name, "ord": at, "sticky": False} for at, name in enumerate(("Front", "Back"))]
    template = {"name": "Card 1", "ord": 0, "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr>{{Back}}", "did": None}
    kept = own.note_type() | {"id": number, "name": "Plain", "flds": fields, "tmpls": [template], "css": ".card{}"}
    return kept | changes


def collection(notes: int = 2, deck_id: int = 55, title: str = "Spanish") -> Collection:
    """New cards of plain notes."""
    made = Collection(CRT, NOW, {"schedVer": 2}, {77: note_type()})
    made.decks = {1: deck(1, "Default", NOW), deck_id: deck(deck_id, title, NOW)}
    made.options = {1: default_options(1, "Default")}
    for at in range(notes):
        add(made, at, [f"palabra{at}", f"word {at}"], deck_id)
    return made


def add(made: Collection, at: int, fields: list[str], deck_id: int = 55, **card: Any) -> None:
    """A note with its card; `card` changes the card's columns."""
    note = {"id": 1000 + at, "guid": f"guid{at}", "mid": 77, "mod": NOW, "usn": -1, "tags": " a b "}
    made.notes.append(note | {"flds": "\x1f".join(fields), "sfld": fields[0], "csum": 0, "flags": 0, "data": ""})
    row = {"id": 2000 + at, "nid": 1000 + at, "did": deck_id, "ord": 0, "mod": NOW, "usn": -1, "type": 0, "queue": 0}
    row |= {"due": at + 1, "ivl": 0, "factor": 0, "reps": 0, "lapses": 0, "left": 0, "odue": 0, "odid": 0}
    made.cards.append(row | {"flags": 0, "data": "{}"} | card)


def review(made: Collection, at: int, days_ago: float, ease: int = 3, kind: int = 1, **columns: Any) -> None:
    """An answer to the card of the note `at`."""
    number = int((NOW - days_ago * DAY) * 1000) + at
    row = {
        "id": number,
        "cid": 2000 + at,
        "usn": -1,
        "ease": ease,
        "ivl": 5,
        "lastIvl": 1,
        "factor": 2500,
        "time": 4000,
    }
    made.reviews.append(row | {"type": kind} | columns)


def package(
    made: Collection | bytes | None = None, media: dict[str, bytes] | None = None, files: dict[str, bytes] | None = None
) -> bytes:
    """A package of the older kind; `files` are added, or put in place of what it has."""
    database = made if isinstance(made, bytes) else written(made or collection())
    names = {str(at): name for at, name in enumerate(media or {})}
    parts = {"collection.anki21": database, "media": json.dumps(names).encode()}
    parts |= {str(at): content for at, content in enumerate((media or {}).values())}
    return zipped(parts | (files or {}))


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return buffer.getvalue()


def zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


def altered(made: Collection, *statements: str) -> bytes:
    """The collection's database after some statements."""
    db = sqlite3.connect(":memory:")
    db.deserialize(written(made))
    for statement in statements:
        db.execute(statement)
    db.commit()
    content = bytes(db.serialize())
    db.close()
    return content
