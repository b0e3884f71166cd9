"""What the steps of one import share: the package, whose it is, and what came of it so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data.actor import Actor
from domains.vocabulary.packages import anki
from domains.vocabulary.packages.anki import Card, Package
from domains.vocabulary.packages.scheduling import Clock
from domains.vocabulary.store import CardRow, DeckRow, NoteRow

AT_ONCE = 500


@dataclass
class Arrived:
    """What came in; ``decks`` are ids, ``notices`` sentences about what could not be taken over."""

    decks: list[str] = field(default_factory=list)
    notes: int = 0
    changed: int = 0
    cards: int = 0
    media: int = 0
    reviews: int = 0
    notices: list[str] = field(default_factory=list)

    def notice(self, sentence: str) -> None:
        """Say something once."""
        if sentence not in self.notices:
            self.notices.append(sentence)


@dataclass
class Arrival:
    """One import under way.

    Attributes:
        session: The one transaction.
        actor: Whose the decks and the memory will be.
        package: What was read.
        name: How the file is called.
        at: Now.
        day_starts_at: Hour (UTC) at which a day of learning begins.
        notes: Rows by the notes' ids in the package, old ones too.
        cards: Rows by the cards' ids in the package, old ones too.
        used: Digests of media that are in a row now.
    """

    session: Session
    actor: Actor
    package: Package
    name: str
    at: datetime
    day_starts_at: int
    arrived: Arrived = field(default_factory=Arrived)
    decks: dict[int, DeckRow] = field(default_factory=dict)
    notes: dict[int, NoteRow] = field(default_factory=dict)
    cards: dict[int, CardRow] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    @property
    def clock(self) -> Clock:
        """Of the collection that the package comes from."""
        return Clock(self.package.crt)

    def deck_of(self, card: Card) -> dict[str, Any]:
        """The deck of a card as Anki has it; the default one where it names none that the package holds."""
        decks = self.package.decks
        return decks.get(card.home) or decks.get(card.deck) or {"id": anki.DEFAULT_DECK, "name": "Imported"}

    def options_of(self, deck: Mapping[str, Any]) -> dict[str, Any]:
        """The options of a deck; none where the package does not bring them."""
        return self.package.options.get(anki.whole(deck.get("conf"))) or {}
