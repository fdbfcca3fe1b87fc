"""Which of a report's phones its owner writes about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Adds the column; what was written before is about all of them."""
    op.add_column("victim_message", sa.Column("about", sa.Text, nullable=True))
