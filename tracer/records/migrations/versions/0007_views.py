"""Views of the network that people keep and share."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "network_view",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "owner", "seen_by")),
        sa.Column("case", sa.Text, nullable=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("created_at", "changed_at")),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["owner"], ["person.id"]),
        sa.ForeignKeyConstraint(["case"], ["case.id"]),
    )
    op.create_index("network_view_by_owner", "network_view", ["owner"])
    op.create_index("network_view_by_case", "network_view", ["case"])
