"""The first table."""

import sqlalchemy as sa
from alembic import op

from data.types import UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of visits."""
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("transcript", sa.Text, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("by", sa.String(64), nullable=False, index=True),
        sa.Column("by_name", sa.String(256), nullable=False),
        sa.Column("at", UTCDateTime, nullable=False, index=True),
    )
