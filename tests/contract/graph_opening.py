"""Every engine in graph/engines, and how a test opens it empty."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest

import graph.engines
from graph.engines.embedded import EmbeddedGraph
from graph.engines.neo4j import Neo4jGraph
from graph.port import Graph

Factory = Callable[[pytest.FixtureRequest, Path], Graph]


def _embedded(_: pytest.FixtureRequest, folder: Path) -> Graph:
    return EmbeddedGraph(folder / "graph.lbug")


def _neo4j(request: pytest.FixtureRequest, _: Path) -> Graph:
    opened = Neo4jGraph(**request.getfixturevalue("neo4j_settings"))
    opened.clear()
    return opened


FACTORIES: dict[str, Factory] = {"embedded": _embedded, "neo4j": _neo4j}
"""How a test opens each engine. An engine that is not here fails every contract test that bears its name."""

ENGINES = sorted(one.name for one in pkgutil.iter_modules(graph.engines.__path__) if not one.name.startswith("_"))


def open_engine(name: str, request: pytest.FixtureRequest, folder: Path) -> Graph:
    """The engine of that name, prepared and empty."""
    opened = FACTORIES[name](request, folder)
    opened.prepare()
    return opened
