"""What parts of exhibits were taken out of."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from api.custody_house import CustodyHouse
from tracer.records.custody_wholes import wholes


def origins(house: CustodyHouse, exhibits: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """All that each of these exhibits was taken out of, the nearest first; what is no part is left out."""
    with house.records.custody().reading() as reader:
        parents = reader.parents(exhibits)
    return {one: found for one in exhibits if (found := wholes(parents, one))}
