"""What batches must come to, worked out slowly and apart from the engines: dictionaries, `json.dumps` and `hashlib`."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from graph.batch import Edge, GraphBatch, Node
from tracer.model import Basis, Observations, SourceRow

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
NUMBERS = {"lat", "lon", "score", "accuracyM", "radiusM"}
UNSAID = {"fact", "source", "row", "recordedAt", "zone"}


@dataclass
class Reference:
    """A graph in two dictionaries."""

    nodes: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    edges: dict[tuple[str, tuple[str, str], tuple[str, str], str], dict[str, Any]] = field(default_factory=dict)
    markers: set[str] = field(default_factory=set)

    def write(self, batches: Iterable[GraphBatch]) -> None:
        for batch in batches:
            if batch.marker not in self.markers:
                self._apply(batch)
                self.markers.add(batch.marker)

    def _apply(self, batch: GraphBatch) -> None:
        gone = {("Handset", one) for one in batch.removed}
        self.nodes = {key: said for key, said in self.nodes.items() if key not in gone}
        self.edges = {key: said for key, said in self.edges.items() if not gone & {key[1], key[2]}}
        for node in batch.nodes:
            self.nodes[node.label, node.id] = dict(node.properties)
        for edge in batch.edges:
            self._stub(*edge.start)
            self._stub(*edge.end)
            said = {name: value for name, value in edge.properties.items() if name not in UNSAID}
            self.edges[edge.type, edge.start, edge.end, edge.fact] = {**said, "basis": edge.basis.value}
        for seen in batch.observations:
            for row in seen.table.to_pylist():
                self._observe(*{"pings": ("Ping", "PINGED")}.get(seen.kind, ("Sighting", "SIGHTED")), row)

    def _observe(self, label: str, name: str, row: dict[str, Any]) -> None:
        said = {key: value for key, value in row.items() if key not in {"id", "identifier", "row", "zone", "grade"}}
        self.nodes.setdefault((label, row["id"]), said)
        self._stub("Identifier", row["identifier"])
        ends = ("Identifier", row["identifier"]), (label, row["id"])
        grade = row.get("grade")
        self.edges[name, *ends, ""] = {"basis": "asserted", "grade": grade} if grade else {"basis": "observed"}
        if row.get("country"):
            country = "Country", f"country:{row['country']}"
            self._stub(*country)
            self.edges["IN_COUNTRY", ends[1], country, ""] = {"basis": "observed"}

    def _stub(self, label: str, node_id: str) -> None:
        kind, _, value = node_id.partition(":")
        self.nodes.setdefault((label, node_id), {"kind": kind, "value": value} if label == "Identifier" else {})

    def counts(self) -> tuple[dict[str, int], dict[str, int]]:
        return dict(Counter(key[0] for key in self.nodes)), dict(Counter(key[0] for key in self.edges))

    def digest(self) -> str:
        said: list[Any] = [[*key, _told(one)] for key, one in self.nodes.items()]
        said += [[key[0], *key[1], *key[2], _told(one)] for key, one in self.edges.items()]
        texts = (json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for one in said)
        total = sum(int.from_bytes(hashlib.sha256(text.encode()).digest()) for text in texts)
        return f"{total % 2**256:064x}"


def _told(said: dict[str, Any]) -> dict[str, Any]:
    told = {}
    for name, value in said.items():
        if isinstance(value, datetime):
            told[name] = (value - EPOCH) // timedelta(milliseconds=1)
        elif value is not None:
            told[name] = float(value) if name in NUMBERS else value
    return told


def said_by(row: int = 1) -> SourceRow:
    return SourceRow("source", row)


def observation_id(key: int, kind: str) -> str:
    return hashlib.blake2b(f"{kind}{key}".encode(), digest_size=16).hexdigest()


def pings(keys: Iterable[int]) -> Observations:
    """A ping for each key; all it says follows from the key."""
    some = list(keys)
    columns = {
        "id": pa.array([observation_id(key, "ping") for key in some], pa.string()),
        "identifier": pa.array([f"imei:{key % 7}" for key in some], pa.string()),
        "row": pa.array(range(len(some)), pa.int64()),
        "zone": pa.array(["stated" if key % 2 else "assumed" for key in some], pa.string()),
        "at": pa.array([NOON + timedelta(minutes=key) for key in some], pa.timestamp("us", "UTC")),
        "lat": pa.array([51.5 + key / 997 for key in some], pa.float64()),
        "lon": pa.array([-0.1 * (key % 5) for key in some], pa.float64()),
        "accuracyM": pa.array([None if key % 3 else 1e-7 * key for key in some], pa.float64()),
    }
    columns["at"] = columns["at"].cast(pa.timestamp("ms", "UTC"), safe=False)
    if any(key % 4 == 3 for key in some):
        columns["grade"] = pa.array(["2CP" if key % 4 == 3 else None for key in some], pa.string())
    return Observations("pings", pa.table(columns))


def sightings(keys: Iterable[int]) -> Observations:
    """A sighting for each key, some of them in a country."""
    some = list(keys)
    columns = {
        "id": pa.array([observation_id(key, "sighting") for key in some], pa.string()),
        "identifier": pa.array([f"imei:{key % 7}" for key in some], pa.string()),
        "row": pa.array(range(len(some)), pa.int64()),
        "zone": pa.array(["stated"] * len(some), pa.string()),
        "at": pa.array([NOON.replace(microsecond=0)] * len(some), pa.timestamp("ms", "UTC")),
        "kind": pa.array(["attach"] * len(some), pa.string()),
        "country": pa.array([("GB", "DZ", None)[key % 3] for key in some], pa.string()),
    }
    return Observations("sightings", pa.table(columns))


def statements(key: int) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """A handset, its identifiers and who held it; all they say follows from the key."""
    handset, place = ("Handset", f"handset:{key}"), ("Place", f"place:{key % 2}")
    nodes = (
        Node(*handset, {"make": f"Make {key}", "conflicts": None}),
        Node(*place, {"lat": 51.5, "lon": key % 2, "name": "O'Neill's \"shop\" `{}\\ \x00 ☎"}),
    )
    held = {"at": NOON, "grade": "2CP", "note": None}
    edges = (
        Edge("HAS_IDENTIFIER", handset, ("Identifier", f"imei:{key}"), f"fact{key}", Basis.OBSERVED, said_by()),
        Edge("HAS_IDENTIFIER", handset, ("Identifier", f"imei:{key}"), f"more{key}", Basis.OBSERVED, said_by(2)),
        Edge("HELD", ("Handler", f"handler:{key % 3}"), handset, f"fact{key}", Basis.ASSERTED, said_by(), held),
        Edge("RUNS", ("Handler", f"handler:{key % 3}"), place, f"fact{key}", Basis.INFERRED, said_by(), {"score": 0.1}),
    )
    return nodes, edges


def batch(
    marker: str, ping_keys: Iterable[int] = (), sighting_keys: Iterable[int] = (), statement_keys: Iterable[int] = ()
) -> GraphBatch:
    """A batch that says what the keys stand for."""
    drawn = [statements(key) for key in statement_keys]
    seen = tuple(one for one in (pings(ping_keys), sightings(sighting_keys)) if one.table.num_rows)
    return GraphBatch(
        marker=marker,
        recorded_at=NOON,
        source=marker.partition(":")[0],
        nodes=tuple(node for nodes, _ in drawn for node in nodes),
        edges=tuple(edge for _, edges in drawn for edge in edges),
        observations=seen,
    )
