"""The audit as an auditor reads it: for a purpose, by who, act, subject and dates, in pages or as a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from api.access import Actor
from api.desk import Desk
from tracer.csv_lines import csv_line
from tracer.custody.events import officer_id
from tracer.errors import UsageError
from tracer.records.access.values import Person
from tracer.records.audit import AuditQuery
from tracer.records.audit_log import Found
from tracer.records.values import Asked, AuditEntry
from tracer.times import LONDON, iso, require_order

LONGEST_PURPOSE = 500
MOST_EXPORTED = 100_000
COLUMNS = ("number", "at", "actor", "name", "act", "subject", "purpose", "details")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an auditor looks for. Dates are whole days in London; `who` is an id, a user name, a name or initials."""

    purpose: str
    who: str = ""
    act: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


def read_audit(desk: Desk, actor: Actor, wanted: Wanted, before: int | None, limit: int) -> Found:
    """A page of entries, newest first. That it was looked for is an entry too. Raises `UsageError`."""
    return desk.audit.search(_query(desk, wanted, before, limit), Asked(actor.person.id, _purpose(wanted)))


def export_audit(desk: Desk, actor: Actor, wanted: Wanted) -> Iterator[str]:
    """All that fits as CSV. Raises `UsageError` where that is more than a file should hold."""
    found = read_audit(desk, actor, wanted, None, MOST_EXPORTED)
    if found.of > MOST_EXPORTED:
        raise UsageError(f"{found.of:,} entries fit; a file holds {MOST_EXPORTED:,}.", "Ask for fewer days at a time.")
    return csv_lines(found.entries, names_of(desk))


def names_of(desk: Desk) -> dict[str, str]:
    """What people are called, by the ids of their accounts and of the officers that they are in custody."""
    every = desk.people.every()
    officers = {officer_id(one.initials): one.name for one in every if one.initials}
    return {one.id: one.name or "" for one in desk.ledger.officers()} | officers | {one.id: one.name for one in every}


def csv_lines(entries: Iterable[AuditEntry], names: dict[str, str]) -> Iterator[str]:
    """The header, and a line for each entry."""
    yield csv_line(COLUMNS)
    for one in entries:
        details = "; ".join(f"{name}={value}" for name, value in sorted(one.details.items()))
        said = (one.actor, names.get(one.actor, ""), one.act, one.subject, one.purpose, details)
        yield csv_line((one.number, iso(one.at), *said))


def _query(desk: Desk, wanted: Wanted, before: int | None, limit: int) -> AuditQuery:
    require_order(wanted.since, wanted.until)
    actor, or_actor = _ids(desk, wanted.who.strip()) if wanted.who.strip() else (None, None)
    return AuditQuery(
        actor=actor,
        or_actor=or_actor,
        act=wanted.act or None,
        about=wanted.subject.strip() or None,
        since=_midnight(wanted.since),
        until=_midnight(wanted.until + timedelta(days=1)) if wanted.until else None,
        before=before,
        limit=limit,
    )


def _ids(desk: Desk, who: str) -> tuple[str, str | None]:
    """What somebody is noted under: the id of their account, and in custody that of the officer of their initials."""
    told, every = who.casefold(), desk.people.every()
    ways: tuple[Callable[[Person], str], ...] = (
        lambda one: one.id,
        lambda one: one.username,
        lambda one: one.initials or "",
        lambda one: officer_id(one.initials) if one.initials else "",
        lambda one: one.name,
    )
    for way in ways:
        found = [one for one in every if way(one).casefold() == told]
        if len(found) == 1:
            return found[0].id, officer_id(found[0].initials) if found[0].initials else None
    officers = (
        one.id for one in desk.ledger.officers() if told in (one.id.casefold(), one.id.partition(":")[2].casefold())
    )
    return who, next(officers, None)


def _purpose(wanted: Wanted) -> str:
    purpose = wanted.purpose.strip()
    if not purpose or len(purpose) > LONGEST_PURPOSE:
        raise UsageError("The audit is read for a purpose, which is noted in it.", "Say what you read it for.")
    return purpose


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), LONDON)
