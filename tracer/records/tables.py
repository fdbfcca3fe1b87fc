"""The tables of the records database, as the newest migration leaves them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

NEWEST = "0014"
"""The migration that makes the tables as they stand here."""


class AnyText(TypeDecorator[str]):
    """Text from outside. PostgreSQL can keep neither NUL nor half a surrogate pair, so both are replaced everywhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - the base class's signature
        """The text as it is kept, the same on either engine."""
        return kept_text(value)


def kept_text(value: Any) -> Any:
    """A text as `AnyText` keeps it; whatever is no text as it is."""
    if not isinstance(value, str):
        return value
    return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _id_column(**options: Any) -> Column[bytes]:
    """16 bytes: the id of a fact or an observation, half the size of its hex digits."""
    return Column("id", LargeBinary(16), **options)


def _source_column(**options: Any) -> Column[int]:
    return Column("source", Integer, ForeignKey("source.no"), nullable=False, **options)


metadata = MetaData()

source = Table(
    "source",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("id", AnyText, nullable=False, unique=True),
    Column("sha256", AnyText, nullable=False),
    Column("name", AnyText, nullable=False),
    Column("kind", AnyText, nullable=False),
    Column("format", AnyText, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("options", AnyText, nullable=False),
    Column("state", AnyText, nullable=False),
    Column("why", AnyText, nullable=False),
    Column("recorded_at", AnyText, nullable=False),
)
"""`no` is for the other tables, to keep their rows small; times are ISO 8601 in UTC."""

batch = Table(
    "batch",
    metadata,
    _source_column(primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("first_row", BigInteger),
    Column("last_row", BigInteger),
    Column("rows", Integer, nullable=False),
    Column("loaded", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
)

fact = Table(
    "fact",
    metadata,
    _id_column(primary_key=True),
    Column("kind", AnyText, nullable=False),
    Column("body", AnyText, nullable=False),
    Column("phones", AnyText, nullable=False),
    _source_column(),
    Column("row", BigInteger, nullable=False),
    Column("batch", Integer, nullable=False),
    Index("fact_by_batch", "source", "batch"),
)

mention = Table(
    "mention",
    metadata,
    Column("key", AnyText, primary_key=True),
    Column("fact", LargeBinary(16), ForeignKey("fact.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# No foreign keys in the next three: millions of rows go in, and each would be looked up.
observation = Table(
    "observation",
    metadata,
    _id_column(primary_key=True),
    Column("source", Integer, nullable=False),
    Column("row", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

recent = Table(
    "recent",
    metadata,
    _id_column(primary_key=True),
    Column("source", Integer, nullable=False),
    Column("row", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""On SQLite, the observations that have not yet gone over to the table of all; see `firsts.py`."""

repeat = Table(
    "repeat",
    metadata,
    _id_column(primary_key=True),
    Column("source", Integer, primary_key=True, autoincrement=False),
    Column("row", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)
"""Every further row that said a known fact or observation."""

refusal = Table(
    "refusal",
    metadata,
    _source_column(primary_key=True, autoincrement=False),
    Column("row", BigInteger, primary_key=True, autoincrement=False),
    Column("batch", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("reason", AnyText, nullable=False),
    Column("cells", LargeBinary, nullable=False),
)

owner = Table(
    "owner",
    metadata,
    Column("id", AnyText, primary_key=True),
    Column("key", LargeBinary),
    Column("erased_at", AnyText),
)
"""`key` is the person's key, wrapped; an erased person has none."""

owner_detail = Table(
    "owner_detail",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("owner", AnyText, ForeignKey("owner.id"), nullable=False),
    Column("commitment", AnyText, nullable=False),
    Column("details", LargeBinary, nullable=False),
    _source_column(),
    Column("row", BigInteger, nullable=False),
    UniqueConstraint("owner", "commitment", name="owner_detail_once"),
)

tac = Table(
    "tac",
    metadata,
    _id_column(primary_key=True),
    Column("tac", AnyText, nullable=False),
    Column("make", AnyText, nullable=False),
    Column("model", AnyText, nullable=False),
    Column("body", AnyText, nullable=False),
    _source_column(),
    Column("row", BigInteger, nullable=False),
    Index("tac_by_tac", "tac", "make", "model"),
)

audit = Table(
    "audit",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    Column("at", AnyText, nullable=False),
    Column("actor", AnyText, nullable=False),
    Column("act", AnyText, nullable=False),
    Column("subject", AnyText, nullable=False),
    Column("purpose", AnyText, nullable=False),
    Column("number", BigInteger, nullable=True),
    Column("leaf", LargeBinary, nullable=True),
    Index("audit_by_subject", "subject"),
    Index("audit_by_number", "number", unique=True),
    Index("audit_by_actor", "actor"),
)
"""`leaf` is the exact bytes of the entry in the audit's tree, where it stands at `number`."""

kept = Table(
    "kept",
    metadata,
    Column("name", AnyText, primary_key=True),
    Column("value", AnyText, nullable=False),
)
"""Single values about the database itself, such as a commitment to the key it was written with."""
