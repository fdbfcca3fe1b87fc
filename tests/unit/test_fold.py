from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import permutations

import pytest

from graph.batch import Node
from graph.fold import fold
from graph.projections._drawing import Claim, Rank
from graph.schema import LABEL_OF

SHOP = ("Place", "place:unit-4")


def claim(rank: Rank = Rank.STATED, of: tuple[str, str] = SHOP, **said: object) -> Claim:
    return Claim(*of, said, rank)  # type: ignore[arg-type]


def only(*claims: Claim) -> dict[str, object]:
    (node,) = fold(claims)
    return dict(node.properties)


def test_nothing_claimed_is_no_node() -> None:
    assert fold([]) == ()


def test_claims_of_one_node_become_one_node() -> None:
    assert only(claim(name="Unit 4"), claim(lat=51.5), claim(name="Unit 4")) == {"name": "Unit 4", "lat": 51.5}


def test_nodes_are_told_apart_by_label_and_id_and_come_in_order() -> None:
    claims = [claim(of=("Place", "b")), claim(of=("Handler", "b")), claim(of=("Place", "a")), claim(of=("Place", "b"))]
    assert fold(claims) == (Node("Handler", "b"), Node("Place", "a"), Node("Place", "b"))


def test_where_claims_differ_the_smallest_stands_and_all_are_listed() -> None:
    said = only(claim(name="Unit 4", kind="shop"), claim(name="Fonez"), claim(name="UNIT 4"))
    assert (said["name"], said["kind"]) == ("Fonez", "shop")
    assert json.loads(str(said["conflicts"])) == {"name": ["Fonez", "UNIT 4", "Unit 4"]}


def test_the_best_rank_stands_for_each_property_alone() -> None:
    claims = [
        claim(Rank.NAMED, name="A-17"),
        claim(Rank.NAMED, name="unit-4"),
        claim(Rank.TOLD, name="Unit 4", address="1 Street"),
        claim(Rank.TOLD, name="Unit Four", lat=51.5),
        claim(Rank.STATED, name="Unit 4 Phones"),
    ]
    assert only(*claims) == {"name": "Unit 4 Phones", "address": "1 Street", "lat": 51.5}
    told = only(*claims[:4])
    assert (told["name"], json.loads(str(told["conflicts"]))) == ("Unit 4", {"name": ["Unit 4", "Unit Four"]})
    assert only(claims[0])["name"] == "A-17"


def test_the_order_of_claims_changes_nothing() -> None:
    at = [datetime(2023, 10, 2, 17, minute, tzinfo=UTC) for minute in (41, 42)]
    claims = [
        claim(of=("TheftReport", "r"), reportedAt=at[1], colour="red"),
        claim(of=("TheftReport", "r"), reportedAt=at[0], lat=51.5),
        claim(Rank.TOLD, of=("TheftReport", "r"), lat=-0.1, colour="blue"),
        claim(name="x"),
        claim(Rank.NAMED, name="y"),
    ]
    told = {repr(fold(order)) for order in permutations(claims)}
    assert len(told) == 1
    (report,) = [node for node in fold(claims) if node.label == "TheftReport"]
    assert report.properties["reportedAt"] == at[0]
    assert json.loads(str(report.properties["conflicts"])) == {
        "reportedAt": ["2023-10-02T17:41:00Z", "2023-10-02T17:42:00Z"]
    }


@pytest.mark.parametrize("label", [label for label in LABEL_OF if "conflicts" not in LABEL_OF[label].properties])
def test_a_label_without_conflicts_says_only_what_stands(label: str) -> None:
    assert only(claim(of=(label, "x"), kind="b"), claim(of=(label, "x"), kind="a")) == {"kind": "a"}
