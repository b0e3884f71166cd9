"""Anki's notes, cards and reviews as its database has them, every value checked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NEW, LEARNING, REVIEW, RELEARNING = range(4)
SUSPENDED, SCHEDULER_BURIED, USER_BURIED = -1, -2, -3
MANUAL, CRAM, RESCHEDULED = 4, 3, 5
SEPARATOR = "\x1f"
LARGEST = 2**63 - 1
DEFAULT_DECK = 1


@dataclass(frozen=True, slots=True)
class Note:
    """A note; ``tags`` and ``fields`` as they are written in the database."""

    id: int
    guid: str
    type: int
    mod: int
    tags: str
    fields: str
    flags: int = 0
    data: str = ""

    @property
    def values(self) -> list[str]:
        """The fields, one by one."""
        return self.fields.split(SEPARATOR)


@dataclass(frozen=True, slots=True)
class Card:
    """A card with its scheduling; ``due`` is a position, a day of the collection, or seconds since 1970."""

    id: int
    note: int
    deck: int
    ord: int
    mod: int
    type: int
    queue: int
    due: int
    ivl: int
    factor: int
    reps: int
    lapses: int
    left: int
    odue: int
    odid: int
    flags: int
    data: str

    @property
    def home(self) -> int:
        """The deck that it belongs to while it visits a filtered one."""
        return self.odid or self.deck

    def schedule(self) -> dict[str, Any]:
        """All that an export has to give back, without what the rows themselves tell."""
        names = ("mod", "type", "queue", "due", "ivl", "factor", "reps", "lapses", "left", "odue", "flags", "data")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True, slots=True)
class Review:
    """A row of the review log; ``id`` is its time in milliseconds since 1970."""

    id: int
    card: int
    ease: int
    ivl: int
    last_ivl: int
    factor: int
    time: int
    type: int


@dataclass
class Package:
    """What a package holds, beside its media.

    Attributes:
        crt: When the collection was made (seconds since 1970): day 0 of its due days.
        version: Of the database's schema.
        models: Note types by id, decks by id and options by id, as JSON of schema 11.
        left_out: Names of media that are neither pictures nor sounds.
        media: Digest and MIME type of each picture and sound, with its length, by name.
    """

    crt: int = 0
    version: int = 11
    conf: dict[str, Any] = field(default_factory=dict)
    models: dict[int, dict[str, Any]] = field(default_factory=dict)
    decks: dict[int, dict[str, Any]] = field(default_factory=dict)
    options: dict[int, dict[str, Any]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    media: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    sounds: bool = True


def note(row: Sequence[Any]) -> Note:
    """A note from its columns."""
    number, guid, kind, mod, tags, fields, flags, data = row
    return Note(
        whole(number), words(guid), whole(kind), whole(mod), words(tags), words(fields), whole(flags), words(data)
    )


def card(row: Sequence[Any]) -> Card:
    """A card from its columns."""
    values: list[Any] = [*map(whole, row[:-1]), words(row[-1])]
    return Card(*values)


def review(row: Sequence[Any]) -> Review:
    """A review from its columns."""
    return Review(*map(whole, row))


def whole(value: object) -> int:
    """A whole number within what a database holds; what is none counts as 0."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return 0
    if not isinstance(value, (int, float)) or not math.isfinite(value):
        return 0
    number = int(value)
    return number if -LARGEST <= number <= LARGEST else 0


def words(value: object) -> str:
    """Text without the one character that databases refuse."""
    if value is None:
        return ""
    return str(value).replace("\0", "")


def by_id(told: object) -> dict[int, dict[str, Any]]:
    """A mapping of JSON keyed by numbers; what is of another form is left out."""
    if not isinstance(told, Mapping):
        return {}
    return {whole(key): dict(value) for key, value in told.items() if isinstance(value, Mapping)}
