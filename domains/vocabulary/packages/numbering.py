"""The numbers by which Anki knows what we name otherwise; the same each time, so that Anki recognises it."""

import hashlib

from domains.vocabulary.packages import anki
from domains.vocabulary.store import DeckRow

FIRST = 1_262_304_000_000
ROOM = 300_000_000_000


def number(*parts: object) -> int:
    """A number like a time in milliseconds, from 2010 on, made of a name."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return FIRST + int.from_bytes(digest[:8], "big") % ROOM


def deck_number(deck: DeckRow) -> int:
    """Anki's number of a deck: its own where it came from there."""
    kept = (deck.origin or {}).get("anki") or {}
    return anki.whole(kept.get("id")) or number("deck", deck.id)
