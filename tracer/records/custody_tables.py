"""The tables of the custody ledger. What cannot be derived from the entries' bytes carries a keyed `mac` of its row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, Table, UniqueConstraint

from tracer.records.custody_reference import ReferencePart
from tracer.records.tables import AnyText, metadata


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, AnyText, nullable=False, **options)


def _number(name: str, **options: Any) -> Column[int]:
    return Column(name, BigInteger, nullable=False, **options)


def _mac() -> Column[bytes]:
    return Column("mac", LargeBinary(32), nullable=False)


log = Table(
    "custody_log",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=False),
    _text("origin"),
    _number("size"),
    Column("edge", LargeBinary, nullable=False),
    _mac(),
)
"""One row: the ledger's name, how many entries it has, and the hashes of the complete subtrees on its right edge."""

entry = Table(
    "custody_entry",
    metadata,
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    _text("event", unique=True),
    _text("exhibit"),
    Column("sequence", Integer, nullable=False),
    Column("leaf", LargeBinary, nullable=False),
    Column("leaf_hash", LargeBinary(32), nullable=False),
    UniqueConstraint("exhibit", "sequence", name="custody_entry_once"),
)
"""`leaf` is the exact bytes that were hashed. `no` counts from 0."""

node = Table(
    "custody_node",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)
"""The complete subtrees above the leaves: `hash` covers the 2^level entries from no * 2^level."""

head = Table(
    "custody_head",
    metadata,
    _text("exhibit", primary_key=True),
    Column("sequence", Integer, nullable=False),
    _text("seizure"),
    _text("status"),
    Column("holder", AnyText),
    Column("location", AnyText),
    Column("state", LargeBinary, nullable=False),
    Index("custody_head_by_seizure", "seizure"),
    Index("custody_head_by_holder", "holder"),
    Index("custody_head_by_location", "location"),
    sqlite_with_rowid=False,
)
"""Each exhibit as its entries leave it. The columns before `state` repeat what stands in it, to be searched."""
Index("custody_head_by_reference", ReferencePart(head.c.exhibit))

seal = Table(
    "custody_seal",
    metadata,
    _text("seal", primary_key=True),
    _text("exhibit"),
    _number("entry"),
    sqlite_with_rowid=False,
)
"""Every seal ever used, in the form in which seals are compared, and the entry that used it first: of the exhibit that
has it, where the booking of another in the same search was taken back."""

key = Table(
    "custody_key",
    metadata,
    _text("key", primary_key=True),
    _number("entry"),
    _mac(),
    sqlite_with_rowid=False,
)
"""The idempotency key of each entry."""

opening = Table(
    "custody_opening",
    metadata,
    _text("event", primary_key=True),
    _text("field", primary_key=True),
    _text("person"),
    Column("sealed", LargeBinary, nullable=False),
    _mac(),
    sqlite_with_rowid=False,
)
"""Salt and text of each commitment, encrypted with the key of the person it is about (in `owner`)."""

outbox = Table(
    "custody_outbox",
    metadata,
    Column("entry", BigInteger, primary_key=True, autoincrement=False),
    _mac(),
)
"""The entries that nobody has told the graph of yet."""

officer = Table(
    "custody_officer",
    metadata,
    _text("id", primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("active", Boolean, nullable=False),
    _mac(),
)

place = Table(
    "custody_place",
    metadata,
    _text("id", primary_key=True),
    _text("kind"),
    _text("name"),
    Column("active", Boolean, nullable=False),
    _mac(),
)

refusal = Table(
    "custody_refusal",
    metadata,
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    *(_text(name) for name in ("at", "by", "exhibit", "kind", "code", "what")),
    _mac(),
)
"""Events that were asked for and not recorded. `no` counts from 0 without a gap."""

checkpoint = Table(
    "custody_checkpoint",
    metadata,
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    _number("size"),
    Column("root", LargeBinary(32), nullable=False),
    Column("note", LargeBinary, nullable=False),
    _text("kept_at"),
    _mac(),
)

answer = Table(
    "custody_answer",
    metadata,
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    _number("size"),
    _text("witness"),
    Column("answer", LargeBinary, nullable=False),
    _text("kept_at"),
    _mac(),
)
"""What witnesses and time-stamp authorities answered to the checkpoint of a size."""
