"""What was decided where an owner says that a phone is not theirs, or that somebody else claims it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Adds the column; what was answered before says nothing of it."""
    op.add_column("victim_message", sa.Column("decision", sa.Text, nullable=True))
