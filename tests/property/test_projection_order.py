"""The graph says the same whatever the order and the batches in which facts are projected."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from fakes.fake_graph import FakeGraph
from hypothesis import given, settings
from hypothesis import strategies as st
from odd_rows import rows_of
from rows_of_kinds import AT, IMEI, IMEI_2, IMEI_3, LATEST, raw

from graph.project import Step, graph_batch, keys_of
from graph.schema import NOT_IN_DIGEST
from tracer.kinds import kinds
from tracer.kinds._base import Context
from tracer.model import Fact, SourceRow, StoredFact

RECORDED = datetime(2026, 11, 24, tzinfo=UTC)
Said = tuple[str, dict[str, str]]


class Known:
    """The records as a projection asks them: facts by the keys they mention."""

    def __init__(self) -> None:
        self.facts: dict[str, tuple[StoredFact, frozenset[str]]] = {}

    def add(self, facts: Iterable[tuple[StoredFact, frozenset[str]]]) -> None:
        self.facts.update((fact.id, (fact, keys)) for fact, keys in facts)

    def mentioning(self, keys: Collection[str]) -> tuple[StoredFact, ...]:
        wanted = set(keys)
        return tuple(fact for _, (fact, own) in sorted(self.facts.items()) if wanted & own)


def facts_of(said: Sequence[Said]) -> list[tuple[StoredFact, frozenset[str]]]:
    """The facts of rows, each once, with the keys they must be found by. A row that is refused says nothing."""
    found: dict[str, tuple[StoredFact, frozenset[str]]] = {}
    for number, (kind, row) in enumerate(said, start=2):
        for fact in kinds()[kind].parse(raw([row], number), Context(LATEST)).facts:
            stored = StoredFact(fact.id, fact.kind, fact.body, fact.phones, SourceRow("s1", fact.row))
            found.setdefault(fact.id, (stored, _keys(fact)))
    return list(found.values())


def _keys(fact: Fact) -> frozenset[str]:
    return frozenset(keys_of(fact)) | {identifier for phone in fact.phones for identifier in phone.identifiers}


def projected(batches: Sequence[Sequence[tuple[StoredFact, frozenset[str]]]], committed_ahead: bool) -> FakeGraph:
    """The graph after the batches. `committed_ahead`: the records had all of them before the first was projected."""
    known, graph = Known(), FakeGraph()
    if committed_ahead:
        known.add(fact for batch in batches for fact in batch)
    for number, batch in enumerate(batches):
        known.add(batch)
        step = Step(f"s1:{number}", "s1", RECORDED, tuple(fact for fact, _ in batch), None)
        graph.write([graph_batch(step, graph, known.mentioning)])
    return graph


def told(graph: FakeGraph) -> tuple[Any, Any, str]:
    """All the graph says, and the digest of it. Of rows that say the same, any one may be the source that is named."""
    edges = {
        key: {name: value for name, value in said.items() if name not in NOT_IN_DIGEST}
        for key, said in graph.edges.items()
    }
    return graph.nodes, edges, graph.status().digest


def maybe(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *texts])


IMEIS = st.sampled_from([IMEI, IMEI_2, IMEI_3])
SOME_IMEI = st.one_of(st.just(""), IMEIS)
HANDLER = st.sampled_from(["Fonez", "FONEZ", "handler:fonez", "Fonez Ltd", "P17"])
PLACE = st.sampled_from(["Unit 4", "unit-4", "place:unit-4", "12 High St", "Éclair Phones", "E\u0301clair phones"])
ACCOUNT = st.sampled_from(["ebay:Bob", "eBay: bob", "account:ebay:bob", "07700 900123", "+447700900123", "b@x.example"])
REFERENCE = st.sampled_from(["CR/1/23", "cr/1/23", " CR/1/23", "CR/2/23", "ＣＲ/2/23"])
FORCE = st.sampled_from(["Met", "MET", "City", "city  ", "C\u00eety"])
MAKE = maybe("Apple", "APPLE", "Samsung", "unknown")
TIMES = maybe(AT, "2023-10-03T09:00:00", "2023-10-02T17:41:00Z")

ROWS: dict[str, st.SearchStrategy[dict[str, str]]] = {
    "reports": st.fixed_dictionaries(
        {"reference": REFERENCE, "force": FORCE, "imei": SOME_IMEI, "imei2": SOME_IMEI, "serial": maybe("S12345")}
        | {"make": MAKE, "model": maybe("iPhone 14", "S22"), "occurred_from": TIMES, "colour": maybe("red", "blue")}
        | {"owner_name": maybe("A. Person")}
    ),
    "seizures": st.fixed_dictionaries(
        {"seizure_ref": st.sampled_from(["S1", "s1"]), "at": TIMES, "exhibit_ref": st.sampled_from(["AB1", "ab/01"])}
        | {"imei": SOME_IMEI, "serial": maybe("S12345", "S54321"), "make": MAKE, "place": PLACE, "found_with": HANDLER}
        | {"lat": maybe("51.5"), "lon": maybe("-0.1", "-0"), "address": maybe("1 Street")}
    ),
    "links": st.one_of(
        st.fixed_dictionaries(
            {"from_kind": st.just("handler"), "from_id": HANDLER, "relation": st.just("HELD")}
            | {"to_kind": st.just("identifier"), "to_id": IMEIS, "from_name": maybe("Fonez", "fonez"), "at": TIMES}
        ),
        st.fixed_dictionaries(
            {"from_kind": st.just("handler"), "from_id": HANDLER, "relation": st.just("USES")}
            | {"to_kind": st.just("identifier"), "to_id": IMEIS}
        ),
        st.fixed_dictionaries(
            {"from_kind": st.just("handler"), "from_id": HANDLER, "relation": st.just("RUNS")}
            | {"to_kind": st.just("place"), "to_id": PLACE, "to_name": maybe("Unit 4", "A shop")}
        ),
        st.fixed_dictionaries(
            {"from_kind": st.just("handler"), "from_id": HANDLER, "relation": st.just("USES")}
            | {"to_kind": st.just("account"), "to_id": ACCOUNT}
        ),
        st.fixed_dictionaries(
            {"from_kind": st.just("handler"), "from_id": HANDLER, "relation": st.just("SENT")}
            | {"to_kind": st.just("consignment"), "to_id": st.sampled_from(["W 1", "w-1"])}
        ),
    ),
    "listings": st.fixed_dictionaries(
        {"platform": st.sampled_from(["eBay", "ebay "]), "listing_id": st.sampled_from(["1", "2"])}
        | {"title": st.sampled_from(["iPhone", "iphone"]), "seller": maybe("Bob", "bob"), "imei": SOME_IMEI}
        | {"phone": maybe("07700900123", "+44 7700 900123"), "part_kind": maybe("Board"), "part_serial": maybe("b 1")}
    ),
    "consignments": st.fixed_dictionaries(
        {"waybill": st.sampled_from(["W1", "w 1"]), "carrier": maybe("X", "Y"), "imei": SOME_IMEI, "to_place": PLACE}
        | {"sender_kind": st.just("handler"), "sender_id": HANDLER, "to_country": maybe("HK", "hk")}
    ),
    "parts": st.one_of(
        st.fixed_dictionaries(
            {"part_kind": st.sampled_from(["board", "Board"]), "part_serial": st.sampled_from(["B1", "b1"])}
            | {"came_from_imei": SOME_IMEI, "found_in_kind": st.just("handset"), "found_in_id": IMEIS}
        ),
        st.fixed_dictionaries(
            {"part_kind": st.just("board"), "part_serial": st.just("B1"), "came_from_imei": SOME_IMEI}
            | {"found_in_kind": st.just("exhibit"), "found_in_id": st.sampled_from(["S1/AB1", "s1/ab/1"])}
        ),
        st.fixed_dictionaries(
            {"part_kind": st.just("board"), "part_serial": st.just("B1"), "found_in_kind": st.just("listing")}
            | {"found_in_id": st.sampled_from(["eBay/1", "ebay/3"])}
        ),
    ),
    "fraud": st.fixed_dictionaries(
        {"imei": SOME_IMEI, "reference": REFERENCE, "force": maybe("MET", "city"), "at": st.just(AT)}
        | {"fraud_kind": st.just("payment"), "paid_to": maybe("ebay:Bob", "07700 900123", "P17")}
    ),
    "places": st.fixed_dictionaries(
        {"place_id": PLACE, "kind": st.sampled_from(["shop", "Shop"]), "name": st.sampled_from(["Unit 4", "Éclair"])}
        | {"radius_m": maybe("-0", "0", "25"), "country": maybe("GB", "uk")}
    ),
}
ANY_ROW: st.SearchStrategy[Said] = st.one_of(*(st.tuples(st.just(kind), rows) for kind, rows in ROWS.items()))


@given(st.lists(ANY_ROW, min_size=1, max_size=10), st.randoms(use_true_random=False), st.booleans())
@settings(max_examples=100)
def test_any_order_and_any_batches_give_the_same_graph(
    said: list[Said], chance: random.Random, committed_ahead: bool
) -> None:
    facts = facts_of(said)
    once = projected([facts], committed_ahead=False)
    assert told(projected(_cut(facts, chance), committed_ahead)) == told(once)


def _cut(
    facts: Sequence[tuple[StoredFact, frozenset[str]]], chance: random.Random
) -> list[list[tuple[StoredFact, frozenset[str]]]]:
    shuffled = list(facts)
    chance.shuffle(shuffled)
    batches: list[list[tuple[StoredFact, frozenset[str]]]] = [[]]
    for fact in shuffled:
        if chance.random() < 0.6:
            batches.append([])
        batches[-1].append(fact)
    return batches


REPORT = {"reference": "CR/1/23", "force": "Met"}
FRAUD = {"reference": "CR/1/23", "at": AT, "fraud_kind": "payment", "amount": "10"}
HELD = {"from_kind": "handler", "from_id": "fonez", "relation": "HELD", "to_kind": "identifier"}

STORIES: dict[str, list[Said]] = {
    "fraud by reference": [("fraud", FRAUD), ("reports", REPORT | {"imei": IMEI})],
    "fraud by a reference that two forces use, neither with an imei": [
        ("reports", REPORT | {"make": "Apple"}),
        ("fraud", FRAUD),
        ("reports", REPORT | {"force": "City"}),
    ],
    "fraud by a reference that two forces use, and it says whose": [
        ("reports", REPORT | {"imei": IMEI, "force": "Met  Police"}),
        ("fraud", FRAUD | {"force": "met police"}),
        ("reports", REPORT | {"imei": IMEI_2, "force": "City"}),
    ],
    "a report told again with other details, and with its imei": [
        ("reports", REPORT | {"make": "Apple", "colour": "red"}),
        ("reports", REPORT | {"make": "Apple", "colour": "blue"}),
        ("reports", REPORT | {"make": "Apple", "imei": IMEI}),
        ("fraud", FRAUD),
    ],
    "a clone": [
        ("reports", REPORT | {"imei": IMEI, "serial": "S12345"}),
        ("seizures", {"seizure_ref": "S1", "at": AT, "exhibit_ref": "AB1", "imei": IMEI, "serial": "S54321"}),
        ("links", HELD | {"to_id": IMEI}),
        ("listings", {"platform": "eBay", "listing_id": "1", "title": "x", "imei": IMEI}),
    ],
    "a join through a third": [
        ("reports", REPORT | {"imei": IMEI}),
        ("links", HELD | {"to_id": IMEI_2}),
        ("seizures", {"seizure_ref": "S1", "at": AT, "exhibit_ref": "AB1", "imei": IMEI, "imei2": IMEI_2}),
    ],
    "a part before its handset": [
        ("parts", {"part_kind": "board", "part_serial": "B1", "found_in_kind": "listing", "found_in_id": "eBay/1"}),
        ("listings", {"platform": "ebay", "listing_id": "1", "title": "x", "part_kind": "Board", "part_serial": "b1"}),
        ("parts", {"part_kind": "board", "part_serial": "B1", "came_from_imei": IMEI}),
        ("reports", REPORT | {"imei": IMEI, "imei2": IMEI_2}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("committed_ahead", [False, True])
def test_each_order_of_a_story_gives_the_same_graph(story: str, committed_ahead: bool) -> None:
    facts = facts_of(STORIES[story])
    assert len(facts) == len(STORIES[story])
    once = told(projected([facts], committed_ahead=False))
    for order in permutations(facts):
        assert told(projected([[fact] for fact in order], committed_ahead)) == once


def _joined(graph: FakeGraph, kind: str) -> set[tuple[str, str]]:
    return {(start[1], end[1]) for type_, start, end, _ in graph.edges if type_ == kind}


def test_a_fraud_event_finds_its_theft_only_where_one_handset_answers_to_the_reference() -> None:
    one = projected([facts_of(STORIES["fraud by reference"])], False)
    assert {end for _, end in _joined(one, "FOLLOWED_THEFT_OF")} == {f"handset:imei:{IMEI}"}
    two = projected([facts_of(STORIES["fraud by a reference that two forces use, neither with an imei"])], False)
    assert _joined(two, "FOLLOWED_THEFT_OF") == set()
    said = projected([facts_of(STORIES["fraud by a reference that two forces use, and it says whose"])], False)
    assert {end for _, end in _joined(said, "FOLLOWED_THEFT_OF")} == {f"handset:imei:{IMEI}"}


def test_what_is_cloned_stays_apart_and_says_why() -> None:
    graph = projected([[fact] for fact in facts_of(STORIES["a clone"])], False)
    assert "serial numbers S12345 and S54321" in str(graph.nodes["Identifier", f"imei:{IMEI}"]["contested"])
    handsets = {key[1] for key in graph.nodes if key[0] == "Handset"}
    assert {"handset:serial:S12345", "handset:serial:S54321"} < handsets
    assert len(handsets) == 3


def test_different_spellings_name_one_thing() -> None:
    rows: list[Said] = [
        ("links", {"from_kind": "handler", "from_id": name, "relation": "RUNS", "to_kind": "place", "to_id": place})
        for name, place in [("Fonez", "Unit 4"), ("FONEZ", "unit-4"), ("handler:fonez", "place:unit-4")]
    ]
    graph = projected([facts_of(rows)], False)
    assert [key for key in graph.nodes if key[0] in ("Handler", "Place")] == [
        ("Handler", "handler:fonez"),
        ("Place", "place:unit-4"),
    ]
    assert graph.nodes["Place", "place:unit-4"]["name"] == "Unit 4"
    assert graph.nodes["Handler", "handler:fonez"]["name"] in ("Fonez", "FONEZ")


@given(ANY_ROW)
def test_a_fact_is_found_again_by_every_node_it_tells_of(said: Said) -> None:
    for fact, keys in facts_of([said]):
        graph = projected([[(fact, keys)]], False)
        told_of = {own_id for (_, own_id), properties in graph.nodes.items() if properties}
        assert {
            own_id for own_id in told_of if not own_id.startswith(("imei:", "handset:imei:", "handset:serial:"))
        } <= keys


@pytest.mark.parametrize("kind", sorted(ROWS))
@given(data=st.data())
@settings(max_examples=60)
def test_whatever_a_row_says_can_be_drawn_and_in_any_order(kind: str, data: st.DataObject) -> None:
    facts = facts_of([(kind, row) for row in data.draw(rows_of(kind))])
    one_by_one = projected([[fact] for fact in reversed(facts)], committed_ahead=False)
    assert told(one_by_one) == told(projected([facts], committed_ahead=False))


def test_a_rebuilt_graph_is_the_same() -> None:
    facts = facts_of([row for story in STORIES.values() for row in story])
    graph = projected([[fact] for fact in facts], False)
    before = told(graph)
    known = Known()
    known.add(facts)
    graph.clear()
    for number, fact in enumerate(reversed(facts)):
        step = Step(f"s1:{number}", "s1", RECORDED, (replace(fact[0]),), None)
        graph.write([graph_batch(step, graph, known.mentioning)])
    assert told(graph) == before
