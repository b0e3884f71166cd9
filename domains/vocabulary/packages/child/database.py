"""A foreign SQLite file, opened in memory, read only and believed in nothing."""

import sqlite3
from collections.abc import Iterator
from typing import Any

from core.intake.refusal import Code, Refused
from domains.vocabulary.packages.child import legacy, modern
from domains.vocabulary.packages.limits import Limits

MAGIC = b"SQLite format 3\0"
BROKEN = "The package's database is damaged; export the deck from Anki again."
CHUNK = 500
READ = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_PRAGMA))
TABLES = {
    "note": ("notes", "id, guid, mid, mod, tags, flds, flags, data"),
    "card": (
        "cards",
        "id, nid, did, ord, mod, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data",
    ),
    "review": ("revlog", "id, cid, ease, ivl, lastIvl, factor, time, type"),
}
MOST = {"note": "notes", "card": "cards", "review": "reviews"}


def opened(content: bytes) -> sqlite3.Connection:
    """The database, after SQLite itself found nothing wrong with it.

    Raises:
        Refused: it is no database, or a damaged one.
    """
    page = int.from_bytes(content[16:18], "big")
    if not content.startswith(MAGIC) or len(content) < 512 or len(content) % (65536 if page == 1 else max(page, 512)):
        raise Refused(Code.MALFORMED, BROKEN)
    db = sqlite3.connect(":memory:", isolation_level=None)
    for limit, most in ((sqlite3.SQLITE_LIMIT_ATTACHED, 0), (sqlite3.SQLITE_LIMIT_LENGTH, 64 * 2**20)):
        db.setlimit(limit, most)
    try:
        db.deserialize(_without_journal(content))
        _distrust(db)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise Refused(Code.MALFORMED, BROKEN) from error
    return db


def _without_journal(content: bytes) -> bytes:
    """A database in memory has no write-ahead log; bytes 18 and 19 say so (SQLite, "Database File Format")."""
    return content[:18] + b"\1\1" + content[20:]


def _distrust(db: sqlite3.Connection) -> None:
    for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "temp_store=MEMORY", "mmap_size=0"):
        db.execute(f"PRAGMA {pragma}")
    db.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
    db.text_factory = lambda raw: raw.decode("utf-8")
    wanted = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if db.execute("SELECT count(*) FROM sqlite_master WHERE type IN ('view', 'trigger')").fetchone()[0]:
        raise Refused(
            Code.MALFORMED, "The package's database holds views or triggers, which no deck needs; export it again."
        )
    if not wanted >= {"col", "notes", "cards", "revlog"}:
        raise Refused(Code.MALFORMED, "The package's database holds no collection of Anki; export the deck again.")
    if any("VIRTUAL" in (sql or "").upper() for (sql,) in db.execute("SELECT sql FROM sqlite_master")):
        raise Refused(
            Code.MALFORMED, "The package's database holds virtual tables, which no deck needs; export it again."
        )
    if db.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise Refused(Code.MALFORMED, BROKEN)
    db.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in READ else sqlite3.SQLITE_DENY)


def rows(db: sqlite3.Connection, limits: Limits) -> Iterator[dict[str, Any]]:
    """The collection, then its notes, cards and reviews in pieces.

    Raises:
        Refused: it is damaged, of an unknown kind, or too large.
    """
    try:
        for name, (table, _) in TABLES.items():
            _count(db, name, table, limits)
        yield {"kind": "collection"} | _collection(db)
        for name, (table, columns) in TABLES.items():
            yield from _pieces(db, name, f"SELECT {columns} FROM {table} ORDER BY id")  # noqa: S608
    except (sqlite3.Error, ValueError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(Code.MALFORMED, BROKEN) from error


def _count(db: sqlite3.Connection, name: str, table: str, limits: Limits) -> None:
    (count,) = db.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    most = getattr(limits, MOST[name])
    if count > most:
        words = f"The package has {count:,} {MOST[name]} and at most {most:,} are taken; export its decks one by one."
        raise Refused(Code.LENGTH, words)


def _collection(db: sqlite3.Connection) -> dict[str, Any]:
    (version,) = db.execute("SELECT ver FROM col LIMIT 1").fetchone() or (None,)
    if version == 11:
        return {"ver": 11} | legacy.collection(db)
    if isinstance(version, int) and 15 <= version <= 18:
        return {"ver": version} | modern.collection(db)
    sentence = (
        f"The package's database has the version {version}, which is not known; export it from Anki for older versions."
    )
    raise Refused(Code.MALFORMED, sentence)


def _pieces(db: sqlite3.Connection, name: str, query: str) -> Iterator[dict[str, Any]]:
    cursor = db.execute(query)
    while piece := cursor.fetchmany(CHUNK):
        if any(isinstance(value, bytes) for row in piece for value in row):
            raise ValueError("A column holds bytes.")
        yield {"kind": name, "rows": [list(row) for row in piece]}
