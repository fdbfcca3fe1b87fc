"""That whoever claims a phone is, or is not, the owner of its report."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Makes the table."""
    names = ("id", "claim", "force", "reference", "owner", "by", "at", "why")
    op.create_table(
        "one_person",
        *(sa.Column(name, sa.Text, nullable=False) for name in names),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("one", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"]),
        sa.UniqueConstraint("claim", "number"),
    )
