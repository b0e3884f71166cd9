"""Anki's older database (schema 11): settings, note types, decks and deck options are JSON in one row."""

import json
import sqlite3
from typing import Any


def collection(db: sqlite3.Connection) -> dict[str, Any]:
    """Creation time, settings, note types, decks and deck options.

    Raises:
        ValueError: what should be JSON is not.
        sqlite3.Error: the database is broken.
    """
    crt, mod, *texts = db.execute("SELECT crt, mod, conf, models, decks, dconf FROM col LIMIT 1").fetchone()
    told = dict(zip(("conf", "models", "decks", "dconf"), map(_mapping, texts), strict=True))
    return {"crt": crt, "mod": mod} | told


def _mapping(text: str | bytes) -> dict[str, Any]:
    told = json.loads(text or "{}")
    if not isinstance(told, dict):
        raise ValueError("A part of the collection is not a mapping.")
    return told
