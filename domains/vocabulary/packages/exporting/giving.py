"""A deck given as an Anki package."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from data.actor import Actor
from data.blobs import BlobStore
from domains.vocabulary import clock
from domains.vocabulary.decks import access
from domains.vocabulary.door import Door, subject
from domains.vocabulary.packages import anki, own
from domains.vocabulary.packages.exporting import cards, decks, log, notes
from domains.vocabulary.packages.exporting.gathering import Gathered, gather
from domains.vocabulary.packages.exporting.names import Names
from domains.vocabulary.packages.exporting.schema import Collection, written, written_for_oldest
from domains.vocabulary.packages.scheduling import Clock
from domains.vocabulary.store import CardRow, DeckRow
from domains.vocabulary.study import versions
from domains.vocabulary.views import NotNow
from ui.kit.context import DomainContext

ACTION = "package.export"
DAY, HOUR = 86_400, 3_600
ROLLOVER = 4
LEGACY_2 = b"\x08\x02"
STORED = (1980, 1, 1, 0, 0, 0)
CONF: Mapping[str, Any] = {
    **{"addToCur": True, "curDeck": 1, "activeDecks": [1], "collapseTime": 1200, "dayLearnFirst": False},
    **{"dueCounts": True, "estTimes": True, "newSpread": 0, "schedVer": 2, "sched2021": True, "timeLim": 0},
    **{"sortType": "noteFld", "sortBackwards": False, "creationOffset": 0},
}


class Giving:
    """Gives decks as packages.

    Args:
        context: The domain's corner of the house.
        door: Lets actors in.
    """

    def __init__(self, context: DomainContext, door: Door) -> None:
        self._context, self._door = context, door

    def give(self, actor: Actor, deck_id: str, history: bool = True) -> bytes:
        """A deck, with those below it, as .apkg.

        Args:
            actor: Who exports; whose log and memory go along.
            deck_id: The deck.
            history: Whether they go along at all.

        Raises:
            NotAllowed: the actor is no learner.
            NoSuchDeck: there is none for this actor.
            NotNow: it is empty.
        """
        with self._door.visit(actor, ACTION, subject("deck", deck_id)) as visit:
            deck = access.seen(visit.session, actor, deck_id)
            found = gather(visit.session, actor, deck, history)
            if not found.cards:
                raise NotNow(f"“{deck.title}” has no cards yet: add words, then export it.")
            log.number(visit.session, actor.id, (row for rows in found.log.values() for row in rows))
            schedulings = versions.versions(visit.session, actor.id).schedulings
            made = _Package(found, self._context.blobs, history, clock.now(), schedulings)
            content = made.content()
            visit.detail |= {"cards": len(found.cards), "history": history, "bytes": len(content)}
        return content


@dataclass
class _Package:
    found: Gathered
    blobs: BlobStore
    history: bool
    at: datetime
    schedulings: Mapping[int, Any]

    def content(self) -> bytes:
        names = Names(self.found.media, self.blobs)
        collection = self._collection(names)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as file:
            _write(file, "meta", LEGACY_2)
            _write(file, "collection.anki21", written(collection))
            _write(file, "collection.anki2", written_for_oldest(collection))
            listed = {str(place): name for place, name in enumerate(names.files)}
            _write(file, "media", json.dumps(listed, ensure_ascii=False).encode())
            for place, digest in enumerate(names.files.values()):
                _write(file, str(place), self.blobs.get(digest), zipfile.ZIP_STORED)
        return buffer.getvalue()

    def _collection(self, names: Names) -> Collection:
        first = next((row.origin for row in self.found.decks if (row.origin or {}).get("crt")), {})
        now = int(self.at.timestamp())
        collection = Collection(anki.whole(first.get("crt")) or self._beginning(now), now)
        collection.conf = dict(CONF) | (first.get("conf") or {}) | {"nextPos": len(self.found.cards) + 1}
        decks.put(collection, self.found.decks, self.history)
        numbers = self._put_notes(collection, names)
        self._put_cards(collection, numbers)
        return collection

    def _beginning(self, now: int) -> int:
        """Day 0 of a collection of our own: the day of the first answer, or today, at Anki's hour."""
        times = [rows[0].reviewed_at.timestamp() for rows in self.found.log.values()]
        start = int(min([*times, now])) - ROLLOVER * HOUR
        return start - start % DAY + ROLLOVER * HOUR

    def _put_notes(self, collection: Collection, names: Names) -> dict[int, tuple[int, str]]:
        """Write notes and their types; number and guid by note."""
        standings: dict[int, list[Any]] = {}
        for card in self.found.cards:
            if card.id in self.found.standings:
                standings.setdefault(card.note_id, []).append(self.found.standings[card.id])
        numbers: dict[int, tuple[int, str]] = {}
        free = _Free()
        for note in self.found.notes:
            kind = self.found.types.get(note.note_type_id) if note.note_type_id is not None else None
            model = kind.definition if kind else own.note_type()
            collection.models[anki.whole(model["id"])] = dict(model)
            columns = notes.written(note, kind, names, standings.get(note.id, []))
            number = free.number(notes.number(note))
            collection.notes.append({"id": number} | columns)
            numbers[note.id] = (number, note.guid)
        return numbers

    def _put_cards(self, collection: Collection, numbers: Mapping[int, tuple[int, str]]) -> None:
        ticks, free = Clock(collection.crt), _Free()
        homes = {row.id: row for row in self.found.decks}
        for card in self.found.cards:
            note, guid = numbers[card.note_id]
            number = free.number(cards.number(card, guid))
            home = decks.number(homes[card.deck_id])
            columns = self._scheduled(card, homes[card.deck_id], ticks)
            visits = columns.pop("did", None)
            place = {"did": visits, "odid": home} if visits else {"did": home, "odid": 0}
            if visits:
                self._put_filtered(collection, homes[card.deck_id], visits)
            collection.cards.append({"id": number, "nid": note, "ord": card.ordinal, "usn": -1} | place | columns)
            collection.reviews += log.written(self.found.log.get(card.id, []), number, self.schedulings)
        collection.reviews.sort(key=lambda row: row["id"])

    def _scheduled(self, card: CardRow, deck: DeckRow, ticks: Clock) -> dict[str, Any]:
        if not self.history:
            return cards.new(card)
        mine = deck.owner_id == self.found.actor.id
        told = cards.written(
            card, self.found.log.get(card.id, []), self.found.states.get(card.id), ticks, self.at, mine
        )
        there = any(anki.whole(each.get("id")) == told.get("did") for each in _filtered(deck))
        return cards.decided(cards.at_home(told, there), self.found.standings.get(card.id), self.at)

    def _put_filtered(self, collection: Collection, deck: DeckRow, number: int) -> None:
        kept = next(each for each in _filtered(deck) if anki.whole(each.get("id")) == number)
        collection.decks[number] = dict(kept)


class _Free:
    """Numbers that are given once; the next free one where two ask for the same."""

    def __init__(self) -> None:
        self._taken: set[int] = set()

    def number(self, wanted: int) -> int:
        while wanted in self._taken:
            wanted += 1
        self._taken.add(wanted)
        return wanted


def _filtered(deck: DeckRow) -> Iterable[dict[str, Any]]:
    return (deck.origin or {}).get("filtered") or ()


def _write(file: zipfile.ZipFile, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> None:
    entry = zipfile.ZipInfo(name, STORED)
    entry.compress_type, entry.external_attr = method, 0o600 << 16
    file.writestr(entry, content)
