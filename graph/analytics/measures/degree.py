"""How many things somebody is directly tied to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import networkx as nx

from graph.analytics.handled import Handled
from graph.analytics.measures._base import Measure


class DegreeMeasure(Measure):
    """The number of different nodes of the snapshot one step away."""

    name: ClassVar[str] = "degree"

    def of(self, network: nx.Graph, handled: Mapping[str, Sequence[Handled]]) -> Mapping[str, float]:
        """The degree of each, not normalised."""
        return {one: float(network.degree(one)) for one in handled}
