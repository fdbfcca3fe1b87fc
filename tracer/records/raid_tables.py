"""The tables of raids that are booked through the pages: what is said before the first scan, and what was answered."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table

from tracer.records.tables import AnyText, metadata

raid = Table(
    "raid",
    metadata,
    Column("seizure", AnyText, primary_key=True),
    *(Column(name, AnyText, nullable=False) for name in ("reference", "place", "address", "power")),
    Column("counted", Integer, nullable=False),
    *(Column(name, AnyText, nullable=False) for name in ("opened_by", "opened_at")),
    Column("finished_at", AnyText, nullable=True),
)
"""`seizure` is the reference in the one form in which references are compared."""

raid_answer = Table(
    "raid_answer",
    metadata,
    Column("key", AnyText, primary_key=True),
    Column("seizure", AnyText, ForeignKey("raid.seizure"), nullable=False),
    Column("act", AnyText, nullable=False),
    Column("exhibit", AnyText, nullable=True),
    Column("sealed", LargeBinary, nullable=True),
    Column("at", AnyText, nullable=False),
    Index("raid_answer_by_at", "at"),
)
"""A scan's key, written in the transaction that booked it; the answer follows, encrypted, and both go after a week."""
