"""The reading room's first tables, and the triggers that keep signed documents as they are."""

import sqlalchemy as sa
from alembic import op

from data.types import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and the triggers."""
    _cases()
    _inputs()
    _readings()
    _signed()
    _freeze()


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("patient_reference", sa.String(128), nullable=False),
        sa.Column("patient_label", sa.String(256), nullable=False),
        sa.Column("study_uid", sa.String(64), index=True),
        sa.Column("study_date", sa.Date),
        sa.Column("created_at", UTCDateTime, nullable=False, index=True),
        sa.Column("created_by", sa.String(64), nullable=False, index=True),
        sa.Column("created_by_name", sa.String(256), nullable=False),
        sa.Column("changed_at", UTCDateTime, nullable=False),
        sa.Column("changed_by_name", sa.String(256), nullable=False),
        sa.Column("is_demonstration", sa.Boolean, nullable=False),
        sa.Column("demonstration_key", sa.String(64), unique=True),
        sa.Column("badge", sa.String(32), nullable=False),
        sa.Column("age", sa.Float),
        sa.Column("sex", sa.String(1)),
        sa.Column("view", sa.String(2)),
        sa.Column("notices", sa.JSON, nullable=False),
        sa.Column("findings", sa.Integer, nullable=False),
        sa.Column("decided", sa.Integer, nullable=False),
        sa.Column("task", sa.String(64)),
        sa.Column("reader", sa.String(256)),
        sa.Column("asked_at", UTCDateTime),
    )


def _case_id(primary_key: bool = False) -> "sa.Column[str]":
    key = sa.ForeignKey("cases.id")
    return sa.Column("case_id", sa.String(32), key, nullable=False, primary_key=primary_key, index=not primary_key)


def _inputs() -> None:
    op.create_table(
        "films",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False, index=True),
        sa.Column("preview", sa.String(64), nullable=False, index=True),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("columns", sa.Integer, nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
    )
    op.create_table(
        "notes",
        _case_id(primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )


def _readings() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("task", sa.String(64), nullable=False, unique=True),
        sa.Column("weights_digest", sa.String(64), nullable=False),
        sa.Column("findings", sa.JSON, nullable=False),
        sa.Column("refused", sa.JSON, nullable=False),
        sa.Column("notices", sa.JSON, nullable=False),
        sa.Column("heatmaps", sa.JSON, nullable=False),
        sa.Column("made_at", UTCDateTime, nullable=False),
    )
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("reading_id", sa.Integer, sa.ForeignKey("readings.id"), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("label", sa.String(128), nullable=False),
        sa.Column("choice", sa.String(16), nullable=False),
        sa.Column("stated", sa.String(16)),
        sa.Column("comment", sa.Text, nullable=False),
        *_who_and_when("by", "at"),
        sa.Column("undone_at", UTCDateTime),
    )
    op.create_table(
        "impressions",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("text", sa.Text, nullable=False),
        *_who_and_when("by", "at"),
    )


def _who_and_when(by: str, at: str) -> "tuple[sa.Column[object], ...]":
    return (
        sa.Column(by, sa.String(64), nullable=False),
        sa.Column(f"{by}_name", sa.String(256), nullable=False),
        sa.Column(at, UTCDateTime, nullable=False),
    )


def _signed() -> None:
    op.create_table(
        "signed_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *_who_and_when("signed_by", "signed_at"),
        sa.UniqueConstraint("case_id", "number", name="uq_signed_versions_case_number"),
    )


def _freeze() -> None:
    statements = POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE
    for statement in statements:
        op.execute(sa.text(statement))


# "INSERT OR REPLACE" deletes without firing a delete trigger, so the insert itself refuses a number that is taken.
SQLITE = (
    """CREATE TRIGGER signed_versions_no_update BEFORE UPDATE ON signed_versions
       BEGIN SELECT RAISE(ABORT, 'signed versions are immutable'); END""",
    """CREATE TRIGGER signed_versions_no_delete BEFORE DELETE ON signed_versions
       BEGIN SELECT RAISE(ABORT, 'signed versions are immutable'); END""",
    """CREATE TRIGGER signed_versions_no_replace BEFORE INSERT ON signed_versions
       WHEN EXISTS (SELECT 1 FROM signed_versions
                    WHERE id = NEW.id OR (case_id = NEW.case_id AND number = NEW.number))
       BEGIN SELECT RAISE(ABORT, 'signed versions are immutable'); END""",
    """CREATE TRIGGER cases_no_delete_once_signed BEFORE DELETE ON cases
       WHEN EXISTS (SELECT 1 FROM signed_versions WHERE case_id = OLD.id)
       BEGIN SELECT RAISE(ABORT, 'a signed case is kept'); END""",
)

POSTGRESQL = (
    """CREATE FUNCTION refuse_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'signed versions are immutable'; END $$""",
    """CREATE TRIGGER signed_versions_no_change BEFORE UPDATE OR DELETE ON signed_versions
       FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed()""",
    """CREATE TRIGGER signed_versions_no_truncate BEFORE TRUNCATE ON signed_versions
       FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_signed()""",
)
