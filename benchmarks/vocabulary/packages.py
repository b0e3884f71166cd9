"""What is lost between Chiron and the official Anki, counted value by value, and how long a large package takes.

`python -m benchmarks.vocabulary.packages`; Anki runs in an environment of its own (`make test` makes it, or name an
interpreter that has it in CHIRON_ANKI_PYTHON). Anki's own scheduler, exporter and importer make and take the packages.
Anki to Anki: a package that Anki exported is imported by Anki directly, and by way of Chiron; the two collections are
compared. Anki to Chiron: the memory, log and decisions here are compared with the collection there. Chiron to Chiron: a
learned deck of our own goes to Anki, which exports it again, and comes back to another learner.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

from sqlalchemy import select

import domains.vocabulary
from core.engine.inline import InlineEngine
from data.actor import Actor, Role
from data.blobs import BlobStore
from data.database import Database
from data.migrate import upgrade
from domains.vocabulary import clock, store
from domains.vocabulary.config import Config
from domains.vocabulary.service import VocabularyService
from domains.vocabulary.store import CardRow, NoteRow, ReviewRow, StandingRow, StateRow
from domains.vocabulary.views import Answer, Draft, Turn
from ui.kit.context import DomainContext

PEER = Path(__file__).resolve().parents[2] / "tests" / "interop" / "anki_peer.py"
LENA, MAX = (Actor(letter * 32, name, Role.LEARNER) for letter, name in (("d", "Lena"), ("e", "Max")))
KINDS = ("notes", "cards", "reviews", "media", "types", "decks")
FORMS = ("legacy", "latest")
START = datetime(2026, 3, 1, 9, tzinfo=UTC)
LARGE, ANSWERS = 10_000, 5
DAY = 86_400
Facts = dict[str, Any]
Tally = Counter[str]


def main() -> int:
    """Print the tables; 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.parse_args()
    anki = interpreter()
    if anki is None:
        print("left out: Anki is missing; `make test` makes its environment, or name one in CHIRON_ANKI_PYTHON.")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lost = table("Anki to Anki by way of Chiron", anki_to_anki(anki, folder))
        lost += table("Anki to Chiron", anki_to_chiron(anki, folder))
        lost += table("Chiron to Chiron by way of Anki", chiron_to_chiron(anki, folder))
        speed(folder)
    print(f"\nmust reach: nothing lost; {'reached' if not lost else 'MISSED'}")
    return int(lost > 0)


def interpreter() -> str | None:
    """The interpreter that has Anki."""
    named = os.environ.get("CHIRON_ANKI_PYTHON")
    path = Path(named) if named else Path(sys.prefix) / "anki" / "bin" / "python"
    return str(path) if path.is_file() else None


def peer(anki: str, what: str, *paths: Path) -> Facts:
    """What the peer says."""
    command = [anki, str(PEER), what, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    told: Facts = json.loads(done.stdout.splitlines()[-1])
    return told


def table(title: str, rows: Iterator[tuple[str, Tally, Tally]]) -> int:
    """Print values compared and lost by kind; how many were lost in all."""
    print(f"\n| {title} | {' | '.join(KINDS)} |\n|---|{'---|' * len(KINDS)}")
    lost = 0
    for name, compared, losses in rows:
        cells = (f"{compared[kind]:,}, lost {losses[kind]:,}" if compared[kind] else "" for kind in KINDS)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
        lost += sum(losses.values())
    return lost


def opened(folder: Path) -> VocabularyService:
    """A vocabulary of its own."""
    database = Database.open("vocabulary", folder)
    upgrade(database, store.SCRIPTS)
    home = folder / "domains" / "vocabulary"
    return VocabularyService(
        DomainContext(
            id="vocabulary",
            folder=Path(domains.vocabulary.__file__ or "").parent,
            home=home,
            database=database,
            blobs=BlobStore(home / "blobs"),
            config=lambda: Config(),
            engine=InlineEngine(),
            ask=lambda _capability: [],
        )
    )


def values(facts: Any) -> Iterator[Any]:
    """The single values in nested facts."""
    inner = facts.values() if isinstance(facts, dict) else facts if isinstance(facts, list) else None
    if inner is None:
        yield facts
    else:
        for each in inner:
            yield from values(each)


def losses(one: Any, other: Any) -> int:
    """How many single values differ, are missing, or were added."""
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(losses(one.get(key), other.get(key)) for key in {*one, *other})
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return sum(losses(*pair) for pair in zip(one, other, strict=True))
    return 0 if one == other else max(len(list(values(one))), 1)


def against(one: Facts, other: Facts) -> tuple[Tally, Tally]:
    """Values compared and lost, by kind."""
    compared = Counter({kind: len(list(values(one[kind]))) for kind in KINDS if kind in one})
    return compared, Counter({kind: losses(one[kind], other[kind]) for kind in KINDS if kind in one})


def anki_to_anki(anki: str, folder: Path) -> Iterator[tuple[str, Tally, Tally]]:
    """Packages of Anki through Chiron, each into an empty vocabulary."""
    built = folder / "built"
    built.mkdir()
    (folder / "built.json").write_text(json.dumps(peer(anki, "build", built)))
    for scheduler in ("sm2", "fsrs"):
        for form in FORMS:
            source = built / f"{scheduler}-{form}-log-media.apkg"
            service = opened(folder / source.stem)
            came = service.import_package(LENA, source, source.name)
            out = folder / f"{source.stem}-out.apkg"
            root = next(deck for deck in came.decks if "::" not in deck.title)
            out.write_bytes(service.export_package(LENA, root.id))
            direct, ours = peer(anki, "take", source)["facts"], peer(anki, "take", out)["facts"]
            yield f"{scheduler}, {form}", *against(direct, ours)


def anki_to_chiron(anki: str, folder: Path) -> Iterator[tuple[str, Tally, Tally]]:
    """What the vocabularies of the first table hold, against Anki's collections."""
    built: Facts = json.loads((folder / "built.json").read_text())
    for scheduler in ("sm2", "fsrs"):
        for form in FORMS:
            service = opened(folder / f"{scheduler}-{form}-log-media")
            there = expected(built[scheduler]["facts"])
            yield f"{scheduler}, {form}", *against(there, held(service, there["cards"]))


def expected(facts: Facts) -> Facts:
    """Notes, cards and log of a collection in the terms of `held`."""
    cards = {}
    for key, card in facts["cards"].items():
        due = card["odue"] if card["home"] and card["odue"] else card["due"]
        memory = [card["type"], due, card["reps"], card["lapses"]] if card["type"] else None
        fsrs = [card["data"]["s"], card["data"]["d"]] if "s" in card["data"] and memory else None
        cards[key] = [memory, fsrs, card["queue"] == -1, card["queue"] in (-2, -3), card["flags"]]
    notes = {guid: note["tags"] for guid, note in facts["notes"].items()}
    reviews = {number: [*row[2:]] for number, row in facts["reviews"].items()}
    return {"notes": notes, "cards": cards, "reviews": reviews}


def held(service: VocabularyService, wanted: Facts) -> Facts:
    """Notes, cards and log of the learner here; FSRS state only where Anki has it."""
    with service._context.database.read() as session:
        named = session.execute(
            select(NoteRow.guid, CardRow.ordinal, CardRow.id).join(CardRow, CardRow.note_id == NoteRow.id)
        ).all()
        states = {row.card_id: row for row in session.scalars(select(StateRow).where(StateRow.modality == ""))}
        standings = {row.card_id: row for row in session.scalars(select(StandingRow))}
        notes = {row.guid: list(row.tags) for row in session.scalars(select(NoteRow))}
        log = session.scalars(select(ReviewRow).where(ReviewRow.origin_id.is_not(None))).all()
        reviews = {str(row.origin_id): list(row.origin["anki"]) for row in log}
    cards = {}
    for guid, ordinal, number in named:
        state, standing, key = states.get(number), standings.get(number), f"{guid}/{ordinal}"
        memory = state and [state.state, int(state.due.timestamp()), state.reps, state.lapses]
        fsrs = [state.stability, state.difficulty] if state and wanted.get(key, [0, 0])[1] else None
        decided = [standing.suspended, standing.buried_until is not None, standing.flag] if standing else [False] * 3
        cards[key] = [memory, fsrs, *decided[:2], int(decided[2])]
    return {"notes": notes, "cards": cards, "reviews": reviews}


def chiron_to_chiron(anki: str, folder: Path) -> Iterator[tuple[str, Tally, Tally]]:
    """A learned deck of our own, which Anki imports and exports again."""
    service = opened(folder / "own")
    deck = learned(service)
    path = folder / "own.apkg"
    path.write_bytes(service.export_package(LENA, deck))
    peer(anki, "through", path, folder)
    for form in FORMS:
        other = opened(folder / f"back-{form}")
        other.import_package(MAX, folder / f"{form}.apkg", "own.apkg")
        yield form, *against(mine(service), mine(other))


def learned(service: VocabularyService) -> str:
    """A deck of forty words, learned on some days."""
    deck = service.create_deck(LENA, "Forty words", "es", "en").id
    drafts = [
        Draft(f"palabra{n}", f"word {n} & <more>", (f"otra{n}",), f"La {{{{palabra{n}}}}}.", ("t",)) for n in range(40)
    ]
    service.add_notes(LENA, deck, drafts)
    chance = random.Random(3)  # noqa: S311
    for day in (0, 1, 2, 4, 8, 15):
        with patch.object(clock, "now", lambda day=day: START + timedelta(days=day)):
            turn = service.next(LENA, deck)
            for _ in range(60):
                if isinstance(turn, Turn):
                    turn = service.answer(LENA, turn.token, Answer(chance.choice((1, 2, 3, 3, 3, 4)), duration_ms=3000))
    return deck


def mine(service: VocabularyService) -> Facts:
    """What is known of each word, how each card stands to the day, and each answer to the millisecond."""
    with service._context.database.read() as session:
        rows = session.execute(select(NoteRow, CardRow.id).join(CardRow, CardRow.note_id == NoteRow.id)).all()
        states = {row.card_id: row for row in session.scalars(select(StateRow).where(StateRow.modality == ""))}
        log = session.scalars(select(ReviewRow).where(ReviewRow.undone_at.is_(None), ReviewRow.rating > 0)).all()
        reviews = {str(row.origin_id): [row.rating, row.duration_ms] for row in log}
    notes = {
        note.guid: [note.word, note.meaning, *note.accepted, note.example, note.ipa, note.level, *sorted(note.tags)]
        for note, _ in rows
    }
    return {"notes": notes, "cards": {note.guid: memory(states.get(card)) for note, card in rows}, "reviews": reviews}


def memory(state: StateRow | None) -> list[Any] | None:
    """State, due day (in learning the second), counts, and what FSRS holds to the digits that Anki keeps."""
    if state is None or state.stability is None or state.difficulty is None:
        return None
    due = int(state.due.timestamp())
    due = (due - 4 * 3600) // DAY if state.state == 2 else due
    return [state.state, due, state.reps, state.lapses, round(state.stability, 4), round(state.difficulty, 3)]


def speed(folder: Path) -> None:
    """How long a large package takes, alone."""
    service = opened(folder / "large")
    package = folder / "large.apkg"
    package.write_bytes(large())
    took, came = timed(lambda: service._packages._taking.take(LENA, package, package.name))
    gave, content = timed(lambda: service.export_package(LENA, came.decks[0]))
    size = package.stat().st_size / 2**20
    print(f"\n| {came.notes:,} notes, {came.reviews:,} reviews, {size:.1f} MiB | seconds |\n|---|---|")
    print(f"| import, with the replay of the log | {took:.1f} |")
    print(f"| export, {len(content) / 2**20:.1f} MiB | {gave:.1f} |")


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds by the clock on the wall, and what came of it."""
    start = perf_counter()
    made = action()
    return perf_counter() - start, made


def large() -> bytes:
    """A package of many notes with their log."""
    from domains.vocabulary.packages.exporting.schema import Collection, written
    from domains.vocabulary.packages.own import note_type

    now = int(START.timestamp())
    made = Collection(
        now - 200 * DAY - now % DAY, now, {"schedVer": 2}, {77: note_type() | {"id": 77, "name": "Plain"}}
    )
    made.decks = {55: {"id": 55, "name": "Large", "dyn": 0, "conf": 1}}
    for at in range(LARGE):
        note = {"id": at + 1, "guid": f"g{at}", "mid": 77, "mod": now, "usn": -1, "tags": "", "flags": 0, "data": ""}
        made.notes.append(
            note | {"flds": "\x1f".join((f"word {at}", f"meaning {at}", *[""] * 6)), "sfld": "", "csum": 0}
        )
        card = {
            "id": at + 1,
            "nid": at + 1,
            "did": 55,
            "ord": 0,
            "mod": now,
            "usn": -1,
            "type": 2,
            "queue": 2,
            "due": 210,
        }
        card |= {"ivl": 20, "factor": 2500, "reps": ANSWERS, "lapses": 0, "left": 0, "odue": 0, "odid": 0, "flags": 0}
        made.cards.append(card | {"data": ""})
        for turn in range(ANSWERS):
            number = (now - (20 + turn * 9) * DAY) * 1000 + at * ANSWERS + turn
            row = {
                "id": number,
                "cid": at + 1,
                "usn": -1,
                "ease": 3,
                "ivl": 9,
                "lastIvl": 4,
                "factor": 2500,
                "time": 3000,
            }
            made.reviews.append(row | {"type": 1})
    return _zipped(written(made))


def _zipped(database: bytes) -> bytes:
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("collection.anki21", database)
        file.writestr("media", "{}")
    return buffer.getvalue()


if __name__ == "__main__":
    sys.exit(main())
