"""What a department adds: where cases come from and go to, who has them in hand, and what note and film disagree on."""

import sqlalchemy as sa
from alembic import op

from data.types import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FIRST_FILM = """UPDATE readings SET film_digest =
    (SELECT digest FROM films WHERE films.case_id = readings.case_id AND films.position = 0)"""
UIDS = {"study_uid": "study_uid", "series_uid": "series_uid", "sop_instance_uid": "sop_uid"}


def upgrade() -> None:
    """Widen the first tables, and create those of contradictions, comings and goings."""
    _cases()
    _films()
    _notes()
    _readings()
    _reports()
    _contradictions()
    _receptions()
    _transmissions()
    _exports()


def _add(table: str, *columns: "sa.Column[object]") -> None:
    for column in columns:
        op.add_column(table, column)


def _text(name: str, length: int) -> "sa.Column[object]":
    return sa.Column(name, sa.String(length), nullable=False, server_default="")


def _cases() -> None:
    _add(
        "cases",
        _text("patient_issuer", 64),
        _text("accession_number", 64),
        sa.Column("source", sa.String(32), nullable=False, server_default="upload"),
        sa.Column("laboratory", sa.JSON, nullable=False, server_default="{}"),
        sa.Column("assigned_to", sa.String(64)),
        sa.Column("assigned_to_name", sa.String(256)),
        sa.Column("locked_by", sa.String(64)),
        sa.Column("locked_by_name", sa.String(256)),
        sa.Column("locked_at", UTCDateTime),
        sa.Column("locked_until", UTCDateTime),
        sa.Column("lock_lost_by", sa.String(64)),
        sa.Column("read_film", sa.Integer),
    )
    op.create_index("ix_cases_patient", "cases", ["patient_reference", "patient_issuer"])
    op.create_index("ix_cases_assigned_to", "cases", ["assigned_to"])


def _films() -> None:
    _add("films", _text("study_uid", 64), _text("series_uid", 64), _text("sop_instance_uid", 64))
    op.create_index("ix_films_sop_instance_uid", "films", ["sop_instance_uid"])
    _tell_films()


def _tell_films() -> None:
    """Films that are there already said their numbers; they were kept among the facts."""
    films = sa.table("films", sa.column("id"), sa.column("facts", sa.JSON), *map(sa.column, UIDS))
    bind = op.get_bind()
    for number, facts in bind.execute(sa.select(films.c.id, films.c.facts)).all():
        told = {column: str(facts.get(fact) or "")[:64] for column, fact in UIDS.items()}
        bind.execute(sa.update(films).where(films.c.id == number).values(**told))


def _notes() -> None:
    _add(
        "notes",
        sa.Column("source", sa.String(32), nullable=False, server_default="typed"),
        sa.Column("origin", sa.JSON, nullable=False, server_default="{}"),
    )


def _readings() -> None:
    _add(
        "readings",
        sa.Column("film_digest", sa.String(64)),
        sa.Column("operating_point", sa.JSON, nullable=False, server_default="{}"),
    )
    op.execute(sa.text(FIRST_FILM))


def _case_id(nullable: bool = False) -> "sa.Column[str]":
    key = sa.ForeignKey("cases.id", ondelete="SET NULL" if nullable else None)
    return sa.Column("case_id", sa.String(32), key, nullable=nullable, index=True)


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("reading_id", sa.Integer, sa.ForeignKey("readings.id"), nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("after_decision", sa.Integer, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("by_name", sa.String(256), nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.Column("undone_at", UTCDateTime),
    )


def _contradictions() -> None:
    op.create_table(
        "contradictions",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("reading_id", sa.Integer, sa.ForeignKey("readings.id"), nullable=False, index=True),
        sa.Column("label", sa.String(128), nullable=False),
        sa.Column("note_status", sa.String(16), nullable=False),
        sa.Column("span_start", sa.Integer),
        sa.Column("span_end", sa.Integer),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("image_probability", sa.Float, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("regions", sa.JSON, nullable=False),
        sa.Column("dismissed_by", sa.String(64)),
        sa.Column("dismissed_by_name", sa.String(256)),
        sa.Column("dismissed_at", UTCDateTime),
        sa.Column("dismissed_reason", sa.Text, nullable=False),
    )


def _receptions() -> None:
    op.create_table(
        "receptions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("sender", sa.String(256), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("sop_instance_uid", sa.String(64), nullable=False, index=True),
        sa.Column("study_uid", sa.String(64), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        _case_id(nullable=True),
        sa.Column("received_at", UTCDateTime, nullable=False),
        sa.Column("settled_at", UTCDateTime),
    )


def _transmissions() -> None:
    op.create_table(
        "transmissions",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("destination", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("sop_instance_uid", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=False),
        sa.Column("asked_by_name", sa.String(256), nullable=False),
        sa.Column("asked_at", UTCDateTime, nullable=False),
        sa.Column("next_at", UTCDateTime),
        sa.Column("sent_at", UTCDateTime),
    )


def _exports() -> None:
    op.create_table(
        "pixel_checks",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("film_digest", sa.String(64), nullable=False, index=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("boxes", sa.JSON, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("by_name", sa.String(256), nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
    )
