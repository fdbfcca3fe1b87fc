"""Handlers and shops, the most important first, and how much of that rests on observation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from graph.analytics.handled import HANDLER_CHAINS, SHOP_CHAINS, Handled, handled_by
from graph.analytics.measures._base import Measure
from graph.analytics.snapshot import snapshot
from graph.port import Graph
from tracer.errors import UsageError
from tracer.model import Basis
from tracer.registry import instances_in

RANKED = ("handlers", "shops")
DEFAULT = "handled"
NO_SHOP = ("port", "airport", "address", "home", "area", "station", "street", "police", "custody", "warehouse", "park")
"""Words in a place's kind that say it sells nothing. It is ranked all the same when somebody runs it or works at it."""
DIGITS = 12
"""Decimals that measures are compared and told by: the last bits of a sum depend on the order of adding."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One handler or shop. Equals share a rank and the next rank is left out (1, 2, 2, 4); they stand in order of id.

    `observed_share` is the share of its stolen handsets whose every link in the best chain was observed; None when it
    handled none. `methods` says how each measure was worked out.
    """

    id: str
    name: str
    rank: int
    measures: Mapping[str, float]
    observed_share: float | None
    handsets: tuple[Handled, ...]
    methods: Mapping[str, str]


def measures() -> dict[str, Measure]:
    """Every measure there is, by name."""
    found = instances_in("graph.analytics.measures", Measure)
    return {name: one for name, one in found.items() if isinstance(one, Measure)}


def rank(graph: Graph, what: str, by: str = DEFAULT, closed: frozenset[str] = frozenset()) -> tuple[Ranked, ...]:
    """All handlers or all shops of the graph by a measure. Raises `UsageError` for what it cannot rank or rank by.

    What rests on a source in `closed` counts for nothing, and who is known by nothing else is left out.
    """
    return rank_network(snapshot(graph, closed), what, by)


def rank_network(network: nx.Graph, what: str, by: str = DEFAULT, *, alone: bool = False) -> tuple[Ranked, ...]:
    """The same on a snapshot, for a caller who asks more than once; `alone` works out no measure but the one."""
    known = measures()
    if what not in RANKED:
        raise UsageError(f"There is no ranking of {what!r}.", f"Rank one of: {', '.join(RANKED)}.")
    if by not in known:
        raise UsageError(f"There is no measure {by!r}.", f"Rank by one of: {', '.join(sorted(known))}.")
    chains = HANDLER_CHAINS if what == "handlers" else SHOP_CHAINS
    subjects = _handlers(network) if what == "handlers" else _shops(network)
    handled = {one: handled_by(network, one, chains) for one in subjects}
    told = {by: known[by]} if alone else known
    values = {name: measure.of(network, handled) for name, measure in told.items()}
    methods = {name: measure.method(network) for name, measure in told.items()}
    of_each = {one: {name: round(some[one], DIGITS) for name, some in values.items()} for one in subjects}
    order = sorted(subjects, key=lambda one: (-of_each[one][by], one))
    places = _places([of_each[one][by] for one in order])
    return tuple(
        Ranked(one, network.nodes[one]["name"], place, of_each[one], _observed(handled[one]), handled[one], methods)
        for one, place in zip(order, places, strict=True)
    )


def handsets_in(graph: Graph) -> int:
    """How many handsets the graph has: how long a ranking takes goes by this, and to count them takes no time."""
    return int(graph.read("MATCH (h:Handset) RETURN count(h) AS n")[0]["n"])


def _handlers(network: nx.Graph) -> list[str]:
    return sorted(node for node, data in network.nodes(data=True) if data["label"] == "Handler")


def _shops(network: nx.Graph) -> list[str]:
    places = [node for node, label in network.nodes(data="label") if label == "Place"]
    return sorted(node for node in places if is_shop(network, node))


def is_shop(network: nx.Graph, place: str) -> bool:
    """Whether a place of the snapshot is one that may deal: what it is called says so, or somebody runs it."""
    return _trades(network.nodes[place]["kind"]) or _is_run(network, place)


def _trades(kind: str | None) -> bool:
    return not any(word in (kind or "").casefold() for word in NO_SHOP)


def _is_run(network: nx.Graph, place: str) -> bool:
    edges = network.adj[place].values()
    return any(one.type in ("RUNS", "WORKS_AT") for edge in edges for one in edge["links"])


def _places(values: list[float]) -> list[int]:
    """Ranks of values in falling order: equals share the first one's."""
    places: list[int] = []
    for number, value in enumerate(values):
        places.append(places[-1] if number and value == values[number - 1] else number + 1)
    return places


def _observed(handled: tuple[Handled, ...]) -> float | None:
    if not handled:
        return None
    return sum(one.basis is Basis.OBSERVED for one in handled) / len(handled)
