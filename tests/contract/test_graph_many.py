"""Batches large enough that an engine shares out the work, or would run out of memory if it compared all with all."""

from __future__ import annotations

from dataclasses import replace

from graph_reference import NOON, Reference, batch, said_by

from graph.batch import Edge, GraphBatch
from graph.port import Graph
from tracer.model import Basis

MANY = 6_000


def test_many_pings_of_one_call(graph_engine: Graph) -> None:
    reference = Reference()
    wanted = [batch("s:1", range(MANY)), batch("s:2", range(MANY, MANY + 500))]
    graph_engine.write(wanted)
    graph_engine.flush()
    reference.write(wanted)
    assert graph_engine.status().digest == reference.digest()
    assert graph_engine.markers("s") == {"s:1", "s:2"}


def test_many_pings_of_one_identifier(graph_engine: Graph) -> None:
    reference = Reference()
    wanted = batch("s:1", range(0, 7 * MANY, 7))
    graph_engine.write([wanted])
    reference.write([wanted])
    assert graph_engine.status().digest == reference.digest()


def test_many_pings_of_which_some_are_there_without_a_marker(graph_engine: Graph) -> None:
    reference = Reference()
    begun, whole = batch("s:1", range(0, MANY, 3)), batch("s:2", range(MANY))
    graph_engine.write([begun])
    for _ in range(2):
        graph_engine.write([whole])
    reference.write([begun, whole])
    assert graph_engine.status().digest == reference.digest()


def test_many_statements_of_one_batch(graph_engine: Graph) -> None:
    """Joining each relationship to its ends must not make every pair of nodes: here they would be 25 million."""
    edges = tuple(
        Edge(
            "HAS_IDENTIFIER",
            ("Handset", f"handset:{n}"),
            ("Identifier", f"imei:{n}"),
            f"f{n}",
            Basis.OBSERVED,
            said_by(),
        )
        for n in range(5_000)
    )
    wanted = GraphBatch("s:1", NOON, "s", edges=edges)
    reference = Reference()
    for one in (wanted, replace(wanted, marker="s:2")):
        graph_engine.write([one])
        reference.write([one])
    graph_engine.flush()
    assert graph_engine.status().digest == reference.digest()
