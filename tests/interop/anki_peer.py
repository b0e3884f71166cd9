"""The official Anki as a peer: run by an interpreter of its own, which has `anki` and need not have Chiron.

`python anki_peer.py build FOLDER` makes collections with Anki's own scheduler and exports them with its own exporter;
`python anki_peer.py take FILE.apkg` imports a package with its own importer; `python anki_peer.py through FILE.apkg
FOLDER` does so and exports what came of it, in both kinds. All print JSON.
"""

import hashlib
import json
import random
import struct
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from anki.collection import (  # type: ignore[import-not-found]
    Collection,
    DeckIdLimit,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.import_export_pb2 import (  # type: ignore[import-not-found]
    ImportAnkiPackageUpdateCondition as Condition,
)

DAY = 86_400
ROUNDS = 6
CARD = "type, queue, due, ivl, factor, reps, lapses, left, odue, flags, data"
COLUMNS = ", ".join(f"c.{name}" for name in CARD.split(", "))


def picture(seed: int) -> bytes:
    """A small PNG."""
    rows = b"".join(b"\0" + bytes((seed * 37 + x * y) % 256 for x in range(8)) for y in range(8))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def sound(seed: int) -> bytes:
    """A tenth of a second of WAV."""
    body = b"".join(struct.pack("<h", (seed * 911 + i * 733) % 20000 - 10000) for i in range(800))
    form = struct.pack("<4sIHHIIHH4sI", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16, b"data", len(body))
    return b"RIFF" + struct.pack("<I", 4 + len(form) + len(body)) + b"WAVE" + form + body


def basic(col: Collection, deck: int, count: int) -> None:
    """Word and meaning, with picture, sound and markup."""
    kind = col.models.by_name("Basic (and reversed card)")
    for i in range(count):
        note = col.new_note(kind)
        col.media.write_data(f"bild ä{i}.png", picture(i))
        col.media.write_data(f"ton{i}.wav", sound(i))
        note["Front"] = f"<b>palabra{i}</b> [sound:ton{i}.wav]"
        note["Back"] = f'word {i}<br><img src="bild ä{i}.png"><script>alert(1)</script>'
        note.tags = ["animals", f"level::{i % 3}"]
        col.add_note(note, deck)


def clozes(col: Collection, deck: int, count: int) -> None:
    """Gaps, with hints and nested ones."""
    kind = col.models.by_name("Cloze")
    for i in range(count):
        note = col.new_note(kind)
        note["Text"] = f"The {{{{c1::cat{i}}}}} sat on the {{{{c2::mat::where}}}} {{{{c3::and {{{{c1::slept}}}}}}}}."
        col.add_note(note, deck)


def own_type(col: Collection, deck: int) -> None:
    """A note type with conditionals, a typed answer, a hint and a style of its own."""
    kind = col.models.copy(col.models.by_name("Basic"))
    kind["name"] = "Word card"
    col.models.add_field(kind, col.models.new_field("Hint"))
    kind["css"] += "\n.card { background: url(http://example.org/x.png); color: navy }"
    kind["tmpls"][0]["qfmt"] = "{{Front}}{{#Hint}}{{hint:Hint}}{{/Hint}}{{^Hint}}no hint{{/Hint}}{{type:Back}}"
    kind["tmpls"][0]["afmt"] = "{{FrontSide}}<hr id=answer>{{text:Back}} {{strange:Back}} {{Tags}} {{Deck}}"
    col.models.update_dict(kind)
    for i in range(3):
        note = col.new_note(kind)
        note["Front"], note["Back"], note["Hint"] = f"casa{i}", f"house{i} &amp; home", "a building" if i else ""
        col.add_note(note, deck)


def occlusion(col: Collection, deck: int) -> None:
    """A picture with two parts hidden."""
    col.decks.set_current(deck)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "map.png"
        path.write_bytes(picture(99))
        col.add_image_occlusion_notetype()
        kind = col.models.by_name("Image Occlusion")
        assert kind is not None
        col.add_image_occlusion_note(
            notetype_id=kind["id"],
            image_path=str(path),
            occlusions="{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2:oi=1}}<br>"
            "{{c2::image-occlusion:rect:left=.5:top=.5:width=.2:height=.2:oi=1}}<br>",
            header="Map",
            back_extra="",
            tags=["map"],
        )


def options(col: Collection, deck: int, name: str) -> None:
    """Deck options that are not the default."""
    made = col.decks.add_config(name)
    made["new"]["perDay"], made["rev"]["perDay"], made["lapse"]["leechFails"] = 37, 123, 5
    made["new"]["bury"] = made["rev"]["bury"] = True
    made["new"]["delays"], made["lapse"]["delays"] = [1.0, 15.0, 720.0], [20.0]
    made["desiredRetention"] = 0.87
    col.decks.update_config(made)
    kept = col.decks.get(deck)
    kept["conf"], kept["desc"] = made["id"], "<i>About</i> this deck"
    col.decks.save(kept)


def rarities(col: Collection, deck: int) -> None:
    """What few people set: limits of a deck of its own, parameters of FSRS, and what add-ons keep beside all that."""
    kept = col.decks.get(deck)
    kept |= {"desiredRetention": 85, "reviewLimit": 50, "newLimit": 7, "md": True, "addon": {"of": "a deck"}}
    col.decks.save(kept)
    made = col.decks.config_dict_for_deck_id(deck)
    made["fsrsParams6"] = [0.2, 1.3, 2.3, 8.3, 6.4, 0.8, 3.0, 0.001, 1.9, 0.2, 0.8, 1.5, 0.1, 0.3, 1.6, 0.6, 1.9]
    made["fsrsParams6"] += [0.5, 0.1, 0.1, 0.15]
    made |= {"autoplay": False, "timer": 1, "replayq": False, "waitForAudio": False, "questionAction": 1}
    made |= {"secondsToShowQuestion": 2.5, "ignoreRevlogsBeforeDate": "2020-01-01", "weightSearch": "deck:x"}
    made |= {"reviewOrder": 7, "easyDaysPercentages": [1, 0.5, 0, 1, 1, 1, 1], "addon": {"of": ["options"]}}
    made["new"] |= {"order": 0, "addon": 3}
    made["lapse"]["leechAction"] = 0
    col.decks.update_config(made)
    kind = col.models.by_name("Basic (and reversed card)")
    kind |= {"latexsvg": True, "addon": "of a note type"}
    kind["tmpls"][0] |= {"did": deck, "bqfmt": "{{Front}}x", "bfont": "Foo", "bsize": 11}
    kind["flds"][0] |= {"rtl": True, "sticky": True, "description": "the word", "addon": 1}
    kind["flds"][1] |= {"plainText": True, "collapsed": True, "excludeFromSearch": True}
    col.models.update_dict(kind)


def study(col: Collection, chance: random.Random, rounds: int) -> None:
    """Answer what is due with Anki's scheduler, then let days go by."""
    for _ in range(rounds):
        for deck in [each.id for each in col.decks.all_names_and_ids()]:
            col.decks.set_current(deck)
            for _ in range(60):
                card = col.sched.getCard()
                if card is None:
                    break
                card.start_timer()
                col.sched.answerCard(card, chance.choice((1, 2, 3, 3, 3, 3, 4)))
        later(col, chance.randint(1, 4))


def study_today(col: Collection, deck: int) -> None:
    """Answers of today, which leave one card in learning and one in relearning, and one that nobody saw."""
    kind = col.models.by_name("Basic")
    for word in ("hoy", "nunca"):
        note = col.new_note(kind)
        note["Front"], note["Back"] = word, f"{word} in English"
        col.add_note(note, deck)
    known = list(col.find_cards("is:review -is:learn"))[-1]
    col.sched.set_due_date([known], "0")
    for card_id in (known, *col.find_cards("Front:hoy")):
        card = col.get_card(card_id)
        card.start_timer()
        col.sched.answerCard(card, 1)


def later(col: Collection, days: int) -> None:
    """Move the past back by some days, so that it is later now."""
    db = col.db
    assert db is not None
    db.execute("update revlog set id = id - ?", days * DAY * 1000)
    db.execute("update cards set due = due - ? where due > 1000000000", days * DAY)
    for card, data in db.all("select id, data from cards where data like '%lrt%'"):
        kept = json.loads(data)
        kept["lrt"] -= days * DAY
        db.execute("update cards set data = ? where id = ?", json.dumps(kept, separators=(",", ":")), card)
    db.execute("update col set crt = crt - ?", days * DAY)
    path = col.path
    col.close()
    col.path = path
    col.reopen()


def treat(col: Collection) -> None:
    """Flags, suspended and buried cards, a forgotten one, one rescheduled by hand, and a filtered deck."""
    ids = list(col.find_cards("-is:new"))
    new = list(col.find_cards("is:new -note:Basic"))
    col.set_user_flag_for_cards(3, ids[:2])
    col.set_user_flag_for_cards(7, ids[2:3])
    col.sched.suspend_cards([*ids[3:5], *new[:1]])
    col.sched.bury_cards(ids[5:7], manual=True)
    col.sched.bury_cards(ids[7:8], manual=False)
    col.sched.schedule_cards_as_new(ids[8:9])
    col.sched.set_due_date(ids[9:11], "7")
    if len(ids) > 14:
        filtered = col.decks.new_filtered("Cramming")
        deck = col.decks.get(filtered)
        deck["terms"] = [["cid:" + ",".join(map(str, ids[11:14])), 3, 0]]
        col.decks.save(deck)
        col.sched.rebuild_filtered_deck(filtered)


def make(path: Path, fsrs: bool, seed: int) -> Collection:
    """A collection with all of that."""
    col = Collection(str(path))
    if fsrs:
        col.set_config("fsrs", True)
    root = col.decks.id("Spanish")
    animals, gaps = col.decks.id("Spanish::Animals"), col.decks.id("Spanish::Gaps")
    options(col, animals, "Mine")
    basic(col, animals, 8)
    clozes(col, gaps, 4)
    own_type(col, root)
    occlusion(col, gaps)
    study(col, random.Random(seed), ROUNDS)  # noqa: S311
    treat(col)
    study_today(col, root)
    rarities(col, animals)
    return col


def export(col: Collection, out: Path, deck: int | None, legacy: bool, scheduling: bool, media: bool) -> None:
    """Export with Anki's exporter."""
    wanted = ExportAnkiPackageOptions(
        with_scheduling=scheduling, with_deck_configs=scheduling, with_media=media, legacy=legacy
    )
    col.export_anki_package(out_path=str(out), options=wanted, limit=DeckIdLimit(deck) if deck else None)


def facts(col: Collection) -> dict[str, Any]:
    """All that a round trip has to keep, less what is each collection's own: row ids of note types, times of sync."""
    return {
        "crt": col.crt,
        "notes": notes(col),
        "cards": cards(col),
        "reviews": reviews(col),
        "media": {
            path.name: hashlib.sha1(path.read_bytes()).hexdigest()  # noqa: S324
            for path in sorted(Path(col.media.dir()).iterdir())
        },
        "types": {kind["name"]: layout(kind) for kind in used(col)},
        "decks": {deck["name"]: options_of(col, deck) for deck in col.decks.all()},
    }


def used(col: Collection) -> list[Any]:
    """Note types that have notes."""
    return [kind for kind in col.models.all() if col.models.use_count(kind)]


def layout(kind: Any) -> dict[str, Any]:
    """A note type without its identity and its times."""
    left_out = ("id", "mod", "usn", "did", "tmpls", "flds")
    kept = {key: value for key, value in kind.items() if key not in left_out}
    kept["tmpls"] = [{k: v for k, v in each.items() if k != "did"} for each in kind["tmpls"]]
    kept["flds"] = [dict(each) for each in kind["flds"]]
    return kept


def options_of(col: Collection, deck: Any) -> dict[str, Any]:
    """A deck with its options."""
    left_out = ("id", "mod", "usn", "conf", "name")
    kept = {key: value for key, value in deck.items() if key not in left_out and not key.endswith("Today")}
    if not deck["dyn"]:
        config = col.decks.config_dict_for_deck_id(deck["id"])
        kept["config"] = {key: value for key, value in config.items() if key not in ("id", "mod", "usn")}
    return kept


def notes(col: Collection) -> dict[str, Any]:
    """By guid."""
    rows = col.db.all("select guid, mid, mod, tags, flds from notes")
    return {
        guid: {
            "type": (col.models.get(mid) or {})["name"],
            "mod": mod,
            "tags": tags.split(),
            "fields": flds.split("\x1f"),
        }
        for guid, mid, mod, tags, flds in rows
    }


def cards(col: Collection) -> dict[str, Any]:
    """By guid and ordinal; a due day is absolute, as seconds of its beginning."""
    kept = {}
    query = f"select n.guid, c.ord, c.did, c.odid, {COLUMNS} from cards c join notes n on n.id = c.nid"  # noqa: S608
    for guid, ordinal, deck, home, *values in col.db.all(query):
        card = dict(zip(CARD.split(", "), values, strict=True))
        if card["type"] in (1, 2, 3):
            card["due"] = absolute(card["due"], col.crt) if not home else card["due"]
        if card["odue"]:
            card["odue"] = absolute(card["odue"], col.crt)
        card["data"] = json.loads(card["data"] or "{}")
        kept[f"{guid}/{ordinal}"] = card | {"deck": col.decks.name(deck), "home": col.decks.name(home) if home else ""}
    return kept


def absolute(due: int, crt: int) -> int:
    """A due time as seconds since 1970."""
    return due if due > 1_000_000_000 else due * DAY + crt


def reviews(col: Collection) -> dict[str, Any]:
    """By id."""
    query = (
        "select r.id, n.guid, c.ord, r.ease, r.ivl, r.lastIvl, r.factor, r.time, r.type from revlog r"
        " join cards c on c.id = r.cid join notes n on n.id = c.nid"
    )
    return {str(row[0]): row[1:] for row in col.db.all(query)}


def build(folder: Path) -> dict[str, Any]:
    """Two collections, scheduled by SM-2 and by FSRS, each exported in every way."""
    said: dict[str, Any] = {}
    for name, fsrs, seed in (("sm2", False, 1), ("fsrs", True, 2)):
        col = make(folder / f"{name}.anki2", fsrs, seed)
        said[name] = {"facts": facts(col), "packages": {}}
        for form, legacy in (("legacy", True), ("latest", False)):
            for scheduling in (True, False):
                for media in (True, False):
                    out = folder / f"{name}-{form}{'-log' * scheduling}{'-media' * media}.apkg"
                    export(col, out, None, legacy, scheduling, media)
                    said[name]["packages"][out.name] = {"legacy": legacy, "scheduling": scheduling, "media": media}
        col.export_collection_package(str(folder / f"{name}.colpkg"), include_media=True, legacy=False)
        col.close()
    return said


def bring(col: Collection, path: Path) -> dict[str, int]:
    """Import a package with all that it has, as somebody does who ticks every box."""
    request = ImportAnkiPackageRequest(
        package_path=str(path),
        options=ImportAnkiPackageOptions(
            with_scheduling=True,
            with_deck_configs=True,
            update_notes=Condition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
            update_notetypes=Condition.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER,
        ),
    )
    log = col.import_anki_package(request).log
    return {"new": len(log.new), "updated": len(log.updated), "found": log.found_notes}


def take(path: Path) -> dict[str, Any]:
    """Import a package into an empty collection, twice, and tell what came of it."""
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        log, found = bring(col, path), facts(col)
        again = bring(col, path)
        problems, same = col.fix_integrity(), facts(col) == found
        col.close()
        return {"facts": found, "log": log, "again": again, "same": same, "integrity": problems}


def through(path: Path, out: Path) -> dict[str, Any]:
    """Import a package into an empty collection, and export that again."""
    with tempfile.TemporaryDirectory() as folder:
        col = Collection(str(Path(folder) / "collection.anki2"))
        bring(col, path)
        found = facts(col)
        for form in ("legacy", "latest"):
            export(col, out / f"{form}.apkg", None, form == "legacy", scheduling=True, media=True)
        col.close()
        return {"facts": found}


def main() -> None:
    """See the module."""
    what, path, *rest = sys.argv[1:]
    commands: dict[str, Callable[..., dict[str, Any]]] = {"build": build, "take": take, "through": through}
    print(json.dumps(commands[what](*map(Path, (path, *rest)))))


if __name__ == "__main__":
    main()
