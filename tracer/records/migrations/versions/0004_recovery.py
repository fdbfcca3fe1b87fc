"""Bringing phones back: confirmations, claims, the outbox of notices, and what owners themselves may do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_REPORT = ("force", "reference", "owner")


def upgrade() -> None:
    """Makes the tables."""
    _decisions()
    _outbox()
    _owners()
    _collecting()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _perhaps(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=True) for name in names]


def _bytes(name: str, nullable: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _decisions() -> None:
    op.create_table(
        "confirmation",
        *_texts("id", "key", *_REPORT, "exhibit", "reasons"),
        _flag("enhanced"),
        *_texts("by", "at"),
        *_perhaps("ready_at", "withdrawn_by", "withdrawn_at", "withdrawn_why", "returned_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("confirmation_by_owner", "confirmation", ["owner"])
    op.create_index("confirmation_by_exhibit", "confirmation", ["exhibit"])
    op.create_table(
        "claim",
        *_texts("id", "exhibit", "kind", "person"),
        _bytes("sealed"),
        *_texts("by", "at"),
        *_perhaps("outcome", "decided_by", "decided_at", "decided_why"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("claim_by_exhibit", "claim", ["exhibit"])


def _outbox() -> None:
    op.create_table(
        "notice",
        *_texts("id", "key", "kind", *_REPORT),
        *_perhaps("confirmation"),
        *_texts("mark"),
        _bytes("secret", nullable=True),
        *_perhaps("due", "until"),
        *_texts("state"),
        sa.Column("attempts", sa.Integer, nullable=False),
        *_texts("next_at"),
        *_perhaps("lease", "leased_until", "why"),
        *_texts("created_at"),
        *_perhaps("sent_at", "channel"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.ForeignKeyConstraint(["confirmation"], ["confirmation.id"]),
    )
    op.create_index("notice_by_state", "notice", ["state", "next_at"])
    op.create_index("notice_by_mark", "notice", ["mark"])
    op.create_index("notice_by_owner", "notice", ["owner"])


def _owners() -> None:
    op.create_table(
        "victim_code", *_texts("mark", *_REPORT), _flag("known"), *_texts("until"), sa.PrimaryKeyConstraint("mark")
    )
    op.create_index("victim_code_by_owner", "victim_code", ["owner"])
    op.create_table("victim_session", *_texts("id", *_REPORT, "csrf", "until"), sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "victim_message",
        *_texts("id", "key", *_REPORT, "kind"),
        _bytes("sealed"),
        *_texts("at"),
        _bytes("answer", nullable=True),
        *_perhaps("answered_by", "answered_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("victim_message_by_owner", "victim_message", ["owner"])


def _collecting() -> None:
    op.create_table(
        "collection_slot",
        *_texts("id", "confirmation", "begins", "ends", "point", "offered_by"),
        *_perhaps("chosen_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["confirmation"], ["confirmation.id"]),
    )
    op.create_index("collection_slot_by_confirmation", "collection_slot", ["confirmation"])
    op.create_table(
        "hand_back",
        *_texts("id", "key", "confirmation", "event", "receipt", "by", "at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
        sa.ForeignKeyConstraint(["confirmation"], ["confirmation.id"]),
    )
    op.create_index("hand_back_by_confirmation", "hand_back", ["confirmation"], unique=True)
