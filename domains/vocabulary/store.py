"""The vocabulary domain's own tables, in its own database."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from data.types import UTCDateTime
from domains.vocabulary.bands import band
from domains.vocabulary.folding import searchable

SCRIPTS = Path(__file__).parent / "migrations"
WHOLE = text("modality = ''")
DELETED = text("deleted_at IS NOT NULL")


class Base(DeclarativeBase):
    """What the vocabulary's tables share."""


class DeckRow(Base):
    """A deck; learners of one deck share its notes, and each has their own memory of them.

    ``kind`` tells where it comes from (``starter``, ``own``, ``imported``), ``audience`` who sees it (``owner``,
    ``class``, ``everyone``). ``language`` is what is learned and ``known`` what it is explained in (BCP 47).
    ``settings`` overrides the domain's configuration for this deck; ``credits`` lists sources with their licences;
    ``origin`` keeps what an import brought that has no place here, so that an export gives it back. A deleted deck
    keeps its rows, for its learners' log is replayed from them; nobody sees it.
    """

    __tablename__ = "decks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(256))
    description: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[str] = mapped_column(String(16), default="own")
    audience: Mapped[str] = mapped_column(String(16), default="owner", index=True)
    owner_id: Mapped[str] = mapped_column(String(64), index=True)
    owner_name: Mapped[str] = mapped_column(String(256))
    class_id: Mapped[str | None] = mapped_column(String(32), index=True)
    language: Mapped[str] = mapped_column(String(16), default="")
    known: Mapped[str] = mapped_column(String(16), default="")
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    credits: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class NoteTypeRow(Base):
    """How an imported note is laid out: fields, templates and style as Anki has them, already sanitised for showing.

    ``kind`` is ``standard`` or ``cloze``; ``definition`` is the whole note type as it came.
    """

    __tablename__ = "note_types"

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[str] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"), index=True)
    anki_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(String(256))
    kind: Mapped[str] = mapped_column(String(16))
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)


class NoteRow(Base):
    """What is learned: a word with everything that is known about it.

    ``accepted`` holds further right answers; ``frequency`` is on the Zipf scale (log10 of uses in a thousand million
    words); ``level`` is a CEFR level; ``picture``, ``sound`` and ``own_sound`` are digests of blobs, ``own_sound`` a
    recording by a person. ``example`` is a sentence with ``{{word}}`` where a gap goes. ``fields`` and ``note_type_id``
    are of an imported note only; ``origin`` and ``deleted_at`` as in a deck. ``search`` is made from the rest whenever
    a row is written.
    """

    __tablename__ = "notes"
    __table_args__ = (
        UniqueConstraint("deck_id", "guid"),
        Index("ix_notes_deck_position", "deck_id", "position"),
        Index("ix_notes_deleted", "deck_id", sqlite_where=DELETED, postgresql_where=DELETED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[str] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"))
    guid: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]
    concept: Mapped[str] = mapped_column(String(64), default="")
    word: Mapped[str] = mapped_column(Text, default="")
    meaning: Mapped[str] = mapped_column(Text, default="")
    accepted: Mapped[list[str]] = mapped_column(JSON, default=list)
    ipa: Mapped[str] = mapped_column(String(256), default="")
    level: Mapped[str] = mapped_column(String(2), default="")
    frequency: Mapped[float | None]
    example: Mapped[str] = mapped_column(Text, default="")
    picture: Mapped[str | None] = mapped_column(String(64), index=True)
    sound: Mapped[str | None] = mapped_column(String(64), index=True)
    own_sound: Mapped[str | None] = mapped_column(String(64), index=True)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)
    search: Mapped[str] = mapped_column(Text, default="")
    note_type_id: Mapped[int | None] = mapped_column(ForeignKey("note_types.id"))
    fields: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class CardRow(Base):
    """What comes back: one card of a note for each template (``ordinal`` 0 where the note is our own)."""

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("note_id", "ordinal"),
        Index("ix_cards_deck_position", "deck_id", "position"),
        Index("ix_cards_deck", "deck_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), index=True)
    deck_id: Mapped[str] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"))
    ordinal: Mapped[int] = mapped_column(default=0)
    position: Mapped[int]
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class MediaRow(Base):
    """A picture or a sound of a deck, under the name by which its notes call it."""

    __tablename__ = "media"
    __table_args__ = (UniqueConstraint("deck_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deck_id: Mapped[str] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(256))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    credit: Mapped[str] = mapped_column(Text, default="")


class StateRow(Base):
    """A learner's memory of a card; ``modality`` is empty for the card as a whole.

    It is what a replay of the learner's reviews gives, kept so that a queue need not replay. ``state`` as in FSRS: 1
    learning, 2 review, 3 relearning; ``trace`` is what the correction of predictions remembers of the card. ``band`` is
    that of `domains.vocabulary.bands`, set whenever a row is written.
    """

    __tablename__ = "states"
    __table_args__ = (
        Index("ix_states_due", "learner_id", "deck_id", "due", sqlite_where=WHOLE, postgresql_where=WHOLE),
        Index("ix_states_band", "learner_id", "deck_id", "band", "due", sqlite_where=WHOLE, postgresql_where=WHOLE),
    )

    learner_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), primary_key=True)
    modality: Mapped[str] = mapped_column(String(16), primary_key=True)
    deck_id: Mapped[str] = mapped_column(String(32))
    state: Mapped[int]
    step: Mapped[int | None]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    due: Mapped[datetime] = mapped_column(UTCDateTime)
    last_review: Mapped[datetime] = mapped_column(UTCDateTime)
    reps: Mapped[int] = mapped_column(default=0)
    lapses: Mapped[int] = mapped_column(default=0)
    trace: Mapped[list[float]] = mapped_column(JSON, default=list)
    band: Mapped[int] = mapped_column(default=0)


class StandingRow(Base):
    """What a learner decided about a card: kept apart from memory, which is the log's alone.

    ``buried_until`` hides it up to then; ``flag`` is 0 (none) to 7; ``leech`` is set when it was forgotten too often.
    """

    __tablename__ = "standings"

    learner_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"), primary_key=True)
    suspended: Mapped[bool] = mapped_column(default=False)
    buried_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    flag: Mapped[int] = mapped_column(default=0)
    leech: Mapped[bool] = mapped_column(default=False)
    tags: Mapped[list[str]] = mapped_column(JSON, default=list)


class ReviewRow(Base):
    """One answer: the log from which all memory is replayed, in the order of ``reviewed_at`` and ``id``.

    ``undone_at`` takes it out of the replay. ``predicted`` is the recall that the model expected, made before the
    answer; ``seed`` fuzzes the interval; ``parameters`` is the version in force; ``confused_with`` the card that was
    chosen or typed instead. ``state`` is the card's before the answer, as in `StateRow` and 0 for a new card.
    ``source`` is ``chiron`` or ``anki``; ``origin`` what an import brought beside it, or what an answer did besides.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        Index("ix_reviews_log", "learner_id", "reviewed_at", "id"),
        Index("ix_reviews_card", "learner_id", "card_id", "reviewed_at"),
        UniqueConstraint("learner_id", "origin_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[str] = mapped_column(String(64))
    card_id: Mapped[int] = mapped_column(ForeignKey("cards.id", ondelete="CASCADE"))
    deck_id: Mapped[str] = mapped_column(String(32), index=True)
    modality: Mapped[str] = mapped_column(String(16))
    exercise: Mapped[str] = mapped_column(String(24))
    rating: Mapped[int]
    reviewed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    duration_ms: Mapped[int | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    verdict: Mapped[str] = mapped_column(String(16), default="")
    confused_with: Mapped[int | None]
    predicted: Mapped[float | None]
    seed: Mapped[int] = mapped_column(BigInteger, default=0)
    parameters: Mapped[int] = mapped_column(default=0)
    state: Mapped[int] = mapped_column(default=0)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    source: Mapped[str] = mapped_column(String(16), default="chiron")
    origin_id: Mapped[int | None] = mapped_column(BigInteger)
    origin: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ParametersRow(Base):
    """How a learner's cards are scheduled; version 0 is FSRS-6's default at a retention of 0.9 and has no row.

    A review names the version that scheduled it, so a replay changes over exactly where the learner did. A version is
    made by a fit to the learner's own log (``reviews`` counts them), and wherever a deck wants another retention.
    """

    __tablename__ = "parameters"

    learner_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    values: Mapped[list[float]] = mapped_column(JSON)
    retention: Mapped[float] = mapped_column(default=0.9)
    fitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reviews: Mapped[int]
    loss_before: Mapped[float]
    loss_after: Mapped[float]


class CorrectionRow(Base):
    """The online correction of a learner's predictions, as the replay of all their reviews leaves it.

    ``fitted_after`` is the number of reviews at which the scheduler was last fitted, ``earlier`` what was there before
    each of the last reviews, so that they can be taken back at once.
    """

    __tablename__ = "corrections"

    learner_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    reviews: Mapped[int]
    last_review_id: Mapped[int | None]
    fitted_after: Mapped[int] = mapped_column(default=0)
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, deferred=True)


class CourseRow(Base):
    """How far a learner is with the new cards of a deck, so that a queue need not pass all that they know.

    Every card whose position is at most ``position`` has been met, as far as ``card_id``, the deck's newest card then.
    """

    __tablename__ = "courses"

    learner_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    deck_id: Mapped[str] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    card_id: Mapped[int]


class EditRow(Base):
    """A note as it was before somebody changed or deleted it, so that they can take it back."""

    __tablename__ = "edits"
    __table_args__ = (Index("ix_edits_actor", "actor_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    actor_id: Mapped[str] = mapped_column(String(64))
    note_id: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    undone: Mapped[bool] = mapped_column(default=False)


class PlanRow(Base):
    """How a learner spreads a backlog: so many reviews a day, until ``until``."""

    __tablename__ = "plans"

    learner_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    deck_id: Mapped[str] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"), primary_key=True)
    per_day: Mapped[int]
    until: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ConfusionRow(Base):
    """An edge of the confusability graph: from 0 (nothing alike) to 1 (the same) by each channel that had a say.

    ``first`` < ``second``; both are notes of the deck.
    """

    __tablename__ = "confusions"
    __table_args__ = (Index("ix_confusions_second", "second"),)

    first: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    second: Mapped[int] = mapped_column(ForeignKey("notes.id", ondelete="CASCADE"), primary_key=True)
    deck_id: Mapped[str] = mapped_column(ForeignKey("decks.id", ondelete="CASCADE"), index=True)
    spelling: Mapped[float | None]
    phonetics: Mapped[float | None]
    picture: Mapped[float | None]
    sound: Mapped[float | None]
    score: Mapped[float]


class ClassRow(Base):
    """A class; an administrator makes it and says who teaches it."""

    __tablename__ = "classes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(256))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)


class MemberRow(Base):
    """Who belongs to a class, as ``teacher`` or ``learner``."""

    __tablename__ = "members"

    class_id: Mapped[str] = mapped_column(ForeignKey("classes.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    account_name: Mapped[str] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(String(16))


@event.listens_for(NoteRow, "before_insert")
@event.listens_for(NoteRow, "before_update")
def _find(_mapper: object, _connection: object, row: NoteRow) -> None:
    row.search = searchable(row.word, row.meaning, *(row.accepted or ()), *(row.fields or {}).values())


@event.listens_for(StateRow, "before_insert")
@event.listens_for(StateRow, "before_update")
def _sort(_mapper: object, _connection: object, row: StateRow) -> None:
    row.band = band(row.state, row.stability)
