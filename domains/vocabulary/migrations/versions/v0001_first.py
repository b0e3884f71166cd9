"""The vocabulary's first tables."""

import sqlalchemy as sa
from alembic import op

from data.types import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None
WHOLE = sa.text("modality = ''")
DELETED = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    """Create the tables."""
    _decks()
    _memory()
    _edits()
    _confusions()
    _classes()


def _decks() -> None:
    op.create_table(
        "decks",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("title", sa.String(256), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("owner_id", sa.String(64), nullable=False),
        sa.Column("owner_name", sa.String(256), nullable=False),
        sa.Column("class_id", sa.String(32)),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("known", sa.String(16), nullable=False),
        sa.Column("settings", sa.JSON, nullable=False),
        sa.Column("credits", sa.JSON, nullable=False),
        sa.Column("origin", sa.JSON, nullable=False),
        sa.Column("is_demonstration", sa.Boolean, nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
        sa.Column("deleted_at", UTCDateTime),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_decks_audience", "decks", ["audience"])
    op.create_index("ix_decks_class_id", "decks", ["class_id"])
    op.create_index("ix_decks_owner_id", "decks", ["owner_id"])
    op.create_table(
        "note_types",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("anki_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("definition", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_note_types_deck_id", "note_types", ["deck_id"])
    op.create_table(
        "notes",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("guid", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("concept", sa.String(64), nullable=False),
        sa.Column("word", sa.Text, nullable=False),
        sa.Column("meaning", sa.Text, nullable=False),
        sa.Column("accepted", sa.JSON, nullable=False),
        sa.Column("ipa", sa.String(256), nullable=False),
        sa.Column("level", sa.String(2), nullable=False),
        sa.Column("frequency", sa.Double),
        sa.Column("example", sa.Text, nullable=False),
        sa.Column("picture", sa.String(64)),
        sa.Column("sound", sa.String(64)),
        sa.Column("own_sound", sa.String(64)),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("search", sa.Text, nullable=False),
        sa.Column("note_type_id", sa.Integer),
        sa.Column("fields", sa.JSON, nullable=False),
        sa.Column("origin", sa.JSON, nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
        sa.Column("deleted_at", UTCDateTime),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["note_type_id"],
            ["note_types.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("deck_id", "guid"),
    )
    op.create_index("ix_notes_deck_position", "notes", ["deck_id", "position"])
    for name in ("picture", "sound", "own_sound"):
        op.create_index(f"ix_notes_{name}", "notes", [name])
    op.create_index("ix_notes_deleted", "notes", ["deck_id"], sqlite_where=DELETED, postgresql_where=DELETED)
    op.create_table(
        "cards",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("note_id", sa.Integer, nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("origin", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("note_id", "ordinal"),
    )
    op.create_index("ix_cards_deck", "cards", ["deck_id", "id"])
    op.create_index("ix_cards_deck_position", "cards", ["deck_id", "position"])
    op.create_index("ix_cards_note_id", "cards", ["note_id"])
    op.create_table(
        "media",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("credit", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("deck_id", "name"),
    )
    op.create_index("ix_media_deck_id", "media", ["deck_id"])
    op.create_index("ix_media_digest", "media", ["digest"])


def _memory() -> None:
    op.create_table(
        "states",
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("card_id", sa.Integer, nullable=False),
        sa.Column("modality", sa.String(16), nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("step", sa.Integer),
        sa.Column("stability", sa.Double),
        sa.Column("difficulty", sa.Double),
        sa.Column("due", UTCDateTime, nullable=False),
        sa.Column("last_review", UTCDateTime, nullable=False),
        sa.Column("reps", sa.Integer, nullable=False),
        sa.Column("lapses", sa.Integer, nullable=False),
        sa.Column("trace", sa.JSON, nullable=False),
        sa.Column("band", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner_id", "card_id", "modality"),
    )
    _index("ix_states_due", "states", ["learner_id", "deck_id", "due"])
    _index("ix_states_band", "states", ["learner_id", "deck_id", "band", "due"])
    op.create_table(
        "standings",
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("card_id", sa.Integer, nullable=False),
        sa.Column("suspended", sa.Boolean, nullable=False),
        sa.Column("buried_until", UTCDateTime),
        sa.Column("flag", sa.Integer, nullable=False),
        sa.Column("leech", sa.Boolean, nullable=False),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner_id", "card_id"),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("card_id", sa.Integer, nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("modality", sa.String(16), nullable=False),
        sa.Column("exercise", sa.String(24), nullable=False),
        sa.Column("rating", sa.Integer, nullable=False),
        sa.Column("reviewed_at", UTCDateTime, nullable=False),
        sa.Column("duration_ms", sa.Integer),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("confused_with", sa.Integer),
        sa.Column("predicted", sa.Double),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("parameters", sa.Integer, nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("undone_at", UTCDateTime),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("origin_id", sa.BigInteger),
        sa.Column("origin", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("learner_id", "origin_id"),
    )
    op.create_index("ix_reviews_card", "reviews", ["learner_id", "card_id", "reviewed_at"])
    op.create_index("ix_reviews_deck_id", "reviews", ["deck_id"])
    op.create_index("ix_reviews_log", "reviews", ["learner_id", "reviewed_at", "id"])
    op.create_table(
        "parameters",
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("retention", sa.Double, nullable=False),
        sa.Column("fitted_at", UTCDateTime, nullable=False),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("loss_before", sa.Double, nullable=False),
        sa.Column("loss_after", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "version"),
    )
    op.create_table(
        "corrections",
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("values", sa.JSON, nullable=False),
        sa.Column("reviews", sa.Integer, nullable=False),
        sa.Column("last_review_id", sa.Integer),
        sa.Column("fitted_after", sa.Integer, nullable=False),
        sa.Column("earlier", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("learner_id"),
    )
    op.create_table(
        "courses",
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("card_id", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner_id", "deck_id"),
    )
    op.create_table(
        "plans",
        sa.Column("learner_id", sa.String(64), nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("per_day", sa.Integer, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("learner_id", "deck_id"),
    )


def _edits() -> None:
    op.create_table(
        "edits",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("actor_id", sa.String(64), nullable=False),
        sa.Column("note_id", sa.Integer, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["notes.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_edits_actor", "edits", ["actor_id", "id"])
    op.create_index("ix_edits_note_id", "edits", ["note_id"])


def _confusions() -> None:
    op.create_table(
        "confusions",
        sa.Column("first", sa.Integer, nullable=False),
        sa.Column("second", sa.Integer, nullable=False),
        sa.Column("deck_id", sa.String(32), nullable=False),
        sa.Column("spelling", sa.Double),
        sa.Column("phonetics", sa.Double),
        sa.Column("picture", sa.Double),
        sa.Column("sound", sa.Double),
        sa.Column("score", sa.Double, nullable=False),
        sa.ForeignKeyConstraint(["deck_id"], ["decks.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["first"], ["notes.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["second"], ["notes.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("first", "second"),
    )
    op.create_index("ix_confusions_deck_id", "confusions", ["deck_id"])
    op.create_index("ix_confusions_second", "confusions", ["second"])


def _classes() -> None:
    op.create_table(
        "classes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("created_at", UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "members",
        sa.Column("class_id", sa.String(32), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("account_name", sa.String(256), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("class_id", "account_id"),
    )
    op.create_index("ix_members_account_id", "members", ["account_id"])


def _index(name: str, table: str, columns: list[str]) -> None:
    """An index of the memories of whole cards alone."""
    op.create_index(name, table, columns, sqlite_where=WHOLE, postgresql_where=WHOLE)
