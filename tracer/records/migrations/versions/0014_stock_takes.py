"""When each store was counted last, and the report of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Makes the table; of stock-takes before it nothing is in it."""
    op.create_table(
        "stock_take",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("key", "store", "report", "at")),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("stock_take_by_store", "stock_take", ["store", "at"])
