"""The tables of people and what they may do: accounts, sessions, tokens, cases, break-glass, approvals, jobs."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint

from tracer.records.tables import AnyText, metadata


def _text(name: str, **options: Any) -> Column[str]:
    return Column(name, AnyText, nullable=False, **options)


def _perhaps(name: str) -> Column[str]:
    return Column(name, AnyText, nullable=True)


def _person(name: str = "person", **options: Any) -> Column[str]:
    return Column(name, AnyText, ForeignKey("person.id"), nullable=False, **options)


person = Table(
    "person",
    metadata,
    _text("id", primary_key=True),
    _text("username", unique=True),
    _text("name"),
    _text("force"),
    _text("roles"),
    _perhaps("initials"),
    _perhaps("password"),
    Column("totp", LargeBinary, nullable=True),
    _perhaps("totp_used"),
    _perhaps("subject"),
    Column("active", Boolean, nullable=False),
    _text("created_at"),
    UniqueConstraint("subject", name="person_by_subject"),
)
"""Who works here. `password` is an Argon2 hash, `totp` the encrypted secret, `totp_used` the last time step that was
used, `subject` the issuer and subject of OpenID Connect, `initials` their officer's in the custody ledger."""

session = Table(
    "session",
    metadata,
    _text("id", primary_key=True),
    _person(),
    _text("csrf"),
    _text("created_at"),
    _text("seen_at"),
    _text("until"),
    Index("session_by_person", "person"),
)
"""`id` is the SHA-256 of what the browser holds: whoever reads this table can sign in as nobody."""

token = Table(
    "token",
    metadata,
    _text("id", primary_key=True),
    _text("secret", unique=True),
    _text("name"),
    _person(),
    _text("scopes"),
    _text("created_at"),
    _text("until"),
    _perhaps("revoked_at"),
)
"""Service tokens. `secret` is the SHA-256 of what the program holds."""

attempt = Table(
    "attempt",
    metadata,
    Column("no", Integer, primary_key=True, autoincrement=True),
    _text("what"),
    _text("at"),
    Index("attempt_by_what", "what", "at"),
)
"""Attempts that failed, for throttling. `what` is a keyed commitment of who or where, never the name itself."""

case = Table(
    "case",
    metadata,
    _text("id", primary_key=True),
    _text("name"),
    _text("force"),
    _text("created_at"),
)

case_member = Table(
    "case_member",
    metadata,
    Column("case", AnyText, ForeignKey("case.id"), primary_key=True),
    _person(primary_key=True),
)

case_source = Table(
    "case_source",
    metadata,
    Column("case", AnyText, ForeignKey("case.id"), primary_key=True),
    _text("source", primary_key=True),
    Index("case_source_by_source", "source"),
)
"""Which files belong to which case, by the source's id. A file of no case is open to all of the installation."""

case_seizure = Table(
    "case_seizure",
    metadata,
    Column("case", AnyText, ForeignKey("case.id"), primary_key=True),
    _text("seizure", primary_key=True),
    Index("case_seizure_by_seizure", "seizure"),
)

break_glass = Table(
    "break_glass",
    metadata,
    _text("id", primary_key=True),
    _person(),
    Column("case", AnyText, ForeignKey("case.id"), nullable=False),
    _text("reason"),
    _text("at"),
    _text("until"),
    _perhaps("seen_by"),
    _perhaps("seen_at"),
    Index("break_glass_by_person", "person"),
)
"""Access taken to a case that was not theirs, and which supervisor has looked at it since."""

approval = Table(
    "approval",
    metadata,
    _text("id", primary_key=True),
    _text("act"),
    _text("subject"),
    _text("details"),
    _text("reason"),
    _person("asked_by"),
    _text("asked_at"),
    _perhaps("decided_by"),
    _perhaps("decided_at"),
    _text("state"),
)
"""What two people must do: asked for by one, decided by another. `state` is asked, approved, refused or done."""

job = Table(
    "job",
    metadata,
    _text("id", primary_key=True),
    _text("kind"),
    _person("by"),
    _text("asked"),
    _text("state"),
    _text("progress"),
    _text("result"),
    _text("created_at"),
    _text("changed_at"),
    Column("cancel", Boolean, nullable=False),
    Index("job_by_state", "state"),
)
"""Long work. `state` is waiting, running, done, failed or cancelled; `progress` and `result` are JSON."""

answered = Table(
    "answered",
    metadata,
    _text("key", primary_key=True),
    _text("request"),
    Column("status", Integer, nullable=False),
    _text("body"),
    _text("at"),
)
"""Answers by idempotency key: the same request again is given the same answer. `request` is a hash of it."""

audit_tree = Table(
    "audit_tree",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("no", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)
"""The complete subtrees of the audit's tree (RFC 6962): level 0 are the entries, `no` counts from 0."""

network_view = Table(
    "network_view",
    metadata,
    _text("id", primary_key=True),
    _person("owner"),
    _text("seen_by"),
    Column("case", AnyText, ForeignKey("case.id"), nullable=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("version", Integer, nullable=False),
    _text("created_at"),
    _text("changed_at"),
    Index("network_view_by_owner", "owner"),
    Index("network_view_by_case", "case"),
)
"""Views of the network. `seen_by` is owner, case or everybody; `sealed` is the title, notes and picture, encrypted."""

recent_search = Table(
    "recent_search",
    metadata,
    _text("id", primary_key=True),
    _person(),
    _text("at"),
    Column("sealed", LargeBinary, nullable=False),
    Index("recent_search_by_person", "person"),
)
"""What people searched for of late, to be asked again; `sealed` is the text, encrypted."""
