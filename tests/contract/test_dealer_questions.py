"""A handler's and a shop's surroundings on every engine: the handsets that the ranking of the whole network finds."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from graph_reference import pings

from graph.analytics.around import around, direct_sources, located_places
from graph.analytics.change import change_without
from graph.analytics.rank import rank
from graph.analytics.snapshot import snapshot
from graph.batch import Edge, GraphBatch, Node
from graph.ids import label_of
from graph.port import Graph
from graph.queries.located import located_about
from tracer.errors import NotFoundError
from tracer.model import Basis, SourceRow
from tracer.trace.hours import Spot

NOW, THEN = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
CASE = """
report:MET:1 CONCERNS handset:imei:1 reports
report:MET:2 CONCERNS handset:imei:2 reports
report:MET:3 CONCERNS handset:imei:3 reports
handler:ann HELD handset:imei:1 links
handler:ann HELD handset:imei:4 links
handler:ann USES account:ebay:a links
account:ebay:a POSTED listing:ebay:1 listings
listing:ebay:1 OFFERS handset:imei:2 listings
handler:ann RUNS place:unit-4 links
handler:bob WORKS_AT place:unit-4 secret
handler:bob HELD handset:imei:3 secret
handler:bob ASSOCIATES_WITH handler:ann secret
handler:bob ASSOCIATES_WITH handler:carl links
handler:carl USES account:ebay:c links
account:ebay:c POSTED listing:ebay:3 listings
"""


@pytest.fixture
def case(graph_engine: Graph) -> Graph:
    nodes = (
        Node("Listing", "listing:ebay:1", {"platform": "ebay", "title": "14 pro", "postedAt": THEN}),
        Node("Place", "place:unit-4", {"kind": "shop", "name": "Unit 4", "lat": 51.5, "lon": -0.1}),
    )
    edges = []
    for number, line in enumerate(CASE.strip().split("\n")):
        start, type_, end, source = line.split()
        ends = [(label_of(one) or "", one) for one in (start, end)]
        said = {"at": NOW} if type_ == "HELD" else {}
        edges.append(Edge(type_, ends[0], ends[1], f"f{number:04}", Basis.OBSERVED, SourceRow(source, number), said))
    graph_engine.write([GraphBatch("m:0", NOW, "m", nodes=nodes, edges=tuple(edges))])
    return graph_engine


@pytest.mark.parametrize(("what", "id_"), [("handlers", "handler:ann"), ("shops", "place:unit-4")])
@pytest.mark.parametrize("closed", [frozenset(), frozenset({"secret"}), frozenset({"listings"})])
def test_it_finds_the_handsets_that_the_ranking_finds(case: Graph, what: str, id_: str, closed: frozenset[str]) -> None:
    ranked = {one.id: one for one in rank(case, what, closed=closed)}
    found = around(case, id_, closed)
    assert [(one.handset, one.basis) for one in found.handsets] == [
        (one.handset, one.basis) for one in ranked[id_].handsets
    ]


def test_it_says_when_it_was_last_heard_of_and_what_was_offered(case: Graph) -> None:
    found = around(case, "handler:ann")
    assert (found.first, found.last) == (THEN, NOW)
    assert [(one.title, one.at) for one in found.offers] == [("14 pro", THEN)]
    assert {one.type for one in found.ties} == {"USES", "RUNS", "ASSOCIATES_WITH"}


def test_an_offer_is_theirs_by_a_chain_of_statements_and_names_its_seller(case: Graph) -> None:
    chains = {one: [link.type for link in around(case, one).offers[0].chain] for one in ("handler:ann", "place:unit-4")}
    assert chains == {"handler:ann": ["USES", "POSTED"], "place:unit-4": ["RUNS", "USES", "POSTED"]}
    assert {one.seller for one in around(case, "place:unit-4").offers} == {"account:ebay:a"}


def test_what_somebody_offered_whom_they_know_is_no_offer_of_theirs(case: Graph) -> None:
    assert [one.id for one in around(case, "handler:carl").offers] == ["listing:ebay:3"]
    for id_ in ("handler:bob", "place:unit-4"):
        assert "listing:ebay:3" not in [one.id for one in around(case, id_).offers]


def test_what_is_closed_ties_it_to_nobody(case: Graph) -> None:
    found = around(case, "place:unit-4", frozenset({"secret"}))
    assert [one.start for one in found.ties] == ["handler:ann"]
    assert sorted(direct_sources(case, "place:unit-4")) == ["links", "secret"]


def test_a_place_is_drawn_where_it_is(case: Graph) -> None:
    assert [(one.id, one.lat) for one in located_places(case, ["place:unit-4", "place:none"])] == [
        ("place:unit-4", 51.5)
    ]


@pytest.mark.parametrize(
    ("subject", "alone", "people", "reached"),
    [
        ("place:unit-4", [], ["handler:ann", "handler:bob"], ["handler:carl"]),
        ("handler:ann", ["handset:imei:1", "handset:imei:2"], ["handler:bob"], ["handler:carl", "place:unit-4"]),
        ("handler:carl", [], ["handler:bob"], ["handler:ann", "place:unit-4"]),
    ],
)
def test_what_would_change_without_it(
    case: Graph, subject: str, alone: list[str], people: list[str], reached: list[str]
) -> None:
    handsets = [one.handset for one in around(case, subject).handsets]
    found = change_without(snapshot(case), subject, handsets)
    assert (list(found.alone), list(found.people)) == (alone, people)
    assert sorted(one.id for one in found.reached) == reached
    assert all(one.chain[0] and one.start in people for one in found.reached)


def test_a_handset_that_nothing_else_leads_to_is_told_from_one_that_others_had(case: Graph) -> None:
    # Its shop is no other: only they who work there lead to it.
    open_ = frozenset({"secret"})
    for shop, expected in (("place:unit-4", ()), ("handler:ann", ("handset:imei:1", "handset:imei:2"))):
        network = snapshot(case, open_)
        handsets = [one.handset for one in around(case, shop, open_).handsets]
        assert change_without(network, shop, handsets).alone == expected


def test_pings_about_a_spot_are_found_by_handset(case: Graph) -> None:
    # The first ping is imei:1's and some 110 m off; its other and imei:2's are further.
    spot = Spot(51.5, -0.1, 150.0)
    has = [("handset:imei:1", "imei:1"), ("handset:imei:2", "imei:2")]
    edges = tuple(
        Edge("HAS_IDENTIFIER", ("Handset", a), ("Identifier", b), f"h{b}", Basis.OBSERVED, SourceRow("links", 1))
        for a, b in has
    )
    case.write([GraphBatch("p:0", NOW, "p", edges=edges, observations=(pings([1, 8, 16]),))])
    both = ["handset:imei:1", "handset:imei:2"]
    assert [(one.phone, round(one.lat, 3)) for one in located_about(case, both, spot, frozenset())] == [
        ("handset:imei:1", 51.501)
    ]
    assert located_about(case, ["handset:imei:2"], spot, frozenset()) == []
    assert located_about(case, ["handset:imei:1"], spot, frozenset({"links"})) == []
    assert located_about(case, ["handset:imei:1"], spot, frozenset({"p"})) == []


@pytest.mark.parametrize("id_", ["handler:nobody", "imei:1", "", "place:"])
def test_what_is_neither_handler_nor_place_is_said_to_be_unknown(case: Graph, id_: str) -> None:
    with pytest.raises(NotFoundError):
        around(case, id_)
