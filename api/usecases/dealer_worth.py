"""What more helps to decide whether to act on a handler or a shop: its hours, and what would change without it."""

from __future__ import annotations

from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from api.scope import scope_of
from api.usecases.dealer import Dealer, position_row
from graph.analytics.change import Change, change_without
from graph.analytics.rank import handsets_in
from graph.analytics.snapshot import snapshot
from graph.derive import REACH_M
from graph.queries.located import located_about
from tracer.times import LONDON
from tracer.trace.hours import Hours, Spot, hours_at

MOST_UNASKED = 10_000
"""Handsets of the whole graph up to which the network is read before anybody asks: it takes less than a second."""
MOST_PHONES = 500
"""Handsets of one shop whose pings are looked through."""


@dataclass(frozen=True, slots=True)
class AtHours:
    """When handsets were at a shop, London time; `hours` is None where none was located there.

    Looked at were the pings of `looked` of its `of` handsets, within `reach_m` metres.
    """

    hours: Hours | None
    looked: int
    of: int
    reach_m: float


def hours_of(desk: Desk, who: Actor, found: Dealer) -> AtHours | None:
    """When the handsets that lead to a shop were there; None where nothing open to who asks says where it is."""
    scope = scope_of(desk, who)
    place = found.around.place
    if not found.is_shop or place.get("lat") is None or position_row(desk, scope, found.around.id) is None:
        return None
    handsets = [one.handset for one in found.around.handsets]
    spot = Spot(place["lat"], place["lon"], float(place.get("radius") or 0.0) + REACH_M)
    looked = handsets[:MOST_PHONES]
    seen = located_about(desk.graph, looked, spot, scope.sources) if looked else []
    return AtHours(hours_at(seen, spot, LONDON), len(looked), len(handsets), spot.reach_m)


def takes_long(desk: Desk) -> bool:
    """Whether the network is so large that what would change is worked out only when somebody asks."""
    return handsets_in(desk.graph) > MOST_UNASKED


def change_of(desk: Desk, who: Actor, found: Dealer) -> Change:
    """What would change without it, on what is open to who asks."""
    network = snapshot(desk.graph, scope_of(desk, who).sources)
    return change_without(network, found.around.id, [one.handset for one in found.around.handsets])
