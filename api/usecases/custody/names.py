"""What the ids in a history name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from api.custody_house import CustodyHouse
from api.usecases.custody.origins import origins
from api.usecases.custody.raid_place import with_raids
from graph.ids import place_id
from tracer.custody.ledger import Ledger
from tracer.custody.sentences import Names
from tracer.errors import IdentifierError
from tracer.records.known_places import KnownPlace
from tracer.records.raids import Raids
from tracer.records.records import Records

_PLACE = "place:"


class _Known(Mapping[str, str]):
    """Names by id, those of places as the records write them: looked up when one is asked for.

    A place's id is made of its name, so that its name tells nobody more than the id does.
    """

    def __init__(self, known: Mapping[str, str], records: Records) -> None:
        self._known = dict(known)
        self._records = records

    def __getitem__(self, id_: str) -> str:
        if id_.startswith(_PLACE) and id_ not in self._known:
            self._known[id_] = next(self._written(id_), "")
        if not (name := self._known[id_]):
            raise KeyError(id_)
        return name

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def _written(self, id_: str) -> Iterator[str]:
        facts = self._records.facts_mentioning([id_])
        yield from (name for one in facts if one.kind == "places" and _makes(name := str(one.body["name"]), id_))
        yield from (one.name for one in self._of_raids if one.id == id_)

    @cached_property
    def _of_raids(self) -> tuple[KnownPlace, ...]:
        return with_raids((), self._records.part(Raids).every())


def _makes(name: str, id_: str) -> bool:
    try:
        return place_id(name) == id_
    except IdentifierError:
        return False


def names_of(ledger: Ledger, officers: bool = False, records: Records | None = None) -> Names:
    """The names of stores and laboratories, of officers for those who may see them, and of places in the records."""
    known = {place.id: place.name for place in ledger.places() if place.name}
    if officers:
        known |= {officer.id: officer.name for officer in ledger.officers() if officer.name}
    return Names(known if records is None else _Known(known, records))


def names_in(house: CustodyHouse, exhibits: Collection[str], officers: bool = False) -> Names:
    """The same for the histories of these exhibits, with what they were taken out of."""
    return replace(names_of(house.ledger, officers, house.records), wholes=origins(house, exhibits))
