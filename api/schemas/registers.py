"""Officers, places, keys and the graph as they go over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from api.schemas._wire import Said, Wire
from api.schemas.stores import StoreTold

Named = Annotated[str, Field(min_length=1, max_length=200)]


class OfficerTold(Wire):
    """Somebody who may act on exhibits. `name` is null once it was erased."""

    id: str
    name: str | None
    active: bool


class OfficerList(Wire):
    """All officers, by initials."""

    items: list[OfficerTold]
    next: str | None
    of: int


class OfficerSaid(Said):
    """What an officer is to be; one who is not `active` may no longer act."""

    name: Named
    active: bool = True


class PlaceSaid(Said):
    """What a store or laboratory is to be; one that is not `active` is no longer in use."""

    kind: Literal["store", "laboratory"] = "store"
    name: Named
    active: bool = True


class PlaceList(Wire):
    """All stores and laboratories, by id."""

    items: list[StoreTold]
    next: str | None
    of: int


class KeyTold(Wire):
    """A key of the ledger: its public part, as it is published, and whether it signs now."""

    number: int
    vkey: str
    signs: bool


class KeyList(Wire):
    """All keys of the ledger, the oldest first."""

    items: list[KeyTold]


class GraphTold(Wire):
    """What the graph holds, and the digest of all that it says."""

    engine: str
    nodes: Mapping[str, int]
    relationships: Mapping[str, int]
    digest: str


class GraphWorkSaid(Said):
    """`rebuild` empties the graph and makes it anew; `migrate` brings it up to date."""

    what: Literal["rebuild", "migrate"]
