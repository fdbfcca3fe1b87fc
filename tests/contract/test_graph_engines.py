"""What every graph engine must do, checked against a slow reference."""

from __future__ import annotations

import pkgutil
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from graph_opening import ENGINES, FACTORIES, open_engine
from graph_reference import NOON, Reference, batch, observation_id, pings, said_by, sightings, statements
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import graph.engines
from graph.batch import Edge, GraphBatch, Node
from graph.port import Graph
from tracer.errors import GraphError
from tracer.model import Basis, Observations

keys = st.lists(st.integers(0, 12), max_size=6)
SPLITS = st.lists(st.tuples(keys, keys, keys), min_size=1, max_size=4)
PER_EXAMPLE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
NASTY = ("it's", 'a "b" `c`', "{x} $y \\n", "MATCH (n) DETACH DELETE n //", "\x00nul\x00", "☎ 電話 \u202e", "", " ")


def test_every_engine_in_the_folder_is_met() -> None:
    found = {one.name for one in pkgutil.iter_modules(graph.engines.__path__) if not one.name.startswith("_")}
    assert set(FACTORIES) == found


def expect(engine: Graph, reference: Reference) -> None:
    status = engine.status()
    assert (dict(status.nodes), dict(status.relationships)) == reference.counts()
    assert status.digest == reference.digest()


def both(engine: Graph, reference: Reference, *batches: GraphBatch) -> None:
    engine.write(batches)
    reference.write(batches)


def test_empty_graph_says_nothing(graph_engine: Graph) -> None:
    expect(graph_engine, Reference())
    assert graph_engine.markers("source") == frozenset()
    assert graph_engine.read("MATCH (n:Handset) RETURN n.id AS id") == []


def test_what_is_written_is_there_once(graph_engine: Graph) -> None:
    reference = Reference()
    one = batch("source:1", range(9), range(6), range(3))
    both(graph_engine, reference, one)
    both(graph_engine, reference, one)
    both(graph_engine, reference, replace(one, marker="source:2"))
    graph_engine.flush()
    expect(graph_engine, reference)
    assert graph_engine.markers("source") == {"source:1", "source:2"}
    assert graph_engine.markers("other") == frozenset()


@settings(max_examples=8, suppress_health_check=PER_EXAMPLE)
@given(split=SPLITS, seed=st.randoms(use_true_random=False), together=st.booleans())
def test_any_order_and_split_gives_the_same_graph(graph_engine: Graph, split: Any, seed: Any, together: bool) -> None:
    graph_engine.clear()
    batches = [batch(f"source:{number}", *parts) for number, parts in enumerate(split)]
    reference = Reference()
    reference.write(batches)
    seed.shuffle(batches)
    if together:
        graph_engine.write(batches)
    else:
        for one in (*batches, batches[0]):
            graph_engine.write([one])
    expect(graph_engine, reference)


def test_marked_batch_is_skipped(graph_engine: Graph) -> None:
    graph_engine.write([batch("source:1", statement_keys=[1])])
    graph_engine.write([batch("source:1", [5], [5], [2])])
    assert dict(graph_engine.status().nodes) == {"Handset": 1, "Identifier": 1, "Place": 1, "Handler": 1}


def test_removed_handset_goes_with_its_relationships_and_may_come_back(graph_engine: Graph) -> None:
    reference = Reference()
    both(graph_engine, reference, batch("source:1", range(4), (), range(3)))
    gone = replace(batch("source:2", statement_keys=[1]), removed=("handset:0", "handset:1", "handset:none"))
    both(graph_engine, reference, gone)
    expect(graph_engine, reference)
    both(graph_engine, reference, batch("source:3", statement_keys=[0]))
    expect(graph_engine, reference)


def test_node_has_exactly_the_properties_given(graph_engine: Graph) -> None:
    reference = Reference()
    first = Node("Handset", "h", {"make": "A", "model": "B"})
    both(graph_engine, reference, GraphBatch("s:1", NOON, "s", nodes=(first,)))
    both(graph_engine, reference, GraphBatch("s:2", NOON, "s", nodes=(Node("Handset", "h", {"model": "C"}),)))
    expect(graph_engine, reference)
    found = graph_engine.read("MATCH (h:Handset {id: $id}) RETURN h.make AS make, h.model AS model", {"id": "h"})
    assert found == [{"make": None, "model": "C"}]


def test_ends_are_made_with_what_their_id_says_and_filled_later(graph_engine: Graph) -> None:
    reference = Reference()
    edge = Edge("HAS_IDENTIFIER", ("Handset", "h"), ("Identifier", "imei:3:5"), "f", Basis.OBSERVED, said_by())
    sent = Edge("SENT_TO", ("Consignment", "c"), ("Country", "country:DZ"), "f", Basis.OBSERVED, said_by())
    both(graph_engine, reference, GraphBatch("s:1", NOON, "s", edges=(edge, sent)))
    expect(graph_engine, reference)
    found = graph_engine.read("MATCH (i:Identifier) RETURN i.kind AS kind, i.value AS value")
    assert found == [{"kind": "imei", "value": "3:5"}]
    full = Node("Identifier", "imei:3:5", {"kind": "imei", "value": "3:5", "contested": "two serials"})
    both(graph_engine, reference, GraphBatch("s:2", NOON, "s", nodes=(full, Node("Handset", "h", {"make": "M"}))))
    both(graph_engine, reference, replace(batch("s:3", [3]), edges=(edge,)))
    expect(graph_engine, reference)


def test_relationship_is_one_for_its_fact_and_keeps_what_was_said_last(graph_engine: Graph) -> None:
    reference = Reference()
    first = Edge("HELD", ("Handler", "x"), ("Handset", "h"), "f", Basis.INFERRED, said_by(), {"score": 1, "note": "n"})
    both(graph_engine, reference, GraphBatch("s:1", NOON, "s", edges=(first,)))
    both(graph_engine, reference, GraphBatch("s:2", NOON, "s", edges=(replace(first, properties={"score": 0.25}),)))
    both(graph_engine, reference, GraphBatch("s:3", NOON, "s", edges=(replace(first, fact="g"),)))
    expect(graph_engine, reference)


def test_text_from_outside_stays_data(graph_engine: Graph) -> None:
    reference = Reference()
    nodes = tuple(Node("Handset", f"h{text}", {"make": text, "model": text or None}) for text in NASTY)
    edges = tuple(
        Edge(
            "HELD",
            (("Handler", f"x{text}")),
            ("Handset", f"h{text}"),
            f"f{text}",
            Basis.ASSERTED,
            said_by(),
            {"note": text},
        )
        for text in NASTY
    )
    table = pings(range(len(NASTY))).table
    table = table.append_column("origin", pa.array(NASTY))
    table = table.set_column(1, "identifier", pa.array([f"imei:{text}" for text in NASTY]))
    seen = (Observations("pings", table),)
    both(graph_engine, reference, GraphBatch("s:'`1", NOON, "s", nodes=nodes, edges=edges, observations=seen))
    expect(graph_engine, reference)
    for text in NASTY:
        found = graph_engine.read("MATCH (h:Handset {id: $id}) RETURN h.make AS make", {"id": f"h{text}"})
        assert found == [{"make": text}]
    assert graph_engine.markers("s") == {"s:'`1"}


def test_values_come_back_as_they_went_in(graph_engine: Graph) -> None:
    summer = datetime(2026, 6, 1, 1, 0, tzinfo=timezone(timedelta(hours=1)))
    nodes = (
        Node("Seizure", "s", {"at": summer, "reference": "r"}),
        Node("Seizure", "old", {"at": datetime(1931, 2, 3, 4, 5, 6, 789000, tzinfo=UTC)}),
        Node("Place", "p", {"lat": 51, "lon": -0.1, "radiusM": 5e-324}),
    )
    edge = Edge("TOOK_PLACE_AT", ("Seizure", "s"), ("Place", "p"), "f", Basis.OBSERVED, replace(said_by(), row=2**62))
    graph_engine.write([GraphBatch("s:1", NOON, "s", nodes=nodes, edges=(edge,))])
    text = (
        "MATCH (s:Seizure {id: 's'})-[r:TOOK_PLACE_AT]->(p:Place) "
        "RETURN s.at AS at, r.row AS row, r.recordedAt AS recorded, p.lat AS lat, p.lon AS lon, p.radiusM AS radius, "
        "[s.at, null] AS times, {at: s.at} AS said, r.score AS score, p.lat > 50 AS north"
    )
    midnight = datetime(2026, 6, 1, tzinfo=UTC)
    assert graph_engine.read(text) == [
        {
            "at": midnight,
            "row": 2**62,
            "recorded": NOON.replace(microsecond=123000),
            "lat": 51.0,
            "lon": -0.1,
            "radius": 5e-324,
            "times": [midnight, None],
            "said": {"at": midnight},
            "score": None,
            "north": True,
        }
    ]
    assert isinstance(graph_engine.read(text)[0]["lat"], float)
    between = "MATCH (s:Seizure) WHERE s.at >= $at AND s.id IN $ids RETURN s.id AS id"
    assert graph_engine.read(between, {"at": summer, "ids": ["s", "old"]}) == [{"id": "s"}]
    assert graph_engine.read(between, {"at": summer, "ids": []}) == []
    graph_engine.write([batch("s:2", [0])])
    at = summer.replace(year=2026, month=3, day=1, hour=13, microsecond=123000)
    equal = "MATCH (p:Ping) WHERE p.at = $at AND p.at >= $at AND p.at <= $at RETURN p.at AS at"
    assert graph_engine.read(equal, {"at": at}) == [{"at": at}]


def test_observation_says_where_it_comes_from(graph_engine: Graph) -> None:
    graph_engine.write([batch("source:1", [1, 2], [0])])
    text = (
        "MATCH (i:Identifier)-[r:PINGED]->(p:Ping) RETURN i.id AS i, r.basis AS basis, r.source AS source, "
        "r.row AS row, r.zone AS zone, r.grade AS grade ORDER BY row"
    )
    said = {"basis": "observed", "source": "source", "grade": None}
    assert graph_engine.read(text) == [
        {"i": "imei:1", "row": 0, "zone": "stated", **said},
        {"i": "imei:2", "row": 1, "zone": "assumed", **said},
    ]
    text = "MATCH (s:Sighting)-[r:IN_COUNTRY]->(c:Country) RETURN s.id AS id, c.id AS country, r.source AS source"
    assert graph_engine.read(text) == [
        {"id": observation_id(0, "sighting"), "country": "country:GB", "source": "source"}
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        GraphBatch("s:1", NOON, "s", nodes=(Node("Horse", "h"),)),
        GraphBatch("s:1", NOON, "s", nodes=(Node("Handset", "h", {"legs": 4}),)),
        GraphBatch("s:1", NOON, "s", nodes=(Node("Handset", "h", {"make": 4}),)),
        GraphBatch("s:1", NOON, "s", nodes=(Node("Handset", "h", {"make": "\ud800"}),)),
        GraphBatch("s:1", NOON, "s", nodes=(Node("Place", "p", {"lat": float("nan")}),)),
        GraphBatch("s:1", NOON, "s", nodes=(Node("Seizure", "s", {"at": datetime(2026, 1, 1)}),)),
        GraphBatch("s:1", NOON, "s", nodes=(Node("Ping", "p"),)),
        GraphBatch("s:1", NOON, "s", nodes=(Node("Handset", ""),)),
        GraphBatch("s:1", NOON, "s", edges=(replace(statements(1)[1][0], type="EATS"),)),
        GraphBatch("s:1", NOON, "s", edges=(replace(statements(1)[1][0], end=("Place", "p")),)),
        GraphBatch("s:1", NOON, "s", observations=(replace(pings([1]), kind="dreams"),)),
        GraphBatch("s:1", NOON, "s", observations=(replace(sightings([1]), kind="pings"),)),
    ],
)
def test_undeclared_is_refused_before_anything_is_written(graph_engine: Graph, wrong: GraphBatch) -> None:
    with pytest.raises(GraphError):
        graph_engine.write([batch("s:0", [1]), wrong])
    expect(graph_engine, Reference())
    assert graph_engine.markers("s") == frozenset()


def test_a_question_cannot_write(graph_engine: Graph) -> None:
    with pytest.raises(GraphError):
        graph_engine.read("CREATE (h:Handset {id: 'x'})")
    expect(graph_engine, Reference())


def test_a_question_with_a_mistake_is_an_error_and_the_engine_goes_on(graph_engine: Graph) -> None:
    with pytest.raises(GraphError):
        graph_engine.read("MATCH (h:Handset RETURN")
    assert graph_engine.read({"embedded": "RETURN 1 AS one", "neo4j": "RETURN 1 AS one"}) == [{"one": 1}]


def test_readers_beside_a_writer_see_whole_batches(graph_engine: Graph) -> None:
    size, seen, stop = 500, set(), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            seen.add(graph_engine.read("MATCH (:Identifier)-[r:PINGED]->(:Ping) RETURN count(r) AS n")[0]["n"])

    readers = [threading.Thread(target=ask) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(6):
        graph_engine.write([batch(f"s:{number}", range(number * size, (number + 1) * size))])
    graph_engine.flush()
    stop.set()
    for reader in readers:
        reader.join()
    assert {count % size for count in seen} == {0}
    assert graph_engine.status().nodes["Ping"] == 6 * size


def test_writers_in_several_threads_take_turns(graph_engine: Graph) -> None:
    reference = Reference()
    batches = [batch(f"s:{number}", range(number, number + 9), (), [number]) for number in range(6)]
    threads = [threading.Thread(target=graph_engine.write, args=([one],)) for one in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reference.write(batches)
    expect(graph_engine, reference)


def test_many_observations_come_in_whatever_was_there(graph_engine: Graph) -> None:
    """As many as the engine commits at once, or three times as many."""
    each = min(graph_engine.commit_rows * 3, 100_000) // 10
    reference = Reference()
    both(graph_engine, reference, batch("s:1", range(500, 700)))
    many = [batch(f"s:{number}", range(number * each, (number + 1) * each)) for number in range(10)]
    many = [replace(one, marker=f"t:{number}") for number, one in enumerate(many)]
    both(graph_engine, reference, *many[:5])
    both(graph_engine, reference, *many)
    graph_engine.flush()
    expect(graph_engine, reference)


def test_both_engines_say_the_same(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    told = set()
    for name in ENGINES:
        folder = tmp_path / name
        folder.mkdir()
        with open_engine(name, request, folder) as engine:
            engine.write([batch("s:1", range(40), range(30), range(8))])
            status = engine.status()
            told.add((status.digest, tuple(sorted(status.nodes.items())), tuple(sorted(status.relationships.items()))))
    assert len(told) == 1


def test_clear_leaves_an_empty_graph_that_can_be_filled(graph_engine: Graph) -> None:
    graph_engine.write([batch("s:1", range(5), range(5), range(3))])
    graph_engine.clear()
    expect(graph_engine, Reference())
    assert graph_engine.markers("s") == frozenset()
    reference = Reference()
    both(graph_engine, reference, batch("s:1", range(5), range(5), range(3)))
    expect(graph_engine, reference)
