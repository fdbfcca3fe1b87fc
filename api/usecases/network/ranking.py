"""Who matters first: the handlers and shops that lead, on what is open to whoever asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from api.access import Actor
from api.desk import Desk
from api.scope import scope_of
from graph.analytics.rank import DEFAULT, RANKED, Ranked, handsets_in, rank_network
from graph.analytics.snapshot import snapshot
from tracer.model import Basis

FIRST = 10
"""How many lead a list."""
MOST_UNASKED = 100_000
"""Handsets up to which a ranking takes a few seconds at most, so that it is made before anybody asks."""


@dataclass(frozen=True, slots=True)
class Leader:
    """A handler or a shop that leads, and on what its handsets rest."""

    id: str
    name: str
    rank: int
    value: float
    handled: int
    bases: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Leaders:
    """The first handlers or shops by a measure, of how many, and how it was worked out."""

    what: str
    first: tuple[Leader, ...]
    of: int
    method: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """Both lists; None where there is so much that it waits to be asked for."""

    by: str
    lists: tuple[Leaders, ...] | None
    handsets: int


def ranking(desk: Desk, who: Actor, by: str = "") -> Ranking:
    """The first handlers and shops. Raises `UsageError` for a measure that there is not.

    Without a measure, a large network is not ranked: whoever wants it says by what.
    """
    handsets = handsets_in(desk.graph)
    if not by and handsets > MOST_UNASKED:
        return Ranking(DEFAULT, None, handsets)
    chosen = by or DEFAULT
    network = snapshot(desk.graph, scope_of(desk, who).sources)
    found = {what: rank_network(network, what, chosen, alone=True) for what in RANKED}
    return Ranking(chosen, tuple(_leaders(what, some, chosen) for what, some in found.items()), handsets)


def _leaders(what: str, found: tuple[Ranked, ...], by: str) -> Leaders:
    first = tuple(_leader(one, by) for one in found[:FIRST])
    return Leaders(what, first, len(found), found[0].methods[by] if found else "")


def _leader(one: Ranked, by: str) -> Leader:
    bases = Counter(handset.basis for handset in one.handsets)
    counts = {basis.value: bases[basis] for basis in Basis}
    return Leader(one.id, one.name, one.rank, one.measures[by], len(one.handsets), counts)
