"""The network's answers on both engines: ranks, snapshot and paths of a small graph whose answers are known."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import networkx as nx
import pyarrow as pa
import pytest

from api.access import Actor
from api.desk import Desk
from api.scope import Scope
from api.usecases.network import ranking
from graph.analytics.measures import betweenness as measure
from graph.analytics.rank import Ranked, measures, rank, rank_network
from graph.analytics.snapshot import snapshot
from graph.batch import Edge, GraphBatch, Node
from graph.engines.embedded import EmbeddedGraph
from graph.engines.neo4j import Neo4jGraph
from graph.evidence import cost
from graph.ids import label_of
from graph.port import Graph
from graph.queries import neighbours
from graph.queries.path import PathAnswer, best_path
from tracer.errors import NotFoundError, UsageError
from tracer.model import Basis, Observations, SourceRow

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HELD_ROW = SourceRow("source-1", 11)
PING = "0" * 31 + "1"
SIGHTING = "0" * 31 + "2"
H1, H2, H3, H4, H5 = (f"handset:imei:{number}" for number in range(1, 6))

# From, relationship, to, basis and (for an assertion) grade or (for an inference) score.
CASE = """
report:MET:1 CONCERNS handset:imei:1 observed
report:MET:2 CONCERNS handset:imei:2 observed
report:MET:3 CONCERNS handset:imei:3 observed
report:MET:3 CONCERNS handset:imei:4 observed
owner:o1 OWNS handset:imei:1 observed
handset:imei:1 HAS_IDENTIFIER imei:1 observed
handset:imei:2 HAS_IDENTIFIER imei:2 observed
handset:imei:3 HAS_IDENTIFIER imei:9 observed
handset:imei:4 HAS_IDENTIFIER imei:9 observed
handler:ann HELD handset:imei:1 asserted 1AP
handler:ann HELD handset:imei:1 asserted 3DP
handler:ann HELD handset:imei:5 asserted 1AP
handler:ann USES account:ebay:a asserted 2BP
account:ebay:a POSTED listing:ebay:1 observed
listing:ebay:1 OFFERS handset:imei:2 inferred 0.8
handler:bob RUNS place:unit-4 asserted 1BP
handler:bob ASSOCIATES_WITH handler:ann asserted 3EP
exhibit:S1:AB/1 SEIZED_IN seizure:S1 observed
exhibit:S1:AB/2 SEIZED_IN seizure:S1 observed
seizure:S1 TOOK_PLACE_AT place:unit-4 observed
exhibit:S1:AB/1 FOUND_WITH handler:bob observed
exhibit:S1:AB/1 IDENTIFIED_AS handset:imei:1 observed
exhibit:S1:AB/2 IDENTIFIED_AS handset:imei:3 inferred 0.9
handler:cat SENT consignment:W1 asserted 1AP
consignment:W1 CARRIED handset:imei:1 observed
consignment:W1 SENT_TO country:DZ observed
consignment:W1 SENT_FROM place:post-office observed
place:post-office IN_COUNTRY country:GB observed
place:unit-4 IN_COUNTRY country:GB observed
fraud:f1 FOLLOWED_THEFT_OF handset:imei:4 observed
fraud:f1 PAID_TO account:name:mule observed
handler:dan USES account:name:mule observed
"""


def edge(number: int, line: str) -> Edge:
    start, type_, end, basis, *more = line.split()
    properties = {"grade": more[0]} if basis == "asserted" else {"score": float(more[0])} if more else {}
    ends = [(label_of(one) or "", one) for one in (start, end)]
    return Edge(type_, ends[0], ends[1], f"fact{number:05}", Basis(basis), SourceRow("source-1", number), properties)


def batch(lines: list[str], *nodes: Node, observations: tuple[Observations, ...] = ()) -> GraphBatch:
    edges = tuple(edge(number, line) for number, line in enumerate(lines, start=2))
    return GraphBatch("source-1:0", NOW, "source-1", nodes=nodes, edges=edges, observations=observations)


def seen(kind: str, key: str, **properties: object) -> Observations:
    said = {"id": key, "identifier": "imei:1", "row": 1, "zone": "stated", "at": NOW, **properties}
    return Observations(kind, pa.table({name: [value] for name, value in said.items()}))


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
        yield opened
        opened.clear()


@pytest.fixture
def case(graph: Graph) -> Graph:
    nodes = (
        Node("Handler", "handler:ann", {"name": "Ann"}),
        Node("Handler", "handler:eve", {"name": "Eve"}),
        Node("Place", "place:unit-4", {"name": "Unit 4 Phones"}),
        Node("Place", "place:post-office", {"kind": "airport", "name": "Post office"}),
        Node("Handset", H1, {"make": "Apple", "model": "iPhone 14"}),
    )
    observations = (seen("pings", PING, lat=51.0, lon=0.0), seen("sightings", SIGHTING, country="DZ"))
    graph.write([batch(CASE.strip().split("\n"), *nodes, observations=observations)])
    return graph


@pytest.fixture
def everything_open(monkeypatch: pytest.MonkeyPatch) -> Actor:
    """Somebody to whom nothing is closed."""
    monkeypatch.setattr(ranking, "scope_of", lambda *_: Scope({}))
    return cast(Actor, None)


def told(ranked: tuple[Ranked, ...], by: str) -> list[tuple[str, int, float, float | None]]:
    return [(one.id, one.rank, one.measures[by], one.observed_share) for one in ranked]


def types(answer: PathAnswer) -> list[tuple[str, str]]:
    return [(step.type, step.direction) for step in answer.steps]


def test_handlers_by_stolen_handsets_handled(case: Graph) -> None:
    ranked = rank(case, "handlers")
    assert told(ranked, "handled") == [
        ("handler:ann", 1, 2, 0.0),  # held 1, offered 2; handset 5 is not reported stolen
        ("handler:bob", 2, 1, 1.0),  # found with him
        ("handler:cat", 2, 1, 0.0),  # says someone who sent it
        ("handler:dan", 2, 1, 1.0),  # the fraud's money
        ("handler:eve", 5, 0, None),
    ]
    ann = ranked[0]
    assert ann.name == "Ann"
    assert [(one.handset, one.how, one.basis) for one in ann.handsets] == [
        (H1, "HELD", Basis.ASSERTED),
        (H2, "USES POSTED OFFERS", Basis.INFERRED),
    ]
    assert ann.handsets[0].chain[0].grade == "1AP"
    assert ann.handsets[0].chain[0].source == HELD_ROW


def test_shops_by_what_was_seized_and_by_who_runs_them(case: Graph) -> None:
    (shop,) = rank(case, "shops")
    assert (shop.id, shop.name, shop.rank, shop.measures["handled"]) == ("place:unit-4", "Unit 4 Phones", 1, 2)
    assert [(one.handset, one.how, one.basis) for one in shop.handsets] == [
        (H1, "TOOK_PLACE_AT SEIZED_IN IDENTIFIED_AS", Basis.OBSERVED),
        (H3, "TOOK_PLACE_AT SEIZED_IN IDENTIFIED_AS", Basis.INFERRED),
    ]
    assert shop.observed_share == 0.5


def test_measures_are_networkx_on_the_snapshot(case: Graph) -> None:
    network = snapshot(case)
    assert {data["label"] for _, data in network.nodes(data=True)}.isdisjoint({"Ping", "Sighting", "Owner", "Country"})
    assert [node for node in network if node.startswith("imei:")] == ["imei:9"], "the identifier on two handsets"
    assert network.edges["handler:ann", H1]["source"] == HELD_ROW, "the better of two statements"
    assert [one.grade for one in network.edges["handler:ann", H1]["links"]] == ["1AP", "3DP"]
    assert network.nodes[H1] == {"label": "Handset", "name": "Apple iPhone 14", "stolen": True}
    assert {node for node, stolen in network.nodes(data="stolen") if stolen} == {H1, H2, H3, H4}
    expected = nx.betweenness_centrality(network)
    ranked = rank(case, "handlers", by="betweenness")
    assert {one.id: one.measures["betweenness"] for one in ranked} == pytest.approx(
        {node: value for node, value in expected.items() if node.startswith("handler:")}
    )
    assert [one.measures["betweenness"] for one in ranked] == sorted(o.measures["betweenness"] for o in ranked)[::-1]
    assert {one.id: one.measures["degree"] for one in ranked}["handler:ann"] == 4
    assert "networkx" in ranked[0].methods["betweenness"]


def test_asking_for_what_there_is_not_says_what_there_is(case: Graph) -> None:
    with pytest.raises(UsageError, match="betweenness, degree, handled"):
        rank(case, "handlers", by="beauty")
    with pytest.raises(UsageError, match="handlers, shops"):
        rank(case, "owners")


def test_the_best_evidenced_path_is_preferred_to_a_shorter_one(case: Graph) -> None:
    answer = best_path(case, "handler:ann", "handler:bob")
    assert types(answer) == [("HELD", "out"), ("IDENTIFIED_AS", "in"), ("FOUND_WITH", "out")]
    assert answer.cost == pytest.approx(cost(Basis.ASSERTED, "1AP") + 2)
    assert answer.cost < cost(Basis.ASSERTED, "3EP")
    first = answer.steps[0]
    assert (first.from_name, first.to_name, first.basis, first.grade) == ("Ann", "Apple iPhone 14", "asserted", "1AP")
    assert first.source == HELD_ROW
    assert (answer.shown_of, answer.given_up) == ((), False)


def test_only_what_was_observed(case: Graph) -> None:
    answer = best_path(case, "place:unit-4", "consignment:W1", observed_only=True)
    assert [step.to_id for step in answer.steps] == ["seizure:S1", "exhibit:S1:AB/1", H1, "consignment:W1"]
    assert answer.cost == 4
    nothing = best_path(case, "handler:ann", "handler:bob", observed_only=True)
    assert (nothing.steps, nothing.cost, nothing.given_up) == ((), None, False)


def test_a_country_is_an_end_but_no_way_through(case: Graph) -> None:
    assert types(best_path(case, "imei:1", "country:DZ")) == [("SIGHTED", "out"), ("IN_COUNTRY", "out")]
    through = best_path(case, "place:post-office", "place:unit-4")
    assert "country:GB" not in [step.to_id for step in through.steps]
    assert len(through.steps) == 5
    assert types(best_path(case, PING, "report:MET:1")) == [
        ("PINGED", "in"),
        ("HAS_IDENTIFIER", "in"),
        ("CONCERNS", "in"),
    ]


def test_the_ends_of_a_path(case: Graph) -> None:
    same = best_path(case, H1, H1)
    assert (same.steps, same.cost) == ((), 0)
    assert best_path(case, H1, "handler:eve").cost is None
    for unknown in ("handler:nobody", "no id", "f" * 32):
        with pytest.raises(NotFoundError):
            best_path(case, unknown, H1)


def test_a_supernode_is_counted_and_shown_in_part_and_still_crossed(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "SUPERNODE", 10)
    lines = [f"handler:hub HELD handset:imei:{number:03} asserted 1AP" for number in range(40)]
    lines += ["handler:hub HELD handset:imei:900 observed", "handler:far HELD handset:imei:039 asserted 1AP"]
    lines += ["handler:near HELD handset:imei:900 observed"]
    graph.write([batch(lines)])
    answer = best_path(graph, "handler:hub", "handler:far")
    assert [step.to_id for step in answer.steps] == ["handset:imei:039", "handler:far"]
    (hub,) = answer.shown_of
    assert (hub.id, hub.shown, hub.of) == ("handler:hub", 10, 41)
    near = best_path(graph, "handler:near", "handler:far")
    assert [step.to_id for step in near.steps][0:2] == ["handset:imei:900", "handler:hub"], "observed ones come first"
    assert near.cost == pytest.approx(2 + 2 * cost(Basis.ASSERTED, "1AP"))


def test_paths_are_as_cheap_as_networkx_finds_them(graph: Graph) -> None:
    chance = random.Random(7)
    ends = [f"handler:h{number}" for number in range(25)]
    kinds = [("observed", ""), ("asserted", "1AP"), ("asserted", "3CP"), ("asserted", "2EP"), ("inferred", "0.4")]
    lines = []
    for _ in range(45):
        a, b = chance.sample(ends, 2)
        lines.append(" ".join((a, "ASSOCIATES_WITH", b, *chance.choice(kinds))))
    graph.write([batch(lines)])
    network = snapshot(graph)
    for a, b in [chance.sample(ends, 2) for _ in range(12)]:
        if a not in network or b not in network:
            continue
        try:
            cheapest = nx.dijkstra_path_length(network, a, b, weight=lambda _a, _b, data: data["links"][0].cost)
        except nx.NetworkXNoPath:
            cheapest = None
        answer = best_path(graph, a, b)
        assert answer.cost == (None if cheapest is None else pytest.approx(cheapest))
        assert best_path(graph, a, b) == answer


def test_the_compiled_betweenness_is_networkx_own() -> None:
    for seed in range(4):
        network = nx.gnm_random_graph(60, 90 + 30 * seed, seed=seed)
        assert measure.by_rustworkx(network) == pytest.approx(nx.betweenness_centrality(network))


def test_a_large_network_is_estimated_the_same_every_time_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    network = nx.relabel_nodes(nx.barabasi_albert_graph(200, 2, seed=3), str)
    exact = measure.betweenness(network)
    for limit in ("SMALL", "EXACT"):
        monkeypatch.setattr(measure, limit, 1)
    estimate = measure.betweenness(network)
    assert estimate == measure.betweenness(nx.Graph(sorted(network.edges(), reverse=True)))
    assert max(estimate, key=estimate.__getitem__) == max(exact, key=exact.__getitem__)
    assert "estimated" in measure.BetweennessMeasure().method(network)


def test_what_rests_on_a_closed_source_is_not_walked_and_counts_for_nothing(case: Graph) -> None:
    closed = frozenset({"source-1"})
    assert best_path(case, "handler:ann", H1).steps
    assert not best_path(case, "handler:ann", H1, closed=closed).steps
    assert rank(case, "handlers")
    assert rank(case, "handlers", closed=closed) == ()


def test_one_measure_alone_is_that_of_all_of_them(case: Graph) -> None:
    network = snapshot(case)
    for by in measures():
        alone, all_of_them = rank_network(network, "handlers", by, alone=True), rank_network(network, "handlers", by)
        assert [(one.id, one.rank) for one in alone] == [(one.id, one.rank) for one in all_of_them]
        assert [one.measures[by] for one in alone] == [one.measures[by] for one in all_of_them]
        assert all(set(one.measures) == {by} for one in alone)


def test_who_leads_a_large_network_waits_to_be_asked_for(
    case: Graph, everything_open: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = cast(Desk, SimpleNamespace(graph=case))
    found = ranking.ranking(desk, everything_open)
    assert found.lists is not None
    assert [leaders.of for leaders in found.lists] == [len(rank(case, "handlers")), len(rank(case, "shops"))]
    monkeypatch.setattr(ranking, "MOST_UNASKED", 0)
    assert ranking.ranking(desk, everything_open).lists is None
    assert ranking.ranking(desk, everything_open, "degree").lists is not None
