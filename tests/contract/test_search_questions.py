"""What the search asks of the graph, on every engine: which identifiers there are, and which files saw them."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa

from graph.batch import GraphBatch, Node
from graph.port import Graph
from graph.queries.search import count_of_identifiers, observed_identifiers
from graph.queries.sources import sources_of_identifiers
from graph.queries.subject import known_slips
from tracer.model import Observations

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SEEN, SAID = "imei:353879234252633", "imei:490154203237518"


def _observed(kind: str, key: str, **properties: object) -> Observations:
    said = {"id": key, "identifier": SEEN, "row": 1, "zone": "stated", "at": NOW, **properties}
    return Observations(kind, pa.table({name: [value] for name, value in said.items()}))


def _filled(graph: Graph) -> Graph:
    ping = _observed("pings", "0" * 31 + "1", lat=51.0, lon=0.0)
    sighting = _observed("sightings", "0" * 31 + "2", country="GB")
    said = Node("Identifier", SAID, {"kind": "imei", "value": SAID[5:]})
    graph.write(
        [
            GraphBatch("one:0", NOW, "one", nodes=(said,), observations=(ping,)),
            GraphBatch("two:0", NOW, "two", observations=(sighting,)),
        ]
    )
    return graph


def test_an_identifier_that_was_only_observed_can_be_searched_for(graph_engine: Graph) -> None:
    graph = _filled(graph_engine)
    assert {entry.id for entry in observed_identifiers(graph)} == {SEEN, SAID}
    assert count_of_identifiers(graph) == 2


def test_the_files_that_saw_an_identifier_are_told_and_no_others(graph_engine: Graph) -> None:
    found = sources_of_identifiers(_filled(graph_engine), [SEEN, SAID, "imei:000000000000000"])
    assert found == {SEEN: {"one", "two"}, SAID: frozenset(), "imei:000000000000000": frozenset()}


def test_only_a_slip_of_something_known_is_offered(graph_engine: Graph) -> None:
    assert list(known_slips(_filled(graph_engine), "353879234252634")) == [SEEN]
    assert known_slips(graph_engine, "an unrelated name") == {}
