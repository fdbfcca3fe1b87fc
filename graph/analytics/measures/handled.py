"""How many stolen handsets were handled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

import networkx as nx

from graph.analytics.handled import Handled
from graph.analytics.measures._base import Measure


class HandledMeasure(Measure):
    """Different handsets that a theft report concerns; `graph.analytics.handled` says what handling is."""

    name: ClassVar[str] = "handled"

    def of(self, network: nx.Graph, handled: Mapping[str, Sequence[Handled]]) -> Mapping[str, float]:  # noqa: ARG002
        """The number of each."""
        return {one: float(len(handsets)) for one, handsets in handled.items()}

    def method(self, network: nx.Graph) -> str:  # noqa: ARG002
        """In words."""
        return "different handsets that a theft report concerns, by any chain of handling"
