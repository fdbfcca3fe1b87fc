"""A graph engine that is two dictionaries: what the port promises, written as plainly as it can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, ClassVar

from graph.batch import GraphBatch, Value
from graph.batch_check import check_batch
from graph.digest import Digest, digested
from graph.port import Graph, Question, Row
from graph.queries import handsets as handset_query
from graph.schema import LABEL_OF, OBSERVED_AS
from graph.views import GraphStatus
from tracer.model import Observations

NodeKey = tuple[str, str]
"""Label and id."""
EdgeKey = tuple[str, NodeKey, NodeKey, str]
"""Type, start, end and the fact it rests on."""


class FakeGraph(Graph):
    """Keeps nodes and relationships in memory. Answers only which handsets some identifiers are tied to."""

    engine: ClassVar[str] = "fake"
    commit_rows: ClassVar[int] = 10
    writers: ClassVar[int] = 1

    def __init__(self) -> None:
        self.nodes: dict[NodeKey, dict[str, Value]] = {}
        self.edges: dict[EdgeKey, dict[str, Value]] = {}
        self.written: dict[str, str] = {}
        self.flushed = 0

    def prepare(self) -> None:
        """Nothing to declare."""

    def write(self, batches: Sequence[GraphBatch]) -> None:
        new = list({batch.marker: batch for batch in batches if batch.marker not in self.written}.values())
        for batch in new:
            check_batch(batch)
        for batch in new:
            self._remove(batch.removed)
            self._undraw({("Exhibit", one) for one in batch.undrawn})
            for node in batch.nodes:
                self._set(node.label, node.id, node.properties)
            for edge in batch.edges:
                self._join(
                    (edge.type, edge.start, edge.end, edge.fact),
                    {
                        **edge.properties,
                        "basis": edge.basis.value,
                        "source": edge.source.id,
                        "row": edge.source.row,
                        "recordedAt": batch.recorded_at,
                    },
                )
            for seen in batch.observations:
                self._observe(seen, batch)
            self.written[batch.marker] = batch.source

    def markers(self, source: str) -> frozenset[str]:
        return frozenset(marker for marker, own in self.written.items() if own == source)

    def clear(self) -> None:
        self.nodes, self.edges, self.written = {}, {}, {}

    def flush(self) -> None:
        self.flushed += 1

    def read(self, question: Question, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        asked = parameters or {}
        if question == handset_query._HANDSETS_OF_ONE:
            wanted = {asked["identifier"]}
        elif question == handset_query._HANDSETS:
            wanted = set(asked["ids"])
        else:
            raise NotImplementedError(f"The fake graph does not answer {question}")
        return [
            {"id": one}
            for one in sorted({start[1] for kind, start, end, _ in self.edges if kind == "HAS_IDENTIFIER"
                               and end[1] in wanted})
        ]  # fmt: skip

    def status(self) -> GraphStatus:
        digest = Digest()
        by_label: dict[str, list[tuple[str, dict[str, Value]]]] = defaultdict(list)
        for (label, node_id), said in self.nodes.items():
            by_label[label].append((node_id, said))
        for label, nodes in by_label.items():
            digest.add_nodes(label, [node_id for node_id, _ in nodes], _columns(label, [said for _, said in nodes]))
        by_ends: dict[tuple[str, str, str], list[tuple[EdgeKey, dict[str, Value]]]] = defaultdict(list)
        for key, said in self.edges.items():
            by_ends[key[0], key[1][0], key[2][0]].append((key, said))
        for (kind, start, end), edges in by_ends.items():
            pairs = [key[1][1] for key, _ in edges], [key[2][1] for key, _ in edges]
            digest.add_relationships(kind, (start, end), pairs, _columns(kind, [said for _, said in edges]))
        return digest.status(self.engine)

    def close(self) -> None:
        """Nothing to let go of."""

    def _remove(self, handsets: Sequence[str]) -> None:
        gone = {("Handset", handset) for handset in handsets}
        self.nodes = {key: said for key, said in self.nodes.items() if key not in gone}
        self.edges = {key: said for key, said in self.edges.items() if gone.isdisjoint(key[1:3])}

    def _undraw(self, exhibits: set[NodeKey]) -> None:
        self.edges = {key: said for key, said in self.edges.items() if key[1] not in exhibits}
        tied = {end for key in self.edges for end in key[1:3]}
        for one in exhibits & self.nodes.keys():
            if one in tied:
                self.nodes[one] = {}
            else:
                del self.nodes[one]

    def _set(self, label: str, node_id: str, said: Mapping[str, Value]) -> None:
        self.nodes[label, node_id] = {name: value for name, value in said.items() if value is not None}

    def _stub(self, end: NodeKey) -> None:
        kind, _, value = end[1].partition(":")
        self.nodes.setdefault(end, {"kind": kind, "value": value} if end[0] == "Identifier" else {})

    def _join(self, key: EdgeKey, said: Mapping[str, Value]) -> None:
        self._stub(key[1])
        self._stub(key[2])
        self.edges[key] = {name: value for name, value in said.items() if value is not None}

    def _observe(self, seen: Observations, batch: GraphBatch) -> None:
        label, kind = OBSERVED_AS[seen.kind]
        for row in seen.table.to_pylist():
            node = label, row["id"]
            if node in self.nodes:
                continue
            self._set(*node, {name: row.get(name) for name in LABEL_OF[label].properties})
            grade = row.get("grade")
            said = {"source": batch.source, "row": row["row"], "recordedAt": batch.recorded_at, "zone": row["zone"]}
            said |= {"basis": "asserted" if grade else "observed", "grade": grade}
            self._join((kind, ("Identifier", row["identifier"]), node, row["id"]), said)
            if row.get("country"):
                self._join(("IN_COUNTRY", node, ("Country", f"country:{row['country']}"), row["id"]), said)


def _columns(name: str, rows: Sequence[Mapping[str, Value]]) -> dict[str, list[Any]]:
    return {key: [_counted(row.get(key)) for row in rows] for key in digested(name)}


def _counted(value: Value) -> Any:
    if not isinstance(value, datetime):
        return value
    since = value.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000
