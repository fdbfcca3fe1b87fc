"""Neo4j through its official driver: the engine of a server, a cluster or a managed service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any, ClassVar, cast

from neo4j import GraphDatabase, ManagedTransaction, Query, Session
from neo4j.exceptions import ConstraintError
from neo4j.time import DateTime

from graph.batch import GraphBatch
from graph.batch_check import check_batch
from graph.engines._gather import in_utc
from graph.engines._neo4j_errors import check_address, told
from graph.engines._neo4j_schema import MARKER, declarations
from graph.engines._neo4j_status import digest_graph
from graph.engines._neo4j_write import write_batches
from graph.port import Graph, Question, Row
from graph.views import GraphStatus

_CONNECT_S = 10.0
_WAIT_S = 30.0
"""For a free connection."""
_RETRY_S = 5.0
"""How long the driver repeats what met a deadlock or a change of leader; longer patience is the caller's."""
_CLEAR = "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS"
_MARKERS = f"MATCH (m:{MARKER} {{source: $source}}) RETURN m.id"


class Neo4jGraph(Graph):
    """A graph on a Neo4j server of version 5.

    `uri` may be `neo4j://` (routed: a cluster or a managed service) or `bolt://` (one server). Reads are read
    transactions, so a cluster answers them on any member; what was written through this object is seen by its reads.
    """

    engine: ClassVar[str] = "neo4j"
    commit_rows: ClassVar[int] = 10_000
    writers: ClassVar[int] = 1

    def __init__(self, uri: str, username: str, password: str, database: str = "neo4j") -> None:
        self._uri = uri
        with told(uri):
            check_address(uri)
            self._driver = GraphDatabase.driver(
                uri,
                auth=(username, password),
                connection_timeout=_CONNECT_S,
                connection_acquisition_timeout=_WAIT_S,
                max_transaction_retry_time=_RETRY_S,
                user_agent="handset-tracer",
                notifications_min_severity="OFF",
            )
        self._database = database
        self._bookmarks = self._driver.execute_query_bookmark_manager

    def prepare(self) -> None:
        """Declare constraints and indexes, and wait until they can be used."""
        with told(self._uri), self._session() as session:
            for statement in declarations():
                session.run(_query(statement)).consume()
            session.run("CALL db.awaitIndexes(300)").consume()

    def write(self, batches: Sequence[GraphBatch]) -> None:
        """Apply the batches in one transaction.

        Observations are new in all but a load that is taken up again, so they are created without looking; when the
        uniqueness constraint objects, the whole is written again with a look at each.
        """
        for batch in batches:
            check_batch(batch)
        with told(self._uri), self._session() as session:
            try:
                session.execute_write(write_batches, batches, known=False)
            except ConstraintError:
                session.execute_write(write_batches, batches, known=True)

    def markers(self, source: str) -> frozenset[str]:
        """Markers of the source's batches that are in the graph."""
        return frozenset(row["m.id"] for row in self.read(_MARKERS, {"source": source}))

    def clear(self) -> None:
        """Remove everything in pieces that a small server can undo."""
        with told(self._uri), self._session() as session:
            session.run(_CLEAR).consume()

    def flush(self) -> None:
        """Nothing is put off: a write is durable when it returns."""

    def read(self, question: Question, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of one question, in a read transaction."""
        text = question if isinstance(question, str) else question[self.engine]
        with told(self._uri), self._session() as session:
            return session.execute_read(_rows, text, in_utc(dict(parameters or {})))

    def status(self) -> GraphStatus:
        """Counts and digest, in one read transaction."""
        with told(self._uri), self._session() as session:
            digest = session.execute_read(digest_graph)
        return digest.status(self.engine)

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def _session(self) -> Session:
        return self._driver.session(database=self._database, bookmark_manager=self._bookmarks, fetch_size=5_000)


def _query(text: str) -> Query:
    # Every text is written in this repository or declared by the schema; what comes from outside is a parameter.
    return Query(cast(Any, text))


def _rows(tx: ManagedTransaction, text: str, parameters: dict[str, Any]) -> list[Row]:
    result = tx.run(cast(Any, text), parameters)
    keys = result.keys()
    return [dict(zip(keys, map(_plain, record), strict=True)) for record in result]


def _plain(value: Any) -> Any:
    """A value as both engines give it."""
    if isinstance(value, DateTime):
        return value.to_native().astimezone(UTC)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
