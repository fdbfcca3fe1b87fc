"""The log of who did what with data (DPA 2018 s62). Written in the transaction of the act, or the act is refused.

Every entry is a leaf of a Merkle tree (RFC 6962), so that none can be changed or taken out unnoticed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from tracer import merkle
from tracer.errors import RecordsError
from tracer.records.access.tables import audit_tree
from tracer.records.audit_leaf import leaf_of
from tracer.records.bytes_within import within
from tracer.records.tables import audit
from tracer.records.values import Asked, AuditEntry


class Act(StrEnum):
    """What section 62 names, and the acts of this system that are none of them."""

    COLLECTED = "collected"
    ALTERED = "altered"
    CONSULTED = "consulted"
    DISCLOSED = "disclosed"
    COMBINED = "combined"
    ERASED = "erased"
    SIGNED_IN = "signed in"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What an auditor looks for; what is None is not asked. `before` is an entry's number, for the next page.

    `or_actor` is another id that the same person is noted under.

    `about` is a subject, or a text that stands in the details: what somebody searched for, or the phone they opened.
    """

    actor: str | None = None
    or_actor: str | None = None
    act: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 100
    about: str | None = None


def note(connection: Connection, asked: Asked, act: str, subject: str, details: Mapping[str, str] | None = None) -> int:
    """Writes one entry and gives its number. Raises `RecordsError` when it is not said who asks, or what for."""
    if not asked.actor.strip() or not asked.purpose.strip():
        raise RecordsError(
            "Personal data is shown or erased only when it is said who asks and for what purpose.",
            "Give your name or collar number, and the purpose.",
        )
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    number = size(connection)
    entry = {"at": at, "actor": asked.actor, "act": str(act), "subject": subject, "purpose": asked.purpose}
    leaf = leaf_of(number, entry, details or {})
    connection.execute(insert(audit).values(**entry, number=number, leaf=leaf))
    grown = merkle.appended(number, merkle.leaf_hash(leaf), _getter(connection))
    connection.execute(
        insert(audit_tree), [{"level": level, "no": no, "hash": value} for (level, no), value in grown.items()]
    )
    return number


def size(connection: Connection) -> int:
    """How many entries the tree has."""
    last = connection.execute(select(func.max(audit_tree.c.no)).where(audit_tree.c.level == 0)).scalar()
    return 0 if last is None else int(last) + 1


def root(connection: Connection, of: int | None = None) -> bytes:
    """The root over the first `of` entries, or over all."""
    return merkle.root_at(size(connection) if of is None else of, _getter(connection))


def entries(connection: Connection, subject: str | None) -> tuple[AuditEntry, ...]:
    """The entries about one subject, or all, oldest first."""
    wanted = select(audit).order_by(audit.c.no)
    if subject is not None:
        wanted = wanted.where(audit.c.subject == subject)
    return tuple(_entry(row) for row in connection.execute(wanted))


def search(connection: Connection, query: AuditQuery) -> tuple[AuditEntry, ...]:
    """The entries that fit, newest first, at most `query.limit`."""
    wanted = _where(select(audit), query).order_by(audit.c.number.desc()).limit(query.limit)
    return tuple(_entry(row) for row in connection.execute(wanted))


def count(connection: Connection, query: AuditQuery) -> int:
    """How many entries fit, of all pages."""
    every = replace(query, before=None)
    return int(connection.execute(_where(select(func.count()).select_from(audit), every)).scalar_one())


def problems(connection: Connection) -> Iterator[str]:
    """What does not hold: an entry whose row or hash is not that of its bytes, one that is missing, a wrong tree."""
    nodes = {(row.level, row.no): bytes(row.hash) for row in connection.execute(select(audit_tree))}
    rebuilt: dict[merkle.Node, bytes] = {}
    for number, row in enumerate(connection.execute(select(audit).order_by(audit.c.number))):
        leaf = bytes(row.leaf or b"")
        if row.number != number:
            yield f"Entry {number} is missing."
            return
        if leaf != leaf_of(number, dict(row._mapping), json.loads(leaf or b"{}").get("details", {})):
            yield f"Entry {number} does not say what was hashed."
        rebuilt |= merkle.appended(number, merkle.leaf_hash(leaf), partial(_of, rebuilt))
    if rebuilt != nodes:
        wrong = sorted(key for key in rebuilt.keys() | nodes.keys() if rebuilt.get(key) != nodes.get(key))
        yield f"The tree does not stand on its entries: {len(wrong)} of its hashes are wrong, first at {wrong[0]}."


def _getter(connection: Connection) -> merkle.Get:
    def get(level: int, no: int) -> bytes:
        wanted = select(audit_tree.c.hash).where(audit_tree.c.level == level, audit_tree.c.no == no)
        found = connection.execute(wanted).scalar()
        if found is None:
            raise RecordsError("The audit's tree has a hole.", "Restore the records database from a back-up.")
        return bytes(found)

    return get


def _of(nodes: dict[merkle.Node, bytes], level: int, no: int) -> bytes:
    return nodes[level, no]


def _where(wanted: Select[Any], query: AuditQuery) -> Select[Any]:
    if query.actor is not None:
        wanted = wanted.where(audit.c.actor.in_([query.actor, query.or_actor or query.actor]))
    equal = {audit.c.act: query.act, audit.c.subject: query.subject}
    for column, value in equal.items():
        if value is not None:
            wanted = wanted.where(column == value)
    if query.about is not None:
        wanted = wanted.where((audit.c.subject == query.about) | within(audit.c.leaf, _written(query.about)))
    if query.since is not None:
        wanted = wanted.where(audit.c.at >= query.since.astimezone(UTC).isoformat(timespec="milliseconds"))
    if query.until is not None:
        wanted = wanted.where(audit.c.at < query.until.astimezone(UTC).isoformat(timespec="milliseconds"))
    return wanted if query.before is None else wanted.where(audit.c.number < query.before)


def _written(text: str) -> bytes:
    """As it stands in the bytes that were hashed, which are JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1].encode("utf-8", "replace")


def _entry(row: Row[Any]) -> AuditEntry:
    details = json.loads(row.leaf).get("details", {}) if row.leaf else {}
    return AuditEntry(
        datetime.fromisoformat(row.at), row.actor, row.act, row.subject, row.purpose, row.number or 0, details
    )
