"""What the rules need to know of the officers, places, seals and exhibits that events mention, read in one go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tracer.custody.doubts import seal_key
from tracer.custody.events import ExhibitState, Wanted
from tracer.custody.leaving import LEAVES, Claimed, Owed
from tracer.custody.openings import Person, people_of
from tracer.custody.state import from_bytes
from tracer.records.custody_reader import CustodyReader


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database knows of all that is mentioned, read once. The dictionaries grow as events are added."""

    keys: dict[str, int]
    states: dict[str, ExhibitState]
    officers: dict[str, bool]
    places: dict[str, bool]
    seals: dict[str, str]
    events: dict[str, str]
    people: dict[str, Person | None]
    owed: dict[str, Owed]


def gathered(reader: CustodyReader, wanted: Sequence[Wanted]) -> Facts:
    """All that is known of what these events mention."""
    events = [each.event for each in wanted]
    mentioned = {text for event in events for text in (event.by, event.to, event.holder, event.location) if text}
    exhibits = {event.exhibit for event in events}.union(*(event.parts for event in events))
    people = reader.people({person for event in events for person in people_of(event)})
    return Facts(
        keys=reader.entries_of_keys({each.idempotency_key for each in wanted}),
        states={exhibit: from_bytes(state) for exhibit, state in reader.states(exhibits).items()},
        officers={row.id: row.active for row in reader.officers(mentioned)},
        places={row.id: row.active for row in reader.places(mentioned)},
        seals=reader.seals({seal_key(event.seal_after) for event in events if event.seal_after is not None}),
        events=reader.exhibits_of_events({event.corrects for event in events if event.corrects is not None}),
        people={id_: None if vault is None else Person(id_, vault) for id_, vault in people.items()},
        owed=owed_by(reader, {event.exhibit for event in events if event.kind in LEAVES}),
    )


def owed_by(reader: CustodyReader, exhibits: Collection[str]) -> dict[str, Owed]:
    """What is owed of each of these exhibits; those that are owed to nobody are left out."""
    confirmations = reader.open_confirmations(exhibits)
    claims: dict[str, list[Claimed]] = {}
    for row in reader.standing_claims(exhibits):
        claims.setdefault(row.exhibit, []).append(Claimed(row.kind, row.person, row.outcome == "accepted"))
    found = confirmations.keys() | claims.keys()
    return {one: Owed(confirmations.get(one), tuple(claims.get(one, ()))) for one in found}
