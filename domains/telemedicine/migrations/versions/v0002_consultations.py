"""Consent, recordings, steps, the note under review, and signed notes that triggers keep as they are.

Visits from before stay with their transcript and their draft; they have no consent, and can be read, exported and
deleted.
"""

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from data.types import UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen the table of visits, create the others, and the triggers."""
    _visits()
    _consents()
    _media()
    _steps()
    _changes()
    _signed()
    _live()
    _freeze()


def _visits() -> None:
    for column in _added():
        op.add_column("visits", column)
    for name in ("state", "patient_reference", "keep_until", "recording_until"):
        op.create_index(f"ix_visits_{name}", "visits", [name])
    op.create_index("ix_visits_demonstration_key", "visits", ["demonstration_key"], unique=True)
    _join()
    op.execute(sa.text("ALTER TABLE visits DROP COLUMN draft"))
    op.execute(sa.text("ALTER TABLE visits RENAME COLUMN transcript TO told"))


def _added() -> "tuple[sa.Column[Any], ...]":
    """What is there already counts as reviewed by nobody: ready, with the draft as its note."""
    return (
        sa.Column("note", sa.Text, nullable=False, server_default="[]"),
        sa.Column("voices", sa.Text, nullable=False, server_default="{}"),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("state", sa.String(16), nullable=False, server_default="ready"),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
        sa.Column("patient_reference", sa.String(128), nullable=False, server_default=""),
        sa.Column("patient_label", sa.String(256), nullable=False, server_default=""),
        sa.Column("seconds", sa.Float),
        sa.Column("keep_until", sa.Date),
        sa.Column("recording_until", sa.Date),
        sa.Column("changed_at", UTCDateTime),
        sa.Column("amends", sa.Text),
        sa.Column("farewell", sa.JSON),
        sa.Column("is_demonstration", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("demonstration_key", sa.String(64)),
    )


def _join() -> None:
    """Transcript and draft of a visit become one; the draft's sentences are the note that nobody has decided on."""
    visits = sa.table("visits", *map(sa.column, ("id", "transcript", "draft", "note")))
    bind = op.get_bind()
    for number, transcript, draft in bind.execute(sa.select(visits.c.id, visits.c.transcript, visits.c.draft)).all():
        sections = json.loads(draft).get("sections", [])
        told = json.dumps({**json.loads(transcript), "sections": sections}, ensure_ascii=False)
        note = json.dumps([_section(one) for one in sections], ensure_ascii=False)
        bind.execute(sa.update(visits).where(visits.c.id == number).values(transcript=told, note=note))


def _section(one: Mapping[str, Any]) -> dict[str, Any]:
    plain = {"state": "proposed", "author": "machine", "rests": "", "changed": False}
    sentences = [{"proposed": said["text"], **said, **plain} for said in one["sentences"]]
    return {"title": one["title"], "sentences": sentences}


def _visit_id() -> "sa.Column[int]":
    return sa.Column("visit_id", sa.Integer, sa.ForeignKey("visits.id"), nullable=False, index=True)


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer, primary_key=True),
        _visit_id(),
        sa.Column("given_by", sa.String(256), nullable=False),
        sa.Column("how", sa.String(32), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("processing", sa.Boolean, nullable=False),
        sa.Column("keep_recording", sa.Boolean, nullable=False),
        sa.Column("chest", sa.Boolean, nullable=False),
        sa.Column("recorded_by", sa.String(64), nullable=False),
        sa.Column("recorded_by_name", sa.String(256), nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
    )


def _media() -> None:
    op.create_table(
        "media",
        sa.Column("id", sa.Integer, primary_key=True),
        _visit_id(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("mime", sa.String(128), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
        sa.UniqueConstraint("visit_id", "kind", "number", name="uq_media_visit_kind_number"),
    )


def _steps() -> None:
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer, primary_key=True),
        _visit_id(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("title", sa.String(128), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("began_at", UTCDateTime),
        sa.Column("ended_at", UTCDateTime),
        sa.UniqueConstraint("visit_id", "name", name="uq_steps_visit_name"),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer, primary_key=True),
        _visit_id(),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("told", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
    )


def _signed() -> None:
    op.create_table(
        "signed_notes",
        sa.Column("id", sa.Integer, primary_key=True),
        _visit_id(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("signed_by", sa.String(64), nullable=False),
        sa.Column("signed_by_name", sa.String(256), nullable=False),
        sa.Column("signed_at", UTCDateTime, nullable=False),
        sa.UniqueConstraint("visit_id", "number", name="uq_signed_notes_visit_number"),
    )


def _live() -> None:
    op.create_table(
        "live_recordings",
        sa.Column("id", sa.Integer, primary_key=True),
        _visit_id(),
        sa.Column("token", sa.String(64), nullable=False, unique=True),
        sa.Column("mime", sa.String(128), nullable=False),
        sa.Column("next", sa.Integer, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("at", UTCDateTime, nullable=False),
    )


def _freeze() -> None:
    statements = POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE
    for statement in statements:
        op.execute(sa.text(statement))


# A signed note goes only with its whole visit: once that is marked as being deleted it can never be unmarked, so that
# the way out is no way to change one. "INSERT OR REPLACE" deletes too, so the insert itself refuses a number in use.
SQLITE = (
    """CREATE TRIGGER signed_notes_no_update BEFORE UPDATE ON signed_notes
       BEGIN SELECT RAISE(ABORT, 'signed notes are immutable'); END""",
    """CREATE TRIGGER signed_notes_no_delete BEFORE DELETE ON signed_notes
       WHEN NOT EXISTS (SELECT 1 FROM visits WHERE id = OLD.visit_id AND state = 'deleting')
       BEGIN SELECT RAISE(ABORT, 'signed notes are immutable'); END""",
    """CREATE TRIGGER signed_notes_no_replace BEFORE INSERT ON signed_notes
       WHEN EXISTS (SELECT 1 FROM signed_notes
                    WHERE id = NEW.id OR (visit_id = NEW.visit_id AND number = NEW.number))
         OR EXISTS (SELECT 1 FROM visits WHERE id = NEW.visit_id AND state = 'deleting')
       BEGIN SELECT RAISE(ABORT, 'signed notes are immutable'); END""",
    """CREATE TRIGGER visits_no_return BEFORE UPDATE OF state ON visits
       WHEN OLD.state = 'deleting' AND NEW.state <> 'deleting'
       BEGIN SELECT RAISE(ABORT, 'a visit that is being deleted does not come back'); END""",
    """CREATE TRIGGER visits_no_delete_while_signed BEFORE DELETE ON visits
       WHEN EXISTS (SELECT 1 FROM signed_notes WHERE visit_id = OLD.id)
       BEGIN SELECT RAISE(ABORT, 'a visit goes after its signed notes'); END""",
)

POSTGRESQL = (
    """CREATE FUNCTION refuse_change_of_signed_note() RETURNS trigger LANGUAGE plpgsql AS $$
       DECLARE leaving boolean := false;
       BEGIN
         IF TG_LEVEL = 'ROW' AND TG_OP <> 'UPDATE' THEN
           EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I.visits WHERE id = $1 AND state = $2)', TG_TABLE_SCHEMA)
             INTO leaving USING COALESCE(OLD.visit_id, NEW.visit_id), 'deleting';
         END IF;
         IF TG_OP = 'DELETE' AND leaving THEN RETURN OLD; END IF;
         IF TG_OP = 'INSERT' AND NOT leaving THEN RETURN NEW; END IF;
         RAISE EXCEPTION 'signed notes are immutable';
       END $$""",
    """CREATE TRIGGER signed_notes_no_change BEFORE INSERT OR UPDATE OR DELETE ON signed_notes
       FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed_note()""",
    """CREATE TRIGGER signed_notes_no_truncate BEFORE TRUNCATE ON signed_notes
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_signed_note()""",
    """CREATE FUNCTION refuse_return_of_visit() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a visit that is being deleted does not come back'; END $$""",
    """CREATE TRIGGER visits_no_return BEFORE UPDATE ON visits FOR EACH ROW
       WHEN (OLD.state = 'deleting' AND NEW.state <> 'deleting') EXECUTE FUNCTION refuse_return_of_visit()""",
)
