"""Facts: what rows stated, each kept once, with the keys it mentions and the row that said it first."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, Select, insert, select

from tracer.model import Fact, PhoneSet, SourceRow, StoredFact, canonical_json
from tracer.records.tables import fact, mention, source

_CHUNK = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """The batch that is being committed: the source's id and number, and the batch's number in it."""

    source_id: str
    source_no: int
    batch: int


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact with its id as bytes, worked out once."""

    id: bytes
    fact: Fact


def store(connection: Connection, place: Place, new: Sequence[Stated]) -> tuple[StoredFact, ...]:
    """Keeps facts that nobody stated before, and what they mention."""
    ordered = sorted(new, key=lambda stated: stated.id)
    if not ordered:
        return ()
    connection.execute(insert(fact), [_columns(place, stated) for stated in ordered])
    mentions = sorted({(key, stated.id) for stated in ordered for key in _keys(stated.fact)})
    if mentions:
        connection.execute(insert(mention), [{"key": key, "fact": id_} for key, id_ in mentions])
    return _by_row(_as_stored(place, stated) for stated in ordered)


def of_batch(connection: Connection, source_no: int, batch: int) -> tuple[StoredFact, ...]:
    """The facts that this batch was the first to state, by row."""
    asked = _facts().where(fact.c.source == source_no, fact.c.batch == batch)
    return _by_row(_stored(row) for row in connection.execute(asked))


def mentioning(connection: Connection, keys: Collection[str]) -> tuple[StoredFact, ...]:
    """The facts that mention any of these keys or identifiers, by id."""
    found: dict[str, StoredFact] = {}
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), _CHUNK):
        ids = select(mention.c.fact).where(mention.c.key.in_(wanted[start : start + _CHUNK]))
        for row in connection.execute(_facts().where(fact.c.id.in_(ids))):
            stored = _stored(row)
            found[stored.id] = stored
    return tuple(found[id_] for id_ in sorted(found))


def _keys(stated: Fact) -> set[str]:
    return {*stated.mentions, *(identifier for phone in stated.phones for identifier in phone.identifiers)}


def _columns(place: Place, stated: Stated) -> dict[str, object]:
    said = stated.fact
    return {
        "id": stated.id,
        "kind": said.kind,
        "body": canonical_json(dict(said.body)),
        "phones": canonical_json([[list(phone.identifiers), phone.make, phone.model] for phone in said.phones]),
        "source": place.source_no,
        "row": said.row,
        "batch": place.batch,
    }


def _as_stored(place: Place, stated: Stated) -> StoredFact:
    said = stated.fact
    return StoredFact(stated.id.hex(), said.kind, dict(said.body), said.phones, SourceRow(place.source_id, said.row))


def _facts() -> Select[tuple[object, ...]]:
    return select(fact, source.c.id.label("source_id")).join_from(fact, source)


def _stored(row: Row[tuple[object, ...]]) -> StoredFact:
    phones = tuple(PhoneSet(tuple(ids), make, model) for ids, make, model in json.loads(row.phones))
    return StoredFact(bytes(row.id).hex(), row.kind, json.loads(row.body), phones, SourceRow(row.source_id, row.row))


def _by_row(stored: Iterable[StoredFact]) -> tuple[StoredFact, ...]:
    return tuple(sorted(stored, key=lambda each: (each.source.row, each.id)))
