"""What is on its way to a graph, as the records keep it, and how much has arrived there: on every engine."""

from __future__ import annotations

from datetime import timedelta

import pytest
from graph_reference import batch
from records_databases import new_source

from graph.port import Graph
from graph.queries.arrived import batches_shown
from tracer.model import ParsedBatch
from tracer.records import graph_way
from tracer.records.graph_way import GraphWay
from tracer.records.records import Records


def test_what_somebody_brings_is_not_due_until_they_end_or_give_up(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    way = records.part(GraphWay)
    for name, kind, batches in (("one", "pings", 2), ("two", "pings", 3), ("list", "tac", 4)):
        records.begin(new_source(name, kind=kind))
        for number in range(batches):
            records.commit(name, number, 0, ParsedBatch((), None, ()))
    assert way.due("here") == {"one": 2, "two": 3}
    way.brings("here", ("one",))
    assert (way.due("here"), way.due("there")) == ({"two": 3}, {"one": 2, "two": 3})
    way.brings("here", ("one", "two"))
    assert way.due("here") == {}
    way.ended("here", ("one",))
    assert way.due("here") == {"one": 2}
    monkeypatch.setattr(graph_way, "_GIVEN_UP", timedelta(seconds=-1))
    assert way.due("here") == {"one": 2, "two": 3}


def test_batches_are_counted_by_their_source(graph_engine: Graph) -> None:
    graph_engine.write([batch("s:0", range(2), range(1), range(1)), batch("s:1", range(2, 4), range(1), range(1))])
    graph_engine.flush()
    assert batches_shown(graph_engine) == {"s": 2}
    graph_engine.clear()
    assert batches_shown(graph_engine) == {}
