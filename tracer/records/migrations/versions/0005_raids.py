"""Raids that are booked through the pages, and the answers to their scans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "raid",
        *_texts("seizure", "reference", "place", "address", "power"),
        sa.Column("counted", sa.Integer, nullable=False),
        *_texts("opened_by", "opened_at"),
        sa.Column("finished_at", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("seizure"),
    )
    op.create_table(
        "raid_answer",
        *_texts("key", "seizure", "act"),
        sa.Column("exhibit", sa.Text, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=True),
        *_texts("at"),
        sa.PrimaryKeyConstraint("key"),
        sa.ForeignKeyConstraint(["seizure"], ["raid.seizure"]),
    )
    op.create_index("raid_answer_by_at", "raid_answer", ["at"])


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]
