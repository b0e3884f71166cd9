"""Decks and their options as Anki has them."""

from typing import Any

from domains.vocabulary.packages import anki, numbering, options
from domains.vocabulary.packages.exporting.schema import Collection
from domains.vocabulary.store import DeckRow

USN = -1
STEPS = {"new": [1.0, 10.0], "lapse": [10.0]}


def put(collection: Collection, rows: list[DeckRow], with_options: bool) -> None:
    """Write decks, the decks above them, and their options into the collection."""
    collection.decks[anki.DEFAULT_DECK] = deck(anki.DEFAULT_DECK, "Default", collection.now)
    collection.options[anki.DEFAULT_DECK] = default_options(anki.DEFAULT_DECK, "Default")
    for row in rows:
        _put(collection, row, with_options)


def number(row: DeckRow) -> int:
    """The number under which a deck goes; a default deck that was given a title of its own is no default deck."""
    kept = numbering.deck_number(row)
    return numbering.number("deck", row.id) if kept == anki.DEFAULT_DECK and _name(row) != "Default" else kept


def _name(row: DeckRow) -> str:
    origin = row.origin or {}
    return origin["anki"]["name"] if origin.get("anki") and row.title == origin.get("title") else row.title


def _put(collection: Collection, row: DeckRow, with_options: bool) -> None:
    was: dict[str, Any] = (row.origin or {}).get("anki") or {}
    made = deck(number(row), _name(row), collection.now) | ({} if was else {"desc": row.description})
    given = made | was | {"id": number(row), "name": _name(row)}
    if with_options:
        brought = (row.origin or {}).get("options") or _options_of(row)
        kept, given = options.changed(brought, given, row.settings or {})
        moved = kept != brought or not (row.origin or {}).get("options")
        given["conf"] = anki.whole(kept.get("id")) or anki.DEFAULT_DECK
        collection.options[given["conf"]] = kept | ({"mod": collection.now, "usn": USN} if moved else {})
    else:
        given["conf"] = anki.DEFAULT_DECK
    collection.decks[given["id"]] = given


def _options_of(row: DeckRow) -> dict[str, Any]:
    """Options for a deck of our own: the default ones, and a preset of its own where its settings differ."""
    if not row.settings:
        return default_options(anki.DEFAULT_DECK, "Default")
    return default_options(numbering.number("options", row.id), row.title[:100])


def deck(number: int, name: str, now: int) -> dict[str, Any]:
    """A deck (schema 11)."""
    today = {f"{each}Today": [0, 0] for each in ("lrn", "rev", "new", "time")}
    told = {"id": number, "mod": now, "name": name, "usn": USN, "collapsed": False, "browserCollapsed": False}
    return told | today | {"desc": "", "dyn": 0, "conf": 1, "extendNew": 0, "extendRev": 0}


def default_options(number: int, name: str) -> dict[str, Any]:
    """Deck options (schema 11), as Anki has them at first."""
    new = {"bury": False, "delays": STEPS["new"], "initialFactor": 2500, "ints": [1, 4, 0], "order": 1, "perDay": 20}
    rev = {"bury": False, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": 36500, "perDay": 200, "hardFactor": 1.2}
    lapse = {"delays": STEPS["lapse"], "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0.0}
    told = {"id": number, "mod": 0, "name": name, "usn": 0, "maxTaken": 60, "autoplay": True, "timer": 0}
    told |= {"replayq": True, "dyn": False, "desiredRetention": 0.9}
    return told | {"new": new, "rev": rev, "lapse": lapse}
