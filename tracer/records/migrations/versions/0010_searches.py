"""What somebody searched for of late."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "recent_search",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "person", "at")),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
    )
    op.create_index("recent_search_by_person", "recent_search", ["person"])
