"""An exhibit that is to say nothing any more says nothing, on every engine, and what else is tied to it stays."""

from __future__ import annotations

from dataclasses import replace

from graph_reference import NOON, said_by

from graph.batch import Edge, GraphBatch, Node
from graph.port import Graph
from tracer.model import Basis

LEFT, TIED, KEPT = ("Exhibit", "exhibit:S:A/1"), ("Exhibit", "exhibit:S:A/2"), ("Exhibit", "exhibit:S:A/3")


def test_an_undrawn_exhibit_says_nothing_and_may_be_drawn_again(graph_engine: Graph) -> None:
    seizure, handset, part = ("Seizure", "seizure:S"), ("Handset", "handset:h"), ("Part", "part:board:B1")
    exhibits = (LEFT, TIED, KEPT)
    drawn = GraphBatch(
        "s:1",
        NOON,
        "s",
        nodes=tuple(Node(label, own_id, {"reference": own_id[-3:], "seal": "Q1"}) for label, own_id in exhibits),
        edges=tuple(
            Edge(kind, start, end, f"{kind}{start[1]}", Basis.OBSERVED, said_by())
            for kind, start, end in (
                *(("SEIZED_IN", one, seizure) for one in exhibits),
                *(("IDENTIFIED_AS", one, handset) for one in exhibits),
                ("FOUND_WITH", LEFT, ("Handler", "handler:fonez")),
                ("FOUND_IN", part, TIED),
            )
        ),
    )
    undrawn = (LEFT[1], TIED[1], "exhibit:S:never")
    graph_engine.write([drawn, GraphBatch("s:2", NOON, "s", undrawn=undrawn, nodes=(Node(*seizure, {}),))])
    graph_engine.flush()
    found = graph_engine.read(
        "MATCH (e:Exhibit) RETURN e.id AS id, e.reference AS reference, e.seal AS seal ORDER BY id"
    )
    assert found == [
        {"id": TIED[1], "reference": None, "seal": None},
        {"id": KEPT[1], "reference": "A/3", "seal": "Q1"},
    ]
    assert dict(graph_engine.status().relationships) == {"SEIZED_IN": 1, "IDENTIFIED_AS": 1, "FOUND_IN": 1}
    again = replace(drawn, marker="s:3", undrawn=(LEFT[1], TIED[1]))
    graph_engine.write([again])
    assert dict(graph_engine.status().relationships) == {
        "SEIZED_IN": 3,
        "IDENTIFIED_AS": 3,
        "FOUND_WITH": 1,
        "FOUND_IN": 1,
    }
