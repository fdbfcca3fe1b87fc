"""How much each thing of a picture matters in it, by the measures of the network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from graph.analytics.handled import HANDLER_CHAINS, SHOP_CHAINS, Handled, handled_by
from graph.analytics.rank import measures
from graph.evidence import Link
from graph.port import Graph
from graph.queries.expand import Reach, Tie, reported_among
from graph.queries.things import Thing
from tracer.errors import UsageError

_CHAINS = {"Handler": HANDLER_CHAINS, "Place": SHOP_CHAINS}


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure of each thing that is shown, by id, and how it was worked out."""

    by: str
    method: str
    values: Mapping[str, float]


def measured(graph: Graph, reach: Reach, some: Iterable[Thing], ties: Iterable[Tie], by: str) -> Measured:
    """A measure on what is shown and on nothing else. Raises `UsageError` for one that there is not."""
    known = measures()
    if by not in known:
        raise UsageError(f"There is no measure {by!r}.", f"Measure by one of: {', '.join(sorted(known))}.")
    network = _network(graph, reach, tuple(some), ties)
    handled: dict[str, tuple[Handled, ...]] = {
        node: handled_by(network, node, _CHAINS.get(data["label"], ())) for node, data in network.nodes(data=True)
    }
    values = known[by].of(network, handled)
    return Measured(
        by, f"of what is shown: {known[by].method(network)}", {one: round(values[one], 12) for one in values}
    )


def _network(graph: Graph, reach: Reach, some: tuple[Thing, ...], ties: Iterable[Tie]) -> nx.Graph:
    """What is shown, as the measures read a network."""
    stolen = reported_among(graph, [one.id for one in some if one.label == "Handset"], reach)
    network = nx.Graph()
    for one in some:
        network.add_node(one.id, label=one.label, name=one.name, stolen=one.id in stolen)
    between: dict[tuple[str, str], list[Link]] = {}
    for tie in ties:
        ends = (min(tie.link.start, tie.link.end), max(tie.link.start, tie.link.end))
        if ends[0] != ends[1]:
            between.setdefault(ends, []).append(tie.link)
    for (a, b), links in between.items():
        network.add_edge(a, b, links=tuple(sorted(links, key=lambda link: link.order)))
    return network
