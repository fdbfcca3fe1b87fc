"""The best-evidenced path between two things, however a person names them."""

from __future__ import annotations

from api.bootstrap import House
from graph.ids import is_observation, label_of
from graph.port import Graph
from graph.queries.path import PathAnswer, best_path
from graph.queries.subject import named


def find_path(house: House, start: str, end: str, observed_only: bool) -> PathAnswer:
    """The path. Raises `NotFoundError` where one of the two is not known, with the nearest known."""
    return best_path(house.graph, node_named(house.graph, start), node_named(house.graph, end), observed_only)


def node_named(graph: Graph, text: str) -> str:
    """The id of a node. A node's id stands for itself; anything else is read as `tracer follow` reads it."""
    text = text.strip()
    if is_observation(text) or label_of(text) not in (None, "Identifier"):
        return text
    found = named(graph, text)
    return found.handset or found.identifiers[0]
