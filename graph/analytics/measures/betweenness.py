"""How often somebody is on the way between others: the brokers whose loss would cut the network.

Betweenness is Freeman's, normalised as networkx does: the share of the pairs of other nodes whose shortest paths pass
through a node, counted over the whole snapshot. Brandes's algorithm takes time in proportion to nodes times edges, so
a network is measured by networkx itself while it is small, by rustworkx (the same values, compiled) while it is larger,
and estimated from a fixed sample of starting nodes (Brandes and Pich 2007) beyond that; `method` says which.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import networkx as nx

from graph.analytics.handled import Handled
from graph.analytics.measures._base import Measure

SMALL = 1_000_000
"""Nodes times edges that networkx does in about a second."""
EXACT = 500_000_000
"""Nodes times edges up to which the answer is exact: well under a minute on two cores."""
PIVOTS = 50
SEED = 1
"""The sample is fixed, so that the estimate is the same every time."""


class BetweennessMeasure(Measure):
    """The share of shortest paths between others that pass through each."""

    name: ClassVar[str] = "betweenness"

    def of(self, network: nx.Graph, handled: Mapping[str, Sequence[Handled]]) -> Mapping[str, float]:
        """The normalised betweenness of each."""
        values = betweenness(network)
        return {one: values[one] for one in handled}

    def method(self, network: nx.Graph) -> str:
        """Which of the three ways fits this network."""
        total = f"all {network.number_of_nodes():,} nodes"
        if _work(network) <= SMALL:
            return f"exact over {total}, by networkx"
        if _work(network) <= EXACT:
            return f"exact over {total}, by rustworkx"
        return f"estimated over {total} from {min(PIVOTS, len(network))} starting nodes, by networkx"


def betweenness(network: nx.Graph) -> dict[str, float]:
    """The normalised betweenness of every node, exact or estimated as its size asks."""
    # The order of nodes decides the sample and the last digits of a sum: neither may depend on the engine.
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(network))
    ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in network.edges()))
    if _work(network) <= SMALL:
        return dict(nx.betweenness_centrality(ordered))
    if _work(network) <= EXACT:
        return by_rustworkx(ordered)
    return dict(nx.betweenness_centrality(ordered, k=min(PIVOTS, len(ordered)), seed=SEED))


def by_rustworkx(network: nx.Graph) -> dict[str, float]:
    """The same values as `networkx.betweenness_centrality`, compiled and on every core."""
    import rustworkx

    place = {node: number for number, node in enumerate(network)}
    compiled = rustworkx.PyGraph(multigraph=False)
    compiled.add_nodes_from(list(network))
    compiled.add_edges_from_no_data([(place[a], place[b]) for a, b in network.edges()])
    values = rustworkx.graph_betweenness_centrality(compiled, normalized=True)
    return {node: float(values[number]) for node, number in place.items()}


def _work(network: nx.Graph) -> int:
    return int(network.number_of_nodes() * network.number_of_edges())
