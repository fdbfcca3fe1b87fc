"""Decisions on claims that were changed, and how an accepted claim leads to a hand-back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _perhaps(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=True) for name in names]


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "claim_decision",
        *_texts("id", "claim", "outcome", "by", "at", "why"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"]),
    )
    op.create_index("claim_decision_by_claim", "claim_decision", ["claim"])
    op.create_table(
        "claim_return",
        *_texts("claim", "ready_by", "ready_at"),
        *_perhaps("begins", "ends", "point", "key", "event", "receipt", "by", "at"),
        sa.PrimaryKeyConstraint("claim"),
        sa.ForeignKeyConstraint(["claim"], ["claim.id"]),
        sa.UniqueConstraint("key"),
    )
