"""The first tables: sources and batches, facts and observations, quarantine, owners, TACs and the audit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table."""
    _sources()
    _facts()
    _observations()
    _refusals()
    _owners()
    _tacs()
    _audit()


def _text(name: str, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, unique=unique)


def _source() -> sa.Column[int]:
    return sa.Column("source", sa.Integer, sa.ForeignKey("source.no"), nullable=False)


def _source_number() -> sa.Column[int]:
    # Not a foreign key: millions of rows go in, and each would be looked up.
    return sa.Column("source", sa.Integer, nullable=False)


def _row() -> sa.Column[int]:
    return sa.Column("row", sa.BigInteger, nullable=False)


def _id() -> sa.Column[bytes]:
    return sa.Column("id", sa.LargeBinary(16), nullable=False)


def _sources() -> None:
    op.create_table(
        "source",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        _text("id", unique=True),
        *(_text(name) for name in ("sha256", "name", "kind", "format")),
        sa.Column("size", sa.BigInteger, nullable=False),
        *(_text(name) for name in ("options", "state", "why", "recorded_at")),
    )
    op.create_table(
        "batch",
        _source(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("first_row", sa.BigInteger),
        sa.Column("last_row", sa.BigInteger),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("rows", "loaded", "unchanged", "rejected")),
        sa.PrimaryKeyConstraint("source", "number"),
    )


def _facts() -> None:
    op.create_table(
        "fact",
        _id(),
        *(_text(name) for name in ("kind", "body", "phones")),
        _source(),
        _row(),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("fact_by_batch", "fact", ["source", "batch"])
    op.create_table(
        "mention",
        _text("key"),
        sa.Column("fact", sa.LargeBinary(16), sa.ForeignKey("fact.id"), nullable=False),
        sa.PrimaryKeyConstraint("key", "fact"),
        sqlite_with_rowid=False,
    )


def _observations() -> None:
    for name in ("observation", "recent"):
        op.create_table(name, _id(), _source_number(), _row(), sa.PrimaryKeyConstraint("id"), sqlite_with_rowid=False)
    op.create_table(
        "repeat",
        _id(),
        _source_number(),
        _row(),
        sa.PrimaryKeyConstraint("id", "source", "row"),
        sqlite_with_rowid=False,
    )


def _refusals() -> None:
    op.create_table(
        "refusal",
        _source(),
        _row(),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        _text("reason"),
        sa.Column("cells", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("source", "row", "batch", "seq"),
    )


def _owners() -> None:
    op.create_table(
        "owner",
        _text("id"),
        sa.Column("key", sa.LargeBinary),
        sa.Column("erased_at", sa.Text),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "owner_detail",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("owner", sa.Text, sa.ForeignKey("owner.id"), nullable=False),
        _text("commitment"),
        sa.Column("details", sa.LargeBinary, nullable=False),
        _source(),
        _row(),
        sa.UniqueConstraint("owner", "commitment", name="owner_detail_once"),
    )


def _tacs() -> None:
    op.create_table(
        "tac",
        _id(),
        *(_text(name) for name in ("tac", "make", "model", "body")),
        _source(),
        _row(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("tac_by_tac", "tac", ["tac", "make", "model"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("no", sa.Integer, primary_key=True, autoincrement=True),
        *(_text(name) for name in ("at", "actor", "act", "subject", "purpose")),
    )
    op.create_index("audit_by_subject", "audit", ["subject"])
    op.create_table("kept", _text("name"), _text("value"), sa.PrimaryKeyConstraint("name"))
