"""People and what they may do: accounts, sessions, tokens, cases, break-glass, approvals, jobs; the audit in a tree."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa
from alembic import op

from tracer import merkle

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the tables, and puts into the tree what the audit already holds."""
    _people()
    _cases()
    _two_people()
    _work()
    _audit()


def _text(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [_text(name) for name in names]


def _perhaps(*names: str) -> list[sa.Column[str]]:
    return [_text(name, nullable=True) for name in names]


def _people() -> None:
    op.create_table(
        "person",
        *_texts("id", "username", "name", "force", "roles"),
        *_perhaps("initials", "password"),
        sa.Column("totp", sa.LargeBinary, nullable=True),
        *_perhaps("totp_used", "subject"),
        sa.Column("active", sa.Boolean, nullable=False),
        _text("created_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("username"),
        sa.UniqueConstraint("subject", name="person_by_subject"),
    )
    op.create_table(
        "session",
        *_texts("id", "person", "csrf", "created_at", "seen_at", "until"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
    )
    op.create_index("session_by_person", "session", ["person"])
    op.create_table(
        "token",
        *_texts("id", "secret", "name", "person", "scopes", "created_at", "until"),
        *_perhaps("revoked_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret"),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
    )
    op.create_table(
        "attempt",
        sa.Column("no", sa.Integer, nullable=False, autoincrement=True),
        *_texts("what", "at"),
        sa.PrimaryKeyConstraint("no"),
    )
    op.create_index("attempt_by_what", "attempt", ["what", "at"])


def _cases() -> None:
    op.create_table("case", *_texts("id", "name", "force", "created_at"), sa.PrimaryKeyConstraint("id"))
    op.create_table(
        "case_member",
        *_texts("case", "person"),
        sa.PrimaryKeyConstraint("case", "person"),
        sa.ForeignKeyConstraint(["case"], ["case.id"]),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
    )
    for what in ("source", "seizure"):
        op.create_table(
            f"case_{what}",
            *_texts("case", what),
            sa.PrimaryKeyConstraint("case", what),
            sa.ForeignKeyConstraint(["case"], ["case.id"]),
        )
        op.create_index(f"case_{what}_by_{what}", f"case_{what}", [what])


def _two_people() -> None:
    op.create_table(
        "break_glass",
        *_texts("id", "person", "case", "reason", "at", "until"),
        *_perhaps("seen_by", "seen_at"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["person"], ["person.id"]),
        sa.ForeignKeyConstraint(["case"], ["case.id"]),
    )
    op.create_index("break_glass_by_person", "break_glass", ["person"])
    op.create_table(
        "approval",
        *_texts("id", "act", "subject", "details", "reason", "asked_by", "asked_at"),
        *_perhaps("decided_by", "decided_at"),
        _text("state"),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"]),
    )


def _work() -> None:
    op.create_table(
        "job",
        *_texts("id", "kind", "by", "asked", "state", "progress", "result", "created_at", "changed_at"),
        sa.Column("cancel", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["by"], ["person.id"]),
    )
    op.create_index("job_by_state", "job", ["state"])
    op.create_table(
        "answered",
        *_texts("key", "request"),
        sa.Column("status", sa.Integer, nullable=False),
        *_texts("body", "at"),
        sa.PrimaryKeyConstraint("key"),
    )


def _audit() -> None:
    op.create_table(
        "audit_tree",
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("no", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("level", "no"),
        sqlite_with_rowid=False,
    )
    op.add_column("audit", sa.Column("number", sa.BigInteger, nullable=True))
    op.add_column("audit", sa.Column("leaf", sa.LargeBinary, nullable=True))
    op.create_index("audit_by_number", "audit", ["number"], unique=True)
    op.create_index("audit_by_actor", "audit", ["actor"])
    _grow_tree()


def _grow_tree() -> None:
    """Entries from before the tree are put into it as they stand, in their order."""
    from tracer.records.audit_leaf import leaf_of

    connection = op.get_bind()
    names = ("no", "at", "actor", "act", "subject", "purpose", "number", "leaf")
    audit = sa.table("audit", *map(sa.column, names))
    tree = sa.table("audit_tree", sa.column("level"), sa.column("no"), sa.column("hash"))
    nodes: dict[merkle.Node, bytes] = {}
    rows = connection.execute(sa.select(audit).order_by(audit.c.no)).all()
    for number, row in enumerate(rows):
        leaf = leaf_of(number, dict(row._mapping), {})
        connection.execute(audit.update().where(audit.c.no == row.no).values(number=number, leaf=leaf))
        nodes |= merkle.appended(number, merkle.leaf_hash(leaf), partial(_node, nodes))
    if nodes:
        stored = [{"level": level, "no": index, "hash": value} for (level, index), value in nodes.items()]
        connection.execute(tree.insert(), stored)


def _node(nodes: dict[merkle.Node, bytes], level: int, index: int) -> bytes:
    return nodes[level, index]
