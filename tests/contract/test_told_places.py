"""Places that somebody told of, on every engine: asserted with their grade, and observed nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest

from graph.batch import Edge, GraphBatch
from graph.follow import follow, stated
from graph.port import Graph
from graph.queries.custody.scanned import scanned
from graph.queries.located import located_about
from graph.queries.path import best_path
from tracer.model import Basis, Observations, SourceRow
from tracer.trace.hours import Spot

NOON = datetime(2023, 9, 20, 12, tzinfo=UTC)
IMEI, HANDSET = "imei:353879234252633", "handset:imei:353879234252633"
SHOP = (51.4613, -0.0106)
OLD = "shown to a rumour, graded 3EP"
"""How a place that was typed in once said its grade, in a graph that was not made anew since."""


def pinged(*rows: tuple[str | None, str | None]) -> Observations:
    """Pings at the shop twelve minutes apart, each with its origin and grade."""
    origins, grades = zip(*rows, strict=True)
    count = len(rows)
    columns = {
        "id": pa.array([f"{number:032x}" for number in range(count)]),
        "identifier": pa.array([IMEI] * count),
        "row": pa.array(range(count), pa.int64()),
        "zone": pa.array(["stated"] * count),
        "at": pa.array([NOON + timedelta(minutes=12 * n) for n in range(count)], pa.timestamp("ms", "UTC")),
        "lat": pa.array([SHOP[0]] * count),
        "lon": pa.array([SHOP[1]] * count),
        "accuracyM": pa.array([15.0] * count),
        "origin": pa.array(origins, pa.string()),
    }
    if any(grades):
        columns["grade"] = pa.array(grades, pa.string())
    return Observations("pings", pa.table(columns))


def write(engine: Graph, *rows: tuple[str | None, str | None]) -> None:
    held = Edge("HAS_IDENTIFIER", ("Handset", HANDSET), ("Identifier", IMEI), "f", Basis.OBSERVED, SourceRow("s", 1))
    engine.write([GraphBatch("s:1", NOON, "s", edges=(held,), observations=(pinged(*rows),))])


@pytest.mark.parametrize("rows", [[("shown to a rumour", "3EP")] * 4, [(OLD, None)] * 4])
def test_what_is_suspected_false_is_told_and_nothing_is_made_of_it(
    graph_engine: Graph, rows: list[tuple[str | None, str | None]]
) -> None:
    write(graph_engine, *rows)
    story = follow(graph_engine, IMEI)
    assert {(one.kind, one.basis, one.grade) for one in story.events} == {("ping", Basis.ASSERTED, "3EP")}
    assert {one.summary for one in story.events} == {"Said to have been here, within 15 m: shown to a rumour"}
    assert {one.notes for one in story.events} == {("graded 3EP: nothing is worked out from it",)}


def test_only_what_was_observed_is_counted_as_observed(graph_engine: Graph) -> None:
    write(graph_engine, ("the network", None), ("shown to PC Test", "1AP"), (OLD.partition(",")[0], "3EP"))
    assert [(one.basis.value, one.grade) for one in follow(graph_engine, IMEI, observed_only=True).events] == [
        ("observed", None),
        ("asserted", "1AP"),
        ("asserted", "3EP"),
    ]
    (stay,) = [one for one in follow(graph_engine, IMEI).events if one.kind == "stay"]
    assert (stay.details["pings"], stay.grade) == (2, "1AP")
    assert len(located_about(graph_engine, [HANDSET], Spot(*SHOP, 100.0), frozenset())) == 1
    met = scanned(graph_engine, IMEI)
    assert met is not None
    assert [one.at for one in met.seen] == [NOON]


def test_what_is_stated_has_all_that_was_told_and_nothing_worked_out(graph_engine: Graph) -> None:
    write(graph_engine, ("the network", None), ("shown to PC Test", "1AP"))
    told = stated(graph_engine, IMEI)
    assert [event.kind for event in told.events] == ["ping", "ping"]
    assert told.identifiers == follow(graph_engine, IMEI).identifiers


def test_a_path_of_what_was_observed_passes_no_place_that_was_told_of(graph_engine: Graph) -> None:
    write(graph_engine, ("the network", None), ("a rumour", "2CP"))
    observed, told = (f"{number:032x}" for number in range(2))
    assert best_path(graph_engine, IMEI, observed, observed_only=True).steps
    assert not best_path(graph_engine, IMEI, told, observed_only=True).steps
