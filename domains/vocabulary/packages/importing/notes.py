"""Notes and cards of a package as rows; those that are here stay, and are brought up to date where Anki's are newer."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, or_, select

from domains.vocabulary.packages import anki, fields, markup, own, scheduling
from domains.vocabulary.packages.anki import Card, Note
from domains.vocabulary.packages.importing import log
from domains.vocabulary.packages.importing.arrival import AT_ONCE, Arrival
from domains.vocabulary.packages.importing.decks import Decks
from domains.vocabulary.store import CardRow, DeckRow, NoteRow

GUID, IPA = 64, 256
TWICE = "Notes that stand in the package twice under the same id were taken once: {count}."
LOST = "Cards of the package that belong to no note were left out: {count}."
LAST = 2**31


def take(arrival: Arrival, decks: Decks) -> None:
    """Take in all notes with their cards."""
    cards = _by_note(arrival)
    there = _there(arrival)
    _Notes(arrival, decks, there).take(cards)


def guid_of(note: Note) -> str:
    """The note's own, or its digest where it is longer than ours may be."""
    return note.guid if 0 < len(note.guid) <= GUID else hashlib.sha256(note.guid.encode()).hexdigest()


def _by_note(arrival: Arrival) -> dict[int, list[Card]]:
    """Cards by note, each ordinal once, in order."""
    known = {note.id for note in arrival.package.notes}
    found: dict[int, dict[int, Card]] = {}
    for card in arrival.package.cards:
        if card.note in known and 0 <= card.ord < 100_000:
            found.setdefault(card.note, {}).setdefault(card.ord, card)
    lost = len(arrival.package.cards) - sum(map(len, found.values()))
    if lost:
        arrival.arrived.notice(LOST.format(count=lost))
    return {note: [cards[ordinal] for ordinal in sorted(cards)] for note, cards in found.items()}


def _there(arrival: Arrival) -> dict[str, NoteRow]:
    """Notes that the learner has already, by guid: their own before everyone's, the oldest deck's before a copy."""
    mine = DeckRow.owner_id == arrival.actor.id
    query = select(NoteRow, DeckRow.owner_id).join(DeckRow, DeckRow.id == NoteRow.deck_id)
    query = query.where(or_(mine, DeckRow.audience == "everyone"), DeckRow.deleted_at.is_(None))
    query = query.where(or_(mine, NoteRow.deleted_at.is_(None))).order_by(DeckRow.created_at, NoteRow.id)
    guids = [guid_of(note) for note in arrival.package.notes]
    found: dict[str, tuple[NoteRow, bool]] = {}
    for start in range(0, len(guids), AT_ONCE):
        for row, owner in arrival.session.execute(query.where(NoteRow.guid.in_(guids[start : start + AT_ONCE]))):
            own_one = owner == arrival.actor.id
            if row.guid not in found or (own_one and not found[row.guid][1]):
                found[row.guid] = (row, own_one)
    return {guid: row for guid, (row, _) in found.items()}


class _Notes:
    def __init__(self, arrival: Arrival, decks: Decks, there: Mapping[str, NoteRow]) -> None:
        self._arrival, self._decks, self._there = arrival, decks, there
        self._seen: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, cards: Mapping[int, Sequence[Card]]) -> None:
        new, twice = [], 0
        for note in self._in_order(cards):
            guid = guid_of(note)
            if guid in self._seen:
                twice += 1
                continue
            self._seen.add(guid)
            row = self._there.get(guid)
            if row is None:
                new.append(self._made(note, cards[note.id]))
            else:
                self._bring_up_to_date(row, note)
                self._arrival.notes[note.id] = row
        if twice:
            self._arrival.arrived.notice(TWICE.format(count=twice))
        self._add(new, cards)

    def _in_order(self, cards: Mapping[int, Sequence[Card]]) -> list[Note]:
        """As Anki would introduce them."""
        notes = [note for note in self._arrival.package.notes if note.id in cards]
        return sorted(notes, key=lambda note: (min(map(_place, cards[note.id])), note.id))

    def _add(self, new: Sequence[tuple[Note, NoteRow]], cards: Mapping[int, Sequence[Card]]) -> None:
        session = self._arrival.session
        session.add_all(row for _, row in new)
        session.flush()
        self._arrival.notes |= {note.id: row for note, row in new}
        self._arrival.arrived.notes = len(new)
        self._arrival.fresh = {row.id for _, row in new}
        self._add_cards(cards)

    def _add_cards(self, cards: Mapping[int, Sequence[Card]]) -> None:
        there = self._cards_there(row.id for row in self._arrival.notes.values() if row.id not in self._arrival.fresh)
        wanted = [(row, card) for number, row in self._arrival.notes.items() for card in cards[number]]
        new: list[tuple[Card, CardRow]] = []
        for note, card in sorted(wanted, key=lambda each: (_place(each[1]), each[1].id)):
            row = there.get((note.id, card.ord))
            if row is None and self._is_mine(note):
                row = self._made_card(note, card)
                new.append((card, row))
            if row is not None:
                self._arrival.cards[card.id] = row
        self._arrival.session.add_all(row for _, row in new)
        self._arrival.session.flush()
        self._arrival.arrived.cards = len(new)

    def _cards_there(self, notes: Iterable[int]) -> dict[tuple[int, int], CardRow]:
        wanted: list[int] = list(notes)
        found: dict[tuple[int, int], CardRow] = {}
        for start in range(0, len(wanted), AT_ONCE):
            query = select(CardRow).where(CardRow.note_id.in_(wanted[start : start + AT_ONCE]))
            found |= {(row.note_id, row.ordinal): row for row in self._arrival.session.scalars(query)}
        return found

    def _is_mine(self, note: NoteRow) -> bool:
        deck = self._arrival.session.get_one(DeckRow, note.deck_id)
        return deck.owner_id == self._arrival.actor.id

    def _made(self, note: Note, cards: Sequence[Card]) -> tuple[Note, NoteRow]:
        deck = self._decks.row(self._arrival.deck_of(cards[0]))
        ours = own.is_ours(self._arrival.package.models[note.type])
        row = NoteRow(
            deck_id=deck.id, guid=guid_of(note), position=self._position(deck.id, NoteRow), concept="",
            note_type_id=None if ours else self._decks.kind(deck, note.type).id, frequency=None, own_sound=None,
            created_at=_created(note, self._arrival.at), changed_at=self._arrival.at,
        )  # fmt: skip
        self._fill(row, note, ours)
        return note, row

    def _made_card(self, note: NoteRow, card: Card) -> CardRow:
        deck = self._decks.row(self._arrival.deck_of(card))
        position = self._position(deck.id, CardRow)
        origin = {"id": card.id} | (
            {"card": log.kept(card, self._arrival.package.crt)} if card.type == anki.NEW else {}
        )
        return CardRow(note_id=note.id, deck_id=deck.id, ordinal=card.ord, position=position, origin=origin)

    def _position(self, deck_id: str, table: type[NoteRow] | type[CardRow]) -> int:
        key = f"{table.__tablename__}/{deck_id}"
        if key not in self._next:
            query = select(func.coalesce(func.max(table.position), -1)).where(table.deck_id == deck_id)
            self._next[key] = (self._arrival.session.scalar(query) or 0) + 1
            self._next[key] = max(self._next[key], 0)
        self._next[key] += 1
        return self._next[key] - 1

    def _bring_up_to_date(self, row: NoteRow, note: Note) -> None:
        """An older note, and one that is not the learner's own, stays as it is."""
        deck = self._arrival.session.get_one(DeckRow, row.deck_id)
        if deck.owner_id != self._arrival.actor.id:
            return
        if row.deleted_at is not None:
            row.deleted_at = None
            self._arrival.arrived.changed += 1
        was = (row.origin or {}).get("mod")
        if note.mod > (was if isinstance(was, int) else int(row.changed_at.timestamp())):
            self._fill(row, note, row.note_type_id is None)
            row.changed_at = self._arrival.at
            self._arrival.arrived.changed += 1

    def _fill(self, row: NoteRow, note: Note, ours: bool) -> None:
        """Write what Anki has into a row; a note of ours has no fields beside what it says."""
        model = self._arrival.package.models[note.type]
        raw = by_name(model, note.values)
        meant = fields.meant(model, raw)
        media = self._arrival.package.media
        picture, sound = (media.get(name, (None,))[0] for name in (meant.picture, meant.sound))
        row.tags = note.tags.split()
        if ours and not meant.word:
            return
        row.word, row.meaning, row.example = meant.word, meant.meaning, meant.example
        row.accepted, row.ipa, row.level = list(meant.accepted), meant.ipa[:IPA], meant.level
        row.picture, row.sound = picture, sound
        row.fields = {} if ours else {name: markup.clean(value) for name, value in raw.items()}
        row.origin = _origin(note, raw, row.fields, meant)


def by_name(model: Mapping[str, Any], values: Sequence[str]) -> dict[str, str]:
    """Values by the names of a note type's fields; missing ones are empty, surplus ones go to the last."""
    names = [anki.words(each["name"]) for each in model["flds"]]
    given = [*values[: len(names)], *[""] * (len(names) - len(values))]
    if len(values) > len(names):
        given[-1] = "<br>".join(values[len(names) - 1 :])
    return dict(zip(names, given, strict=True))


def _origin(note: Note, raw: Mapping[str, str], shown: Mapping[str, str], meant: fields.Meant) -> dict[str, Any]:
    """What an export needs to give the note back as it was: what differs from what is shown, and what it meant."""
    kept: dict[str, Any] = {"id": note.id, "mod": note.mod, "guid": note.guid, "tags": note.tags, "data": note.data}
    kept["fields"] = {name: value for name, value in raw.items() if shown.get(name) != value}
    kept["meant"] = [meant.word, meant.meaning]
    if len(note.values) != len(raw):
        kept["flds"] = note.fields
    return kept


def _place(card: Card) -> int:
    """Where a card stands among new ones; one that was met stands where it once stood."""
    if card.type == anki.NEW:
        return card.odue if card.odid and card.odue else card.due
    position = scheduling.data(card).get("pos")
    return position if isinstance(position, int) else -LAST


def _created(note: Note, now: datetime) -> datetime:
    made = scheduling.at(note.id / 1000)
    return made if made <= now else now.astimezone(UTC)
