"""What a scan asks of the graph, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from graph.batch import Edge, GraphBatch, Node
from graph.engines.embedded import EmbeddedGraph
from graph.engines.neo4j import Neo4jGraph
from graph.ids import label_of
from graph.port import Graph
from graph.queries.custody.scanned import Report, known_among, phones_of_part, scanned
from tracer.model import Basis, Observations, SourceRow
from tracer.trace.clones import clones
from tracer.trace.points import Point

AT = datetime(2023, 10, 6, 12, tzinfo=UTC)
EDGES = """
handset:imei:1 HAS_IDENTIFIER imei:1
handset:imei:1 HAS_IDENTIFIER imei:2
report:MET:1 CONCERNS handset:imei:1
exhibit:S1:AB/1 IDENTIFIED_AS handset:imei:1
handset:imei:8 HAS_IDENTIFIER imei:9
handset:serial:8 HAS_IDENTIFIER imei:9
part:board:B1 CAME_FROM handset:imei:1
"""


def edge(number: int, line: str) -> Edge:
    start, type_, end = line.split()
    ends = [(label_of(one) or "", one) for one in (start, end)]
    return Edge(type_, ends[0], ends[1], f"fact{number:05}", Basis.OBSERVED, SourceRow("s", number), {})


def seen(of: str, number: int, hours: float, **properties: object) -> Observations:
    said = {"id": f"{number:032x}", "identifier": "imei:1", "row": number, "zone": "stated"}
    said |= {"at": AT + timedelta(hours=hours), **properties}
    return Observations(of, pa.table({name: [value] for name, value in said.items()}))


@pytest.fixture(params=["embedded", "neo4j"])
def graph(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Graph]:
    opened: Graph
    if request.param == "neo4j":
        opened = Neo4jGraph(**request.getfixturevalue("neo4j_settings"))
    else:
        opened = EmbeddedGraph(tmp_path / "graph")
    with opened:
        opened.prepare()
        opened.clear()
        opened.write([case()])
        yield opened
        opened.clear()


def case() -> GraphBatch:
    nodes = (
        Node("Handset", "handset:imei:1", {"make": "Apple", "model": "iPhone 14"}),
        Node("Identifier", "imei:9", {"kind": "imei", "value": "9", "contested": "two serials"}),
        Node("TheftReport", "report:MET:1", {"reference": "1", "force": "Met", "offence": "robbery"}),
    )
    observations = (
        seen("blocklist", 1, -3, kind="blocked", contributor="Heron", reason="stolen"),
        seen("blocklist", 2, -1, kind="unblocked", contributor="Heron"),
        seen("blocklist", 3, -2, kind="blocked", contributor="Egret"),
        seen("sightings", 4, 0, kind="attach", country="DZ"),
        seen("pings", 5, 0.1, lat=51.46, lon=-0.01, accuracyM=20.0),
    )
    edges = tuple(edge(number, line) for number, line in enumerate(EDGES.strip().split("\n"), start=2))
    return GraphBatch("s:0", AT, "s", nodes=nodes, edges=edges, observations=observations)


def test_a_known_identifier(graph: Graph) -> None:
    found = scanned(graph, "imei:1")
    assert found is not None
    (phone,) = found.phones
    assert (phone.id, phone.make, phone.identifiers) == ("handset:imei:1", "Apple", ("imei:1", "imei:2"))
    assert phone.reports == (Report("1", "Met", "robbery", None),)
    assert phone.exhibits == ("exhibit:S1:AB/1",)
    assert found.contested is None


def test_a_block_stands_until_its_own_contributor_takes_it_away(graph: Graph) -> None:
    found = scanned(graph, "imei:1")
    assert found is not None
    assert {one.contributor: one.blocked for one in found.blocks} == {"Heron": False, "Egret": True}


def test_a_block_stands_however_often_it_was_seen_since(graph: Graph) -> None:
    later = {
        "id": [f"{number:032x}" for number in range(100, 1_200)],
        "identifier": ["imei:1"] * 1_100,
        "row": list(range(100, 1_200)),
        "zone": ["stated"] * 1_100,
        "at": [AT + timedelta(hours=1, seconds=number) for number in range(1_100)],
        "kind": ["attach"] * 1_100,
        "country": ["DZ"] * 1_100,
    }
    graph.write([GraphBatch("s:1", AT, "s", observations=(Observations("sightings", pa.table(later)),))])
    found = scanned(graph, "imei:1")
    assert found is not None
    assert [(one.contributor, one.blocked) for one in found.blocks] == [("Heron", False), ("Egret", True)]


def test_where_it_was_seen_tells_a_clone_and_blocks_are_no_places(graph: Graph) -> None:
    found = scanned(graph, "imei:1")
    assert found is not None
    assert [type(one) is Point for one in found.seen] == [False, True]
    assert len(clones(found.seen)) == 1


def test_a_contested_identifier_has_every_phone_and_says_why(graph: Graph) -> None:
    found = scanned(graph, "imei:9")
    assert found is not None
    assert ([one.id for one in found.phones], found.contested) == (
        ["handset:imei:8", "handset:serial:8"],
        "two serials",
    )


def test_what_is_not_known(graph: Graph) -> None:
    assert scanned(graph, "imei:7") is None
    assert known_among(graph, ("imei:1", "imei:7", "imei:2")) == {"imei:1", "imei:2"}
    assert known_among(graph, ()) == frozenset()
    assert [one.id for one in phones_of_part(graph, "Board", "b1")] == ["handset:imei:1"]
    assert phones_of_part(graph, "board", "B9") == ()
