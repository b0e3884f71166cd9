"""Anki's newer database (schema 18) told in the words of the older one (schema 11), so that there is one form to keep.

Layout facts: the `.proto` files and the schema conversions of Anki (ankitects); checked against its own exporter.
"""

import json
import sqlite3
from typing import Any

from domains.vocabulary.packages.child import messages, protobuf

SEPARATOR = "\x1f"
REQUIRED = ("none", "any", "all")
Told = dict[str, Any]


def collection(db: sqlite3.Connection) -> dict[str, Any]:
    """Creation time, settings, note types, decks and deck options.

    Raises:
        ValueError: a message is broken.
        sqlite3.Error: the database is.
    """
    crt, mod = db.execute("SELECT crt, mod FROM col LIMIT 1").fetchone()
    conf = {key: _json(value) for key, value in db.execute("SELECT KEY, val FROM config")}
    return {
        "crt": crt,
        "mod": mod,
        "conf": conf,
        "models": {each["id"]: each for each in _note_types(db)},
        "decks": {each["id"]: each for each in _decks(db)},
        "dconf": {each["id"]: each for each in _options(db)},
    }


def _json(value: bytes) -> Any:
    return json.loads(bytes(value))


def _rest(values: Told) -> Told:
    """What add-ons keep beside the fields of a message."""
    other = values.pop("other")
    rest = _json(other) if other else {}
    return rest if isinstance(rest, dict) else {}


def _note_types(db: sqlite3.Connection) -> list[Told]:
    fields, templates = _parts(db, "fields", messages.FIELD), _parts(db, "templates", messages.TEMPLATE)
    rows = db.execute("SELECT id, name, mtime_secs, usn, config FROM notetypes").fetchall()
    return [_note_type(row, fields.get(row[0], []), templates.get(row[0], [])) for row in rows]


def _parts(db: sqlite3.Connection, table: str, schema: protobuf.Schema) -> dict[int, list[Told]]:
    found: dict[int, list[Told]] = {}
    for kind, ordinal, name, config in db.execute(f"SELECT ntid, ord, name, config FROM {table} ORDER BY ntid, ord"):  # noqa: S608
        values = protobuf.read(bytes(config), schema)
        rest = _rest(values)
        found.setdefault(kind, []).append({"name": name, "ord": ordinal} | values | rest)
    return found


def _note_type(row: tuple[Any, ...], fields: list[Told], templates: list[Told]) -> Told:
    number, name, mod, usn, config = row
    values = protobuf.read(bytes(config), messages.NOTE_TYPE)
    rest = _rest(values)
    for each in fields:
        each["font"], each["size"] = each["font"], each["size"]
    for each in templates:
        each["did"] = each["did"] or None
    told = {"id": number, "name": name, "type": values["kind"], "mod": mod, "usn": usn, "sortf": values["sort"]}
    told |= {"did": values["did"] or None, "tmpls": templates, "flds": fields, "css": values["css"]}
    told |= {"latexPre": values["latex_pre"], "latexPost": values["latex_post"], "latexsvg": values["latex_svg"]}
    told |= {"req": [[each["ord"], _required(each["kind"]), each["fields"]] for each in values["reqs"]]}
    told |= {"originalStockKind": values["stock"]} if values["stock"] else {}
    told |= {"originalId": values["original"]} if values["original"] is not None else {}
    return told | rest


def _required(kind: int) -> str:
    return REQUIRED[kind] if 0 <= kind < len(REQUIRED) else "none"


def _decks(db: sqlite3.Connection) -> list[Told]:
    rows = db.execute("SELECT id, name, mtime_secs, usn, common, kind FROM decks").fetchall()
    return [_deck(*row) for row in rows]


def _deck(number: int, name: str, mod: int, usn: int, common: bytes, kind: bytes) -> Told:
    values, kinds = protobuf.read(bytes(common), messages.COMMON), protobuf.read(bytes(kind), messages.KIND)
    rest, day = _rest(values), values["day"]
    told = {"id": number, "mod": mod, "name": name.replace(SEPARATOR, "::"), "usn": usn}
    told |= {"lrnToday": [day, values["learning"]], "revToday": [day, values["review"]]}
    told |= {"newToday": [day, values["new"]], "timeToday": [day, values["milliseconds"]]}
    told |= {"collapsed": values["collapsed"], "browserCollapsed": values["browserCollapsed"]}
    filtered = kinds["filtered"]
    return told | (_filtered(filtered) if filtered else _normal(kinds["normal"])) | rest


def _normal(values: Told | None) -> Told:
    values = values or protobuf.read(b"", messages.NORMAL)
    retention = values["desiredRetention"]
    markdown = {"md": True} if values.pop("md") else {}
    whole = None if retention is None else round(retention * 100)
    return (
        {"desc": values["desc"], "dyn": 0}
        | values
        | {"conf": values["conf"] or 1, "desiredRetention": whole}
        | markdown
    )


def _filtered(values: Told) -> Told:
    terms = [[each["search"], each["limit"], each["order"]] for each in values["terms"]]
    told = {"desc": "", "dyn": 1} | values | {"terms": terms, "separate": True}
    return told | {"delays": values["delays"] or None}


def _options(db: sqlite3.Connection) -> list[Told]:
    rows = db.execute("SELECT id, name, mtime_secs, usn, config FROM deck_config").fetchall()
    return [
        {"id": n, "mod": mod, "name": name, "usn": usn} | _option(bytes(config)) for n, name, mod, usn, config in rows
    ]


def _option(config: bytes) -> Told:
    told = protobuf.read(config, messages.OPTIONS)
    rest, take = _rest(told), told.pop
    new = {"bury": take("bury_new"), "delays": take("learn_steps"), "initialFactor": round(take("initial_ease") * 1000)}
    new |= {"ints": [take("graduating_good"), take("graduating_easy"), 0], "order": int(take("insert_order") == 0)}
    new |= {"perDay": take("new_per_day")}
    rev = {"bury": take("bury_reviews"), "ease4": take("easy_multiplier"), "ivlFct": take("interval_multiplier")}
    rev |= {
        "maxIvl": take("maximum_interval"),
        "perDay": take("reviews_per_day"),
        "hardFactor": take("hard_multiplier"),
    }
    lapse = {"delays": take("relearn_steps"), "leechAction": take("leech_action")}
    lapse |= {"leechFails": take("leech_threshold"), "minInt": take("minimum_lapse_interval")}
    lapse |= {"mult": take("lapse_multiplier")}
    play = {
        "autoplay": not take("disable_autoplay"),
        "timer": int(take("show_timer")),
        "replayq": not take("skip_question"),
    }
    for name, part in (("new", new), ("rev", rev), ("lapse", lapse)):
        beside = rest.pop(name, None)
        part |= beside if isinstance(beside, dict) else {}
    return told | play | {"new": new, "rev": rev, "lapse": lapse, "dyn": False} | rest
