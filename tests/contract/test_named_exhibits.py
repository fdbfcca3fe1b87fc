"""A reference that exhibits of several seizures have names none of them by itself, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from graph.batch import Edge, GraphBatch, Node
from graph.port import Graph
from graph.queries.subject import named
from tracer.errors import NotFoundError, SeveralError
from tracer.model import Basis, SourceRow

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ONE, TWO, BARE = "exhibit:S1:AB/2", "exhibit:S4:AB/2", "exhibit:S5:AB/9"
SAME = ("exhibit:S1:AB/3", "exhibit:S2:AB/3")


def identified(number: int, exhibit: str, handset: str) -> Edge:
    ends = ("Exhibit", exhibit), ("Handset", handset)
    return Edge("IDENTIFIED_AS", *ends, f"fact{number}", Basis.OBSERVED, SourceRow("source-1", number), {})


@pytest.fixture
def graph(graph_engine: Graph) -> Graph:
    exhibits = (ONE, TWO, BARE, "exhibit:S1:AB/9", *SAME)
    nodes = tuple(Node("Exhibit", one, {"reference": one.rpartition(":")[2]}) for one in exhibits)
    edges = (
        identified(1, ONE, "handset:imei:1"),
        identified(2, TWO, "handset:imei:2"),
        identified(3, "exhibit:S1:AB/9", "handset:imei:1"),
        *(identified(number, one, "handset:imei:3") for number, one in enumerate(SAME, start=4)),
    )
    graph_engine.write([GraphBatch("source-1:0", NOW, "source-1", nodes=nodes, edges=edges)])
    return graph_engine


def test_which_exhibit_is_asked_unless_all_are_one_phone(graph: Graph) -> None:
    for text in ("AB/2", "ab2"):
        with pytest.raises(SeveralError, match="Say which by its id") as raised:
            named(graph, text)
        assert raised.value.meant == (ONE, TWO)
    assert [named(graph, one).handset for one in (ONE, TWO, "S4:AB/2")] == [
        "handset:imei:1",
        "handset:imei:2",
        "handset:imei:2",
    ]
    assert named(graph, "AB/3").handset == "handset:imei:3"
    # One of the two is no phone that any row knows: it may be meant nonetheless.
    with pytest.raises(SeveralError):
        named(graph, "AB/9")
    with pytest.raises(NotFoundError, match="which no row says is any handset"):
        named(graph, BARE)
