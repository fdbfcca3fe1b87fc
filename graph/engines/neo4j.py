"""Neo4j through its official driver: the engine of a server, a cluster or a managed service."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import Any, ClassVar, cast
from uuid import uuid4

from neo4j import GraphDatabase, ManagedTransaction, Query, Session
from neo4j.exceptions import ConstraintError
from neo4j.time import DateTime

from graph.batch import GraphBatch
from graph.batch_check import check_batch
from graph.engines._gather import Seen, in_utc, observations
from graph.engines._neo4j_clearing import begin_emptying, begun_in, end_emptying
from graph.engines._neo4j_errors import check_address, told
from graph.engines._neo4j_schema import EMPTYING, declarations
from graph.engines._neo4j_status import digest_graph
from graph.engines._neo4j_write import (
    absent,
    by_identifier,
    halves,
    write_batches,
    write_markers,
    write_observations,
)
from graph.port import Graph, Question, Row
from graph.schema import MARKER
from graph.views import GraphStatus
from tracer.errors import GraphUnavailableError

_CONNECT_S = 10.0
_WAIT_S = 30.0
"""For a free connection."""
_RETRY_S = 5.0
"""How long the driver repeats what met a deadlock or a change of leader; longer patience is the caller's."""
_AWAY_S = 20.0
"""How long a server that was away is not asked again: whoever scans a phone every few seconds shall not wait for it."""
_AT_ONCE = 2
"""Transactions that write the observations of one call. One leaves a core of the server idle."""
_MANY = 4_000
"""Observations that are worth a second transaction."""
_CLEAR = (
    "MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 10000 ROWS",
    f"MATCH (n) WHERE NOT n:{EMPTYING} CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 10000 ROWS",
)
"""Relationships first: 10,000 nodes with all that hangs on them may not fit in the memory of one transaction."""
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
        self._away: tuple[float, GraphUnavailableError | None] = (0.0, None)
        self._bookmarks = self._driver.execute_query_bookmark_manager

    def prepare(self) -> None:
        """Declare constraints and indexes, and wait until they can be used."""
        with told(self._uri), self._session() as session:
            for statement in declarations():
                session.run(_query(statement)).consume()
            session.run("CALL db.awaitIndexes(300)").consume()

    def write(self, batches: Sequence[GraphBatch]) -> None:
        """Apply the batches: in one transaction, or many observations in two at once, and their markers after both.

        Observations are new in all but a load that is taken up again, so they are created without looking; when the
        uniqueness constraint objects, the whole is written again with a look at each.
        """
        for batch in batches:
            check_batch(batch)
        with told(self._uri):
            try:
                self._write(batches, known=False)
            except ConstraintError:
                self._write(batches, known=True)

    def _write(self, batches: Sequence[GraphBatch], known: bool) -> None:
        with self._session() as session:
            if not _only_many_pings(batches):
                session.execute_write(write_batches, batches, known)
                return
            round_, wanted = session.execute_read(lambda tx: (begun_in(tx), absent(tx, batches)))
            parts = [part for seen in observations(wanted) for part in halves(by_identifier(seen))]
            with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
                list(pool.map(lambda part: self._write_part(part, known), parts))
            session.execute_write(write_markers, wanted, round_)

    def _write_part(self, part: Seen, known: bool) -> None:
        with self._session() as session:
            session.execute_write(write_observations, part, known)

    def markers(self, source: str) -> frozenset[str]:
        """Markers of the source's batches that are in the graph."""
        return frozenset(row["m.id"] for row in self.read(_MARKERS, {"source": source}))

    def clear(self) -> None:
        """Remove everything in pieces that a small server can undo. Whoever writes meanwhile is told to try again."""
        by = uuid4().hex
        with told(self._uri), self._session() as session:
            session.execute_write(begin_emptying, by)
            for statement in _CLEAR:
                session.run(_query(statement)).consume()
            session.execute_write(end_emptying, by)

    def flush(self) -> None:
        """Nothing is put off: a write is durable when it returns."""

    def read(self, question: Question, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Rows of one question, in a read transaction. Of a server that was away nothing is asked for some seconds."""
        text = question if isinstance(question, str) else question[self.engine]
        until, away = self._away
        if away is not None and time.monotonic() < until:
            raise GraphUnavailableError(away.what, away.do)
        try:
            with told(self._uri), self._session() as session:
                return session.execute_read(_rows, text, in_utc(dict(parameters or {})))
        except GraphUnavailableError as error:
            self._away = (time.monotonic() + _AWAY_S, error)
            raise

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


def _only_many_pings(batches: Sequence[GraphBatch]) -> bool:
    """Whether two transactions can share the work: nothing is tied to a country, which both would wait for."""
    if any(batch.nodes or batch.edges or batch.removed for batch in batches):
        return False
    seen = [one for batch in batches for one in batch.observations]
    return all(one.kind == "pings" for one in seen) and sum(one.table.num_rows for one in seen) >= _MANY


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
