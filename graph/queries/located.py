"""Where some handsets were located, about one place."""

from __future__ import annotations

import math
from collections.abc import Iterable

from graph.port import Graph
from tracer.trace.hours import Located, Spot

_DEGREE_M = 110_000.0
"""A little less than a degree of latitude is anywhere, so that the area is never too small."""
_ABOUT = (
    "UNWIND $handsets AS one MATCH (h:Handset {id: one})-[s:HAS_IDENTIFIER]->(i:Identifier)-[r:PINGED]->(p:Ping)"
    " WHERE p.lat >= $south AND p.lat <= $north AND p.lon >= $west AND p.lon <= $east AND i.contested IS NULL"
    " AND r.basis = 'observed' AND NOT s.source IN $closed AND NOT r.source IN $closed"
    " RETURN DISTINCT h.id AS phone, p.id AS id, p.at AS at, p.lat AS lat, p.lon AS lon, p.accuracyM AS accuracy"
    " ORDER BY at, id, phone"
)


def located_about(graph: Graph, handsets: Iterable[str], spot: Spot, closed: frozenset[str]) -> list[Located]:
    """The pings of some handsets about a spot: all that are within its reach, and some that are a little further.

    Those of a contested identifier may be another phone's, and are left out; so is what somebody told and nothing
    observed, and what rests on a source in `closed`.
    """
    high = spot.reach_m / _DEGREE_M
    wide = high / max(0.01, math.cos(math.radians(spot.lat)))
    area = {
        "south": spot.lat - high,
        "north": spot.lat + high,
        "west": spot.lon - wide,
        "east": spot.lon + wide,
    }
    rows = graph.read(_ABOUT, {"handsets": sorted(set(handsets)), "closed": sorted(closed), **area})
    return [Located(row["phone"], row["at"], row["lat"], row["lon"], row["accuracy"]) for row in rows]
