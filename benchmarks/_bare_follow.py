"""The questions a story asks, asked by hand: the same texts, straight to the driver, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import ladybug
import neo4j

from api.bootstrap import House
from api.settings import Neo4jSettings
from graph.follow import follow
from graph.port import Graph, Question, Row

T = TypeVar("T")
Asked = list[tuple[str, dict[str, Any]]]
Ask = Callable[[], object]


class _Listening:
    """Passes questions on and remembers them."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.asked: Asked = []

    def read(self, question: Question, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of one question."""
        text = question if isinstance(question, str) else question[self._graph.engine]
        self.asked.append((text, dict(parameters or {})))
        return self._graph.read(question, parameters)

    def at_once(self, act: Callable[[_Listening], T]) -> T:
        """What asks several questions asks them here."""
        return act(self)


@contextmanager
def by_hand(found: House, subject: str) -> Iterator[Ask]:
    """Something to call that asks all that `follow` asks of a subject."""
    listening = _Listening(found.graph)
    follow(cast(Graph, listening), subject)
    ask = _on_server if found.settings.neo4j is not None else _in_process
    with ask(found, listening.asked) as given:
        yield given


@contextmanager
def _on_server(found: House, asked: Asked) -> Iterator[Ask]:
    server = cast(Neo4jSettings, found.settings.neo4j)
    driver = neo4j.GraphDatabase.driver(
        server.uri, auth=(server.username, server.password), notifications_min_severity="OFF"
    )
    with driver, driver.session(database=server.database) as session:
        yield lambda: [session.run(cast(Any, text), parameters).data() for text, parameters in asked]


@contextmanager
def _in_process(found: House, asked: Asked) -> Iterator[Ask]:
    database = ladybug.Database(found.settings.embedded_graph, read_only=True)
    connection = ladybug.Connection(database)
    try:
        yield lambda: [cast(Any, connection.execute(text, parameters)).get_all() for text, parameters in asked]
    finally:
        connection.close()
        database.close()
