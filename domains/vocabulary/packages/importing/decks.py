"""Decks and note types of a package as rows; made only where a new card needs them."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from domains.vocabulary.packages import anki, markup, options
from domains.vocabulary.packages.importing.arrival import Arrival
from domains.vocabulary.packages.numbering import deck_number
from domains.vocabulary.store import DeckRow, NoteTypeRow

IMPORTED, OWNER, SEPARATOR = "imported", "owner", "::"
TITLE, NAME = 256, 256
KEPT = ("creationOffset", "rollover")


class Decks:
    """Finds or makes the rows of decks and note types.

    Args:
        arrival: The import.
    """

    def __init__(self, arrival: Arrival) -> None:
        self._arrival = arrival
        self._there = self._known()
        self._types: dict[tuple[str, int], NoteTypeRow] = {}

    def row(self, deck: dict[str, Any]) -> DeckRow:
        """The row of a deck of the package, with those of the decks above it."""
        number = anki.whole(deck.get("id"))
        row = self._arrival.decks.get(number)
        if row is None:
            for above in self._above(deck):
                self.row(above)
            row = self._there.get(number) or self._there.get(_title(deck)) or self._made(deck)
            self._arrival.decks[number] = row
            self._arrival.arrived.decks.append(row.id)
        return row

    def kind(self, deck: DeckRow, model: int) -> NoteTypeRow:
        """The row of a note type in a deck."""
        key = (deck.id, model)
        if key not in self._types:
            query = select(NoteTypeRow).where(NoteTypeRow.deck_id == deck.id, NoteTypeRow.anki_id == model)
            self._types[key] = self._arrival.session.scalar(query) or self._made_type(deck, model)
        return self._types[key]

    def _known(self) -> dict[object, DeckRow]:
        """The actor's own decks, by the number that Anki knows each by and, where it was imported, by its title."""
        query = select(DeckRow).where(DeckRow.owner_id == self._arrival.actor.id, DeckRow.deleted_at.is_(None))
        known: dict[object, DeckRow] = {}
        for row in self._arrival.session.scalars(query.order_by(DeckRow.created_at)):
            known.setdefault(deck_number(row), row)
            if row.kind == IMPORTED:
                known.setdefault((row.origin or {}).get("anki", {}).get("name", row.title), row)
        known.pop(anki.DEFAULT_DECK, None)
        return known

    def _above(self, deck: dict[str, Any]) -> Iterator[dict[str, Any]]:
        parts = deck["name"].split(SEPARATOR)[:-1]
        by_name = {each["name"]: each for each in self._arrival.package.decks.values()}
        for count in range(1, len(parts) + 1):
            above = by_name.get(SEPARATOR.join(parts[:count]))
            if above is not None and above is not deck:
                yield above

    def _made(self, deck: dict[str, Any]) -> DeckRow:
        arrival, brought = self._arrival, self._arrival.options_of(deck)
        settings = options.settings(brought, deck) if brought else {}
        row = DeckRow(
            id=uuid4().hex, version=1, title=_shown_title(deck, arrival.name), kind=IMPORTED, audience=OWNER,
            description=markup.text(str(deck.get("desc") or ""))[:4000],
            owner_id=arrival.actor.id, owner_name=arrival.actor.name, class_id=None, language="", known="",
            settings=settings, credits=[], origin=self._origin(deck, brought), is_demonstration=False,
            created_at=arrival.at, changed_at=arrival.at,
        )  # fmt: skip
        arrival.session.add(row)
        arrival.session.flush()
        return row

    def _origin(self, deck: dict[str, Any], brought: dict[str, Any]) -> dict[str, Any]:
        package = self._arrival.package
        filtered = [each for each in package.decks.values() if each.get("dyn")]
        conf = {name: package.conf[name] for name in KEPT if name in package.conf}
        title = _shown_title(deck, self._arrival.name)
        return {
            "anki": deck,
            "options": brought,
            "crt": package.crt,
            "conf": conf,
            "filtered": filtered,
            "title": title,
        }

    def _made_type(self, deck: DeckRow, model: int) -> NoteTypeRow:
        definition = self._arrival.package.models[model]
        row = NoteTypeRow(
            deck_id=deck.id,
            anki_id=model,
            name=anki.words(definition.get("name"))[:NAME],
            kind="cloze" if definition.get("type") == 1 else "standard",
            definition=definition,
        )
        self._arrival.session.add(row)
        self._arrival.session.flush()
        return row


def _title(deck: dict[str, Any]) -> str:
    return str(deck["name"])


def _shown_title(deck: dict[str, Any], name: str) -> str:
    """A deck's own name; that of the file where it is the default deck, whose name says nothing."""
    if anki.whole(deck.get("id")) == anki.DEFAULT_DECK:
        return (name.rsplit(".", 1)[0] or "Imported")[:TITLE]
    return _title(deck)[:TITLE]


def _unfiltered(deck: dict[str, Any]) -> dict[str, Any]:
    """A filtered deck whose cards have lost their home becomes an ordinary one."""
    if not deck.get("dyn"):
        return deck
    return {name: deck[name] for name in ("id", "name", "mod") if name in deck} | {"dyn": 0, "conf": 1}
