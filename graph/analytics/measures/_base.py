"""What a measure is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import ClassVar

import networkx as nx

from graph.analytics.handled import Handled


class Measure(ABC):
    """A number for each handler or shop; more is more important. To add one, add a file with a subclass."""

    name: ClassVar[str]

    @abstractmethod
    def of(self, network: nx.Graph, handled: Mapping[str, Sequence[Handled]]) -> Mapping[str, float]:
        """The measure of each key of `handled`, whose value is the stolen handsets it handled."""

    def method(self, network: nx.Graph) -> str:
        """How it is worked out on this network, in words a person can check."""
        return f"{self.name} over all {network.number_of_nodes():,} nodes"
