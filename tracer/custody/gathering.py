"""What the rules need to know of the officers, places, seals and exhibits that events mention, read in one go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tracer.custody.doubts import seal_key
from tracer.custody.events import CustodyEvent, ExhibitState, Refusal, Wanted
from tracer.custody.leaving import NOBODY, Claimed, Owed, Whole, kept_back, leaves
from tracer.custody.openings import Person, people_of
from tracer.custody.state import from_bytes, gives_up_seal
from tracer.records.custody_reader import CustodyReader
from tracer.records.custody_wholes import wholes


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database knows of all that is mentioned, read once. The dictionaries grow as events are added.

    `parents` says what each part was taken out of, `owed` to whom each exhibit may have to go; both where something is
    about to leave.
    """

    keys: dict[str, int]
    states: dict[str, ExhibitState]
    officers: dict[str, bool]
    places: dict[str, bool]
    seals: dict[str, str]
    events: dict[str, str]
    people: dict[str, Person | None]
    owed: dict[str, Owed]
    parents: dict[str, tuple[str, ...]]

    def used_seal(self, event: CustodyEvent) -> dict[str, str]:
        """The exhibit that the event's new seal was used on, where that keeps it from being used again."""
        seal = "" if event.seal_after is None else seal_key(event.seal_after)
        user = self.seals.get(seal)
        return {} if user is None or gives_up_seal(self.states.get(user), event) else {seal: user}

    def wholes(self, exhibit: str, handed_back: bool = False) -> tuple[Whole, ...]:
        """What an exhibit was taken out of and is in custody still; of one that is handed back, whoever writes that
        looks at the claims itself.
        """
        # What has left can be neither released nor decided on any more, and must not keep its parts for ever.
        every = ((one, self.states.get(one)) for one in wholes(self.parents, exhibit))
        return tuple(
            Whole(one, state.restricted, NOBODY if handed_back else self.owed.get(one, NOBODY))
            for one, state in every
            if state is not None and not state.closed
        )


def gathered(reader: CustodyReader, wanted: Sequence[Wanted]) -> Facts:
    """All that is known of what these events mention."""
    events = [each.event for each in wanted]
    mentioned = {text for event in events for text in (event.by, event.to, event.holder, event.location) if text}
    exhibits = {event.exhibit for event in events}.union(*(event.parts for event in events))
    parents, leaving = kept_together(reader, events)
    seals = reader.seals({seal_key(event.seal_after) for event in events if event.seal_after is not None})
    exhibits |= leaving.union(seals.values())
    # A phone is mostly booked where there is no store, and a question that finds nothing costs as much as another.
    places = {text for text in mentioned if not text.startswith(("officer:", "place:"))}
    people = reader.people({person for event in events for person in people_of(event)})
    return Facts(
        keys=reader.entries_of_keys({each.idempotency_key for each in wanted}),
        states={exhibit: from_bytes(state) for exhibit, state in reader.states(exhibits).items()},
        officers={row.id: row.active for row in reader.officers(mentioned - places)},
        places={row.id: row.active for row in reader.places(places)},
        seals=seals,
        events=reader.exhibits_of_events({event.corrects for event in events if event.corrects is not None}),
        people={id_: None if vault is None else Person(id_, vault) for id_, vault in people.items()},
        owed=owed_by(reader, leaving),
        parents=parents,
    )


def kept_together(
    reader: CustodyReader, events: Collection[CustodyEvent]
) -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """What parts were taken out of, and all exhibits of which one is about to leave or keeps one that is."""
    if not any(leaves(event) for event in events):
        return {}, frozenset()
    exhibits = {event.exhibit for event in events}
    parents = reader.parents(exhibits)
    return parents, frozenset(exhibits.union(*(wholes(parents, one) for one in exhibits)))


def refusals_to(reader: CustodyReader, state: ExhibitState, event: CustodyEvent) -> tuple[Refusal, ...]:
    """Why an exhibit must not leave by this event, as the ledger would say it now."""
    facts = gathered(reader, [Wanted(event, "")])
    return tuple(kept_back(state, event, facts.owed.get(state.exhibit, NOBODY), facts.wholes(state.exhibit)))


def owed_by(reader: CustodyReader, exhibits: Collection[str]) -> dict[str, Owed]:
    """What is owed of each of these exhibits; those that are owed to nobody are left out."""
    confirmations = reader.open_confirmations(exhibits)
    claims: dict[str, list[Claimed]] = {}
    for row in reader.standing_claims(exhibits):
        claims.setdefault(row.exhibit, []).append(Claimed(row.kind, row.person, row.outcome == "accepted"))
    found = confirmations.keys() | claims.keys()
    return {one: Owed(confirmations.get(one), tuple(claims.get(one, ()))) for one in found}
