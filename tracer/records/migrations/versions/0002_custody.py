"""The custody ledger: entries and their tree, exhibits, seals, openings, officers and places, checkpoints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables of the ledger."""
    _tree()
    _exhibits()
    _beside_entries()
    _registers()
    _checkpoints()


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [_text(name) for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _bytes(name: str, length: int | None = None) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(length), nullable=False)


def _tree() -> None:
    op.create_table(
        "custody_log",
        sa.Column("no", sa.Integer, nullable=False),
        _text("origin"),
        _number("size"),
        _bytes("edge"),
        _bytes("mac", 32),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_table(
        "custody_entry",
        _number("no"),
        *_texts("event", "exhibit"),
        sa.Column("sequence", sa.Integer, nullable=False),
        _bytes("leaf"),
        _bytes("leaf_hash", 32),
        sa.PrimaryKeyConstraint("no"),
        sa.UniqueConstraint("event"),
        sa.UniqueConstraint("exhibit", "sequence", name="custody_entry_once"),
    )
    op.create_table(
        "custody_node",
        sa.Column("level", sa.Integer, nullable=False),
        _number("no"),
        _bytes("hash", 32),
        sa.PrimaryKeyConstraint("level", "no"),
        sqlite_with_rowid=False,
    )


def _exhibits() -> None:
    op.create_table(
        "custody_head",
        _text("exhibit"),
        sa.Column("sequence", sa.Integer, nullable=False),
        *_texts("seizure", "status"),
        _text("holder", nullable=True),
        _text("location", nullable=True),
        _bytes("state"),
        sa.PrimaryKeyConstraint("exhibit"),
        sqlite_with_rowid=False,
    )
    for column in ("seizure", "holder", "location"):
        op.create_index(f"custody_head_by_{column}", "custody_head", [column])
    op.create_table(
        "custody_seal",
        *_texts("seal", "exhibit"),
        _number("entry"),
        sa.PrimaryKeyConstraint("seal"),
        sqlite_with_rowid=False,
    )


def _beside_entries() -> None:
    op.create_table(
        "custody_key",
        _text("key"),
        _number("entry"),
        _bytes("mac", 32),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "custody_opening",
        *_texts("event", "field", "person"),
        _bytes("sealed"),
        _bytes("mac", 32),
        sa.PrimaryKeyConstraint("event", "field"),
        sqlite_with_rowid=False,
    )
    op.create_table("custody_outbox", _number("entry"), _bytes("mac", 32), sa.PrimaryKeyConstraint("entry"))


def _registers() -> None:
    op.create_table(
        "custody_officer",
        _text("id"),
        _bytes("name"),
        sa.Column("active", sa.Boolean, nullable=False),
        _bytes("mac", 32),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "custody_place",
        *_texts("id", "kind", "name"),
        sa.Column("active", sa.Boolean, nullable=False),
        _bytes("mac", 32),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "custody_refusal",
        _number("no"),
        *_texts("at", "by", "exhibit", "kind", "code", "what"),
        _bytes("mac", 32),
        sa.PrimaryKeyConstraint("no"),
    )


def _checkpoints() -> None:
    op.create_table(
        "custody_checkpoint",
        _number("no"),
        _number("size"),
        _bytes("root", 32),
        _bytes("note"),
        _text("kept_at"),
        _bytes("mac", 32),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_table(
        "custody_answer",
        _number("no"),
        _number("size"),
        _text("witness"),
        _bytes("answer"),
        _text("kept_at"),
        _bytes("mac", 32),
        sa.PrimaryKeyConstraint("no"),
    )
