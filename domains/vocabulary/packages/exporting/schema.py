"""An Anki collection of schema 11, which every version of Anki since 2.0 reads."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

VERSION = 11
COLUMNS = {
    "col": "id crt mod scm ver dty usn ls conf:text models:text decks:text dconf:text tags:text",
    "notes": "id guid:text mid mod usn tags:text flds:text sfld csum flags data:text",
    "cards": "id nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data:text",
    "revlog": "id cid usn ease ivl lastIvl factor time type",
    "graves": "usn oid type",
}
INDEXES = ("notes usn", "notes csum", "cards usn", "cards nid", "cards did queue due", "revlog usn", "revlog cid")
DAY = 86_400


@dataclass
class Collection:
    """What goes into the file; note types, decks and options as JSON of schema 11, the rest as rows by column."""

    crt: int
    now: int
    conf: dict[str, Any] = field(default_factory=dict)
    models: dict[int, dict[str, Any]] = field(default_factory=dict)
    decks: dict[int, dict[str, Any]] = field(default_factory=dict)
    options: dict[int, dict[str, Any]] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)
    cards: list[dict[str, Any]] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)


def written(collection: Collection) -> bytes:
    """The database as a file, for scheduler 2 and 3."""
    db = _filled(collection)
    content = db.serialize()
    db.close()
    return bytes(content)


def written_for_oldest(collection: Collection) -> bytes:
    """The same for scheduler 1 (Anki 2.0): it knows no relearning, no Hard while learning, and one way to bury."""
    db = _filled(collection)
    today = (collection.now - collection.crt) // DAY
    db.execute("UPDATE cards SET type = 2, odue = ? + max(ivl, 1) WHERE type = 3 AND odid = 0", (today,))
    db.execute("UPDATE cards SET type = 2 WHERE type = 3")
    db.execute("UPDATE cards SET queue = -2 WHERE queue = -3")
    db.execute("UPDATE revlog SET ease = ease - 1 WHERE ease > 2 AND type IN (0, 2)")
    db.execute("UPDATE col SET conf = ?", (json.dumps(collection.conf | {"schedVer": 1, "sched2021": False}),))
    db.commit()
    content = db.serialize()
    db.close()
    return bytes(content)


def _filled(collection: Collection) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:")
    for table, columns in COLUMNS.items():
        db.execute(f"CREATE TABLE {table} ({', '.join(_column(each) for each in columns.split())})")
    for index in INDEXES:
        table, *on = index.split()
        db.execute(f"CREATE INDEX ix_{table}_{on[-1]} ON {table} ({', '.join(on)})")
    _insert(db, "col", [_col(collection)])
    _insert(db, "notes", collection.notes)
    _insert(db, "cards", collection.cards)
    _insert(db, "revlog", collection.reviews)
    db.commit()
    return db


def _column(column: str) -> str:
    name, _, kind = column.partition(":")
    return f"{name} {kind or 'integer'}{' PRIMARY KEY' if name == 'id' else ' NOT NULL'}"


def _col(collection: Collection) -> dict[str, Any]:
    texts = {"conf": collection.conf, "tags": {}}
    texts |= {"models": _keyed(collection.models), "decks": _keyed(collection.decks)}
    texts |= {"dconf": _keyed(collection.options)}
    numbers = {"id": 1, "crt": collection.crt, "mod": collection.now * 1000, "scm": collection.now * 1000}
    numbers |= {"ver": VERSION, "dty": 0, "usn": 0, "ls": 0}
    return numbers | {name: json.dumps(value, ensure_ascii=False) for name, value in texts.items()}


def _keyed(values: Mapping[int, Any]) -> dict[str, Any]:
    return {str(key): value for key, value in values.items()}


def _insert(db: sqlite3.Connection, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    names = [column.partition(":")[0] for column in COLUMNS[table].split()]
    places = ", ".join(f":{name}" for name in names)
    db.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)  # noqa: S608
