"""Notices to whoever claims a phone, and whether they gave an e-mail address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Adds the columns; who claimed before gave no address, and every notice until now is an owner's."""
    op.add_column("claim", sa.Column("mailed", sa.Boolean, nullable=True))
    op.add_column("notice", sa.Column("claim", sa.Text, nullable=True))
