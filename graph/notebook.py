"""A bridge for analysts whose notebooks use py2neo: the same Neo4j graph, as data frames and networkx graphs.

An optional extra (`handset-tracer[notebook]`), on no path of the product. py2neo is at the end of its life; what is
known not to work against Neo4j 5 is in `LIMITS`, and is said whenever a notebook is opened.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

from tracer.errors import ConfigurationError, GraphUnavailableError

LIMITS = (
    "py2neo has had no release since 2021 and gets no security fixes: use it for notebooks alone.",
    "Look-ups of indexes and constraints (`graph.schema`) fail: they call a procedure that Neo4j 5 has not got.",
    "Its own instants lose their zone in `to_native()`: `frame` and `network` give UTC, a bare `graph.run` does not.",
    "It speaks to one server over bolt; `neo4j://` routing in a cluster is left out.",
    "What it writes has no basis, no source and no audit, and is gone when the graph is rebuilt: read, do not write.",
)


class EndOfLifeWarning(UserWarning):
    """py2neo is no longer looked after, and part of it does not work."""


@dataclass(frozen=True, slots=True)
class Notebook:
    """An open graph. `graph` is py2neo's own `Graph`, for notebooks that were written for it."""

    graph: Any

    def frame(self, cypher: str, **parameters: Any) -> Any:
        """The rows of a question as a `pandas.DataFrame`, with instants as pandas' own (aware, UTC)."""
        import pandas as pd

        cursor = self.graph.run(cypher, parameters)
        rows = [[_native(value) for value in record.values()] for record in cursor]
        return pd.DataFrame(rows, columns=list(cursor.keys() or ()))

    def network(self, cypher: str, **parameters: Any) -> Any:
        """Every node and relationship that a question returns, paths too, as a `networkx.MultiDiGraph`.

        Nodes are known by their `id` property and carry `label` and their properties; edges are keyed by type and fact
        and carry `type` and their properties. Ask for whole nodes: `MATCH p = (:Handler)-[:HELD]->() RETURN p`.
        """
        import networkx as nx

        found = self.graph.run(cypher, parameters).to_subgraph()
        network = nx.MultiDiGraph()
        for node in found.nodes if found is not None else ():
            network.add_node(node["id"], label=next(iter(node.labels), None), **_properties(node))
        for one in found.relationships if found is not None else ():
            properties = _properties(one)
            type_ = type(one).__name__
            key = f"{type_} {properties.get('fact', one.identity)}"
            network.add_edge(one.start_node["id"], one.end_node["id"], key=key, type=type_, **properties)
        return network


def open_notebook(uri: str, user: str, password: str, database: str = "neo4j") -> Notebook:
    """Opens a Neo4j graph with py2neo, and warns with `EndOfLifeWarning` of what does not work.

    Raises `ConfigurationError` when the extra is not installed and `GraphUnavailableError` when there is no answer.
    """
    py2neo = _py2neo()
    warnings.warn(" ".join(LIMITS), EndOfLifeWarning, stacklevel=2)
    direct = uri.replace("neo4j", "bolt", 1) if uri.startswith("neo4j") else uri
    try:
        graph = py2neo.Graph(direct, auth=(user, password), name=database)
        graph.run("RETURN 1").evaluate()
    except Exception as error:  # py2neo has no one base for what goes wrong while connecting
        raise GraphUnavailableError(
            f"py2neo could not open {direct}: {type(error).__name__}.",
            "Check that Neo4j runs there, and the user, password and database.",
        ) from error
    return Notebook(graph)


def _py2neo() -> ModuleType:
    try:
        import py2neo
    except ImportError as error:
        raise ConfigurationError(
            "py2neo is not installed.", "Install the extra: pip install 'handset-tracer[notebook]'."
        ) from error
    module: ModuleType = py2neo
    return module


def _properties(entity: Any) -> dict[str, Any]:
    """Properties of a node or relationship, without the names networkx keeps for itself."""
    return {name: _native(value) for name, value in dict(entity).items() if name not in ("key", "label", "type")}


def _native(value: Any) -> Any:
    """py2neo's dates and times as Python's, instants in UTC; everything else as it is."""
    if not hasattr(value, "to_native"):
        return value
    native = value.to_native()
    if not isinstance(native, datetime) or value.tzinfo is None:
        return native
    # py2neo drops the zone on the way, and would turn 10:00+02:00 into 10:00.
    return native.replace(tzinfo=value.tzinfo).astimezone(UTC)
