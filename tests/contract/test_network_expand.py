"""One step out of a small network whose answers are known, counted and brought in, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from graph.batch import Edge, GraphBatch, Node
from graph.engines.embedded import EmbeddedGraph
from graph.engines.neo4j import Neo4jGraph
from graph.ids import label_of
from graph.port import Graph
from graph.queries.expand import (
    Asked,
    Count,
    Expansion,
    Reach,
    counts,
    expand,
    find,
    links_between,
    seized_in,
    seizure_references,
    subjects_named,
)
from graph.queries.path import best_path
from graph.queries.things import things
from graph.views import Reason
from tracer.errors import NotFoundError
from tracer.model import Basis, Observations, SourceRow

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PINGS = [f"{number:032x}" for number in range(1, 31)]
OBSERVED_ONLY = Reach(bases=frozenset({Basis.OBSERVED}))


def edge(line: str, source: str, row: int, **more: object) -> Edge:
    start, type_, end, basis, *extra = line.split()
    properties = {"grade": extra[0]} if basis == "asserted" else {"score": float(extra[0])} if extra else {}
    ends = [(label_of(one) or "", one) for one in (start, end)]
    said = {**properties, **more}
    return Edge(type_, ends[0], ends[1], f"{source}{row:05}", Basis(basis), SourceRow(source, row), said)


HELD = [
    edge(f"handler:hub HELD handset:imei:{number:03} {basis}", "open", number)
    for number, basis in [
        *((number, "asserted 2BP") for number in range(100, 120)),
        (201, "asserted 1AP"),
        (202, "observed"),
        (203, "inferred 0.4"),
        (204, "inferred 0.9"),
    ]
]
OTHERS = [
    edge("handler:hub HELD handset:imei:202 asserted 3EP", "closed", 1),
    edge("handler:hub HELD handset:imei:300 observed", "closed", 2),
    edge(
        "handler:hub USES account:ebay:a asserted 1AP",
        "open",
        901,
        at=datetime(2023, 9, 1, tzinfo=UTC),
        until=datetime(2023, 10, 1, tzinfo=UTC),
        note="seen on his screen",
    ),
    edge("handler:hub ASSOCIATES_WITH handler:two asserted 1AP", "open", 902),
    edge("handler:two ASSOCIATES_WITH handler:hub asserted 2BP", "open", 903),
    edge("handler:two HELD handset:imei:202 observed", "open", 904),
    edge("exhibit:S1:AB/1 SEIZED_IN seizure:S1 observed", "open", 905),
    edge("exhibit:S1:AB/1 FOUND_WITH handler:hub observed", "open", 906),
    edge("exhibit:S1:AB/1 IDENTIFIED_AS handset:imei:204 inferred 0.7", "open", 907, reasons='[["same dent", 0.5]]'),
    edge("handset:imei:202 HAS_IDENTIFIER imei:202 observed", "open", 908),
]
NODES = (
    Node("Handler", "handler:hub", {"name": "Hub"}),
    Node("Handler", "handler:two", {"name": "Two"}),
    Node("Handset", "handset:imei:202", {"make": "Apple", "model": "iPhone 14"}),
    Node("Seizure", "seizure:S1", {"reference": "S1", "at": NOW}),
    Node("Place", "place:unit-4", {"name": "Unit 4 Phones", "kind": "shop"}),
)


def pings() -> Observations:
    count = len(PINGS)
    said = {
        "id": PINGS,
        "identifier": ["imei:202"] * count,
        "row": list(range(count)),
        "zone": ["stated"] * count,
        "at": [NOW] * count,
        "lat": [51.5] * count,
        "lon": [-0.1] * count,
    }
    return Observations("pings", pa.table(said))


@pytest.fixture(params=["embedded", "neo4j"])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Graph]:
    opened: Graph
    if request.param == "neo4j":
        opened = Neo4jGraph(**request.getfixturevalue("neo4j_settings"))
    else:
        opened = EmbeddedGraph(tmp_path / "graph")
    with opened:
        opened.prepare()
        opened.clear()
        edges = (*HELD, *OTHERS)
        opened.write([GraphBatch("open:0", NOW, "open", nodes=NODES, edges=edges, observations=(pings(),))])
        yield opened
        opened.clear()


def numbers(ids: list[str]) -> list[int]:
    return [int(one.rpartition(":")[2]) for one in ids]


def test_the_nearest_are_counted_by_kind(case: Graph) -> None:
    hub = find(case, "handler:hub")
    assert (hub.label, hub.name) == ("Handler", "Hub")
    assert counts(case, hub, Reach()) == (
        Count("Handset", 25, 26),
        Count("Account", 1, 1),
        Count("Exhibit", 1, 1),
        Count("Handler", 1, 2),
    )
    assert counts(case, find(case, "imei:202"), Reach()) == (Count("Ping", 30, 30), Count("Handset", 1, 1))


def test_counts_follow_what_is_asked_and_what_is_open(case: Graph) -> None:
    hub = find(case, "handler:hub")
    assert counts(case, hub, OBSERVED_ONLY) == (Count("Handset", 2, 2), Count("Exhibit", 1, 1))
    strong = counts(case, hub, Reach(bases=frozenset({Basis.INFERRED}), least_score=0.5))
    assert strong == (Count("Handset", 1, 1),)
    open_only = Reach(hidden=frozenset({"closed"}), shut=frozenset({"exhibit:S1:AB/1", "seizure:S1"}))
    assert {one.label: one.things for one in counts(case, hub, open_only)} == {
        "Handset": 24,
        "Account": 1,
        "Handler": 1,
    }


def test_the_best_evidence_is_brought_in_first_and_the_rest_in_pages(case: Graph) -> None:
    hub = find(case, "handler:hub")
    first = expand(case, hub, Asked("Handset", limit=4))
    assert numbers([one.id for one in first.things]) == [202, 300, 201, 100]
    assert first.of == 25
    assert first.things[0].name == "Apple iPhone 14 …ei:202"
    assert {tie.link.end for tie in first.ties} == {one.id for one in first.things}
    assert [tie.link.basis for tie in first.ties if tie.link.end.endswith("202")] == ["observed", "asserted"]
    last = expand(case, hub, Asked("Handset", skip=22, limit=10))
    assert numbers([one.id for one in last.things]) == [119, 204, 203]
    for beyond in (25, 3_242_663, 2**63 - 1):
        assert expand(case, hub, Asked("Handset", skip=beyond, limit=69)) == Expansion((), (), 25)
    every = [one.id for skip in range(0, 30, 7) for one in expand(case, hub, Asked("Handset", skip, 7)).things]
    assert len(every) == len(set(every)) == 25


def test_what_is_closed_is_not_brought_in(case: Graph) -> None:
    hub, reach = find(case, "handler:hub"), Reach(hidden=frozenset({"closed"}))
    found = expand(case, hub, Asked("Handset", limit=50, reach=reach))
    assert "handset:imei:300" not in {one.id for one in found.things}
    assert {tie.link.source.id for tie in found.ties if tie.link.source} == {"open"}
    assert found.of == 24


def test_a_tie_says_when_it_held_and_what_was_noted(case: Graph) -> None:
    (account,) = expand(case, find(case, "handler:hub"), Asked("Account")).ties
    assert (account.at, account.until) == (datetime(2023, 9, 1, tzinfo=UTC), datetime(2023, 10, 1, tzinfo=UTC))
    assert (account.note, account.link.grade, account.link.source) == (
        "seen on his screen",
        "1AP",
        SourceRow("open", 901),
    )


def test_a_link_stated_both_ways_is_one_neighbour_and_two_ties(case: Graph) -> None:
    found = expand(case, find(case, "handler:hub"), Asked("Handler"))
    assert [one.name for one in found.things] == ["Two"]
    assert {(tie.link.start, tie.link.end) for tie in found.ties} == {
        ("handler:hub", "handler:two"),
        ("handler:two", "handler:hub"),
    }


def test_what_joins_those_that_are_shown(case: Graph) -> None:
    shown = things(
        case, ["handler:two", "handset:imei:202", "imei:202", PINGS[0], "exhibit:S1:AB/1", "handset:imei:204"]
    )
    ties = links_between(case, shown.values(), Reach())
    assert {(tie.link.start, tie.link.type, tie.link.end) for tie in ties} == {
        ("handler:two", "HELD", "handset:imei:202"),
        ("handset:imei:202", "HAS_IDENTIFIER", "imei:202"),
        ("imei:202", "PINGED", PINGS[0]),
        ("exhibit:S1:AB/1", "IDENTIFIED_AS", "handset:imei:204"),
    }
    (inferred,) = (tie for tie in ties if tie.link.basis is Basis.INFERRED)
    assert (inferred.link.score, inferred.reasons) == (0.7, (Reason("same dent", 0.5),))
    assert "handset:imei:204" not in {tie.link.end for tie in links_between(case, shown.values(), OBSERVED_ONLY)}
    assert links_between(case, [], Reach()) == ()


def test_things_say_what_they_are(case: Graph) -> None:
    found = things(case, ["seizure:S1", PINGS[0], "handler:nobody", "no id at all"])
    assert set(found) == {"seizure:S1", PINGS[0]}
    assert (found["seizure:S1"].at, found["seizure:S1"].details["reference"]) == (NOW, "S1")
    assert (found[PINGS[0]].label, found[PINGS[0]].details["lat"]) == ("Ping", 51.5)
    for unknown in ("handler:nobody", "no id at all", "f" * 32, ""):
        with pytest.raises(NotFoundError):
            find(case, unknown)


def test_names_and_seizures_are_found(case: Graph) -> None:
    assert subjects_named(case, "hUB") == ("handler:hub",)
    assert subjects_named(case, "unit 4 phones") == ("place:unit-4",)
    assert subjects_named(case, "nobody") == ()
    assert seizure_references(case) == ("S1",)
    assert seized_in(case, ["seizure:S1"]) == {"exhibit:S1:AB/1"}
    assert seized_in(case, []) == frozenset()


def test_a_path_passes_over_what_is_closed(case: Graph) -> None:
    assert [step.type for step in best_path(case, "handler:hub", "handset:imei:300").steps] == ["HELD"]
    closed = best_path(case, "handler:hub", "handset:imei:300", closed=frozenset({"closed"}))
    assert (closed.steps, closed.cost) == ((), None)
