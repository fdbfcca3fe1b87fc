"""An exhibit is found by its bare reference without reading every exhibit."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

_FIND = {"sqlite": "instr", "postgresql": "strpos"}


def upgrade() -> None:
    """Makes the index: what stands after the second colon of `exhibit:SEIZURE:REFERENCE`."""
    find = _FIND[op.get_bind().dialect.name]
    op.execute(
        f"CREATE INDEX custody_head_by_reference ON custody_head (substr(exhibit, 9 + {find}(substr(exhibit, 9), ':')))"
    )
