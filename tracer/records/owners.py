"""Owners' personal details, encrypted under a key for each person. Destroying the key erases the person."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from tracer.errors import NotFoundError, RecordsError
from tracer.model import Fact, SourceRow, canonical_json
from tracer.records import audit
from tracer.records.facts import Place
from tracer.records.tables import owner, owner_detail, source
from tracer.records.values import Asked, OwnerDetail
from tracer.records.vault import Vault

_CHUNK = 1000


class _Person(NamedTuple):
    """An owner's own vault, or None when they were erased."""

    vault: Vault | None


def store(connection: Connection, vault: Vault, place: Place, facts: Sequence[Fact]) -> list[bool]:
    """Keeps the personal details that the facts bring; says of each fact whether its details were new.

    Details of an erased person are dropped: loading a file again must not bring them back. Raises `RecordsError` for
    a fact with personal details and no `owner` in its body.
    """
    owned = [_owner_of(fact) if fact.private else None for fact in facts]
    wanted = {id_ for id_ in owned if id_ is not None}
    people = _people(connection, vault, wanted)
    seen = _known_details(connection, wanted)
    new, rows = [], []
    for fact, owner_id in zip(facts, owned, strict=True):
        row = None if owner_id is None else _new_detail(people[owner_id], owner_id, fact, seen)
        new.append(row is not None)
        if row is not None:
            rows.append({**row, "source": place.source_no, "row": fact.row})
    if rows:
        connection.execute(insert(owner_detail), rows)
    return new


def details(connection: Connection, vault: Vault, owner_id: str, asked: Asked) -> tuple[OwnerDetail, ...]:
    """An owner's details, in the order they were recorded, noted in the audit as a consultation.

    Raises `NotFoundError` for an owner who is not known or was erased.
    """
    key = _key_of(connection, owner_id)
    audit.note(connection, asked, "consulted", owner_id)
    person = vault.person(owner_id, key)
    stated = select(owner_detail, source.c.id.label("source_id")).join_from(owner_detail, source)
    rows = connection.execute(stated.where(owner_detail.c.owner == owner_id).order_by(owner_detail.c.no))
    return tuple(
        OwnerDetail(json.loads(person.decrypt(row.details, owner_id)), SourceRow(row.source_id, row.row))
        for row in rows
    )


def erase(connection: Connection, owner_id: str, asked: Asked) -> None:
    """Destroys an owner's key, and with it every reading of their details. The rows stay; the audit says who did it.

    Raises `NotFoundError` for an owner who is not known or was erased already.
    """
    _key_of(connection, owner_id)
    audit.note(connection, asked, "erased", owner_id)
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    connection.execute(update(owner).where(owner.c.id == owner_id).values(key=None, erased_at=at))


def _owner_of(fact: Fact) -> str:
    owner_id = fact.body.get("owner")
    if not isinstance(owner_id, str) or not owner_id:
        raise RecordsError(
            f"Row {fact.row} has personal details and does not say whose.",
            "This is a fault in the kind that read it: report it.",
        )
    return owner_id


def _new_detail(person: _Person, owner_id: str, fact: Fact, seen: set[tuple[str, str]]) -> dict[str, object] | None:
    if person.vault is None:
        return None
    text = canonical_json(dict(fact.private))
    # Made with the person's own key, so that erasing the person takes away what it could be compared with.
    commitment = person.vault.commitment(text)
    if (owner_id, commitment) in seen:
        return None
    seen.add((owner_id, commitment))
    return {"owner": owner_id, "commitment": commitment, "details": person.vault.encrypt(text, owner_id)}


def _people(connection: Connection, vault: Vault, wanted: Collection[str]) -> dict[str, _Person]:
    people: dict[str, _Person] = {}
    for some in _chunks(wanted):
        for row in connection.execute(select(owner.c.id, owner.c.key).where(owner.c.id.in_(some))):
            people[row.id] = _Person(None if row.key is None else vault.person(row.id, row.key))
    made = []
    for owner_id in sorted(set(wanted) - people.keys()):
        person, wrapped = vault.new_person(owner_id)
        people[owner_id] = _Person(person)
        made.append({"id": owner_id, "key": wrapped})
    if made:
        connection.execute(insert(owner), made)
    return people


def _known_details(connection: Connection, wanted: Collection[str]) -> set[tuple[str, str]]:
    known = select(owner_detail.c.owner, owner_detail.c.commitment)
    return {
        (row.owner, row.commitment)
        for some in _chunks(wanted)
        for row in connection.execute(known.where(owner_detail.c.owner.in_(some)))
    }


def _key_of(connection: Connection, owner_id: str) -> bytes:
    row = connection.execute(select(owner.c.key, owner.c.erased_at).where(owner.c.id == owner_id)).first()
    if row is None:
        raise NotFoundError(f"There are no personal details of {owner_id}.", "Check the owner's id.")
    if row.key is None:
        raise NotFoundError(f"The personal details of {owner_id} were erased at {row.erased_at}.")
    return bytes(row.key)


def _chunks(wanted: Collection[str]) -> list[list[str]]:
    ordered = sorted(wanted)
    return [ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK)]
