"""Handlers, sellers and hotspots of the demonstration case, checked straight from its files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations

import networkx as nx
from heron_files import (
    rows,
    when,
)


def test_144_were_reported_in_the_hotspots() -> None:
    reports = rows("reports.csv")
    assert len(reports) == 144
    forces = Counter(row["force"] for row in reports)
    assert forces["British Transport Police"] == 1
    assert forces["City of London Police"] >= 10
    assert len({row["location"] for row in reports}) >= 14
    assert {when(row["occurred_from"]).month for row in reports} == {8, 9, 10}


def test_most_sellers_are_honest() -> None:
    sellers = {(row["platform"], row["seller"]) for row in rows("listings.csv")}
    used = {row["to_id"] for row in rows("links.csv") if row["relation"] == "USES"}
    bent = {seller for seller in sellers if ":".join(seller) in used}
    assert bent == {("marketo", "fonez_n4"), ("swapnest", "n4_mobiles"), ("marketo", "wrench_peckham")}
    assert len(sellers) > 10 * len(bent)
    stolen = {row["imei"] for row in rows("reports.csv")}
    shown = [row for row in rows("listings.csv") if row["imei"]]
    assert all((row["imei"] in stolen) == (row["phone"] == "07700 900461") for row in shown)


def test_every_link_has_a_grade() -> None:
    assert all(re.fullmatch(r"[123][A-E][PC]", row["grade"]) for row in rows("links.csv"))


@cache
def handled() -> dict[str, set[str]]:
    """The handsets each handler held or had on them, by first IMEI."""
    first = {report["imei2"]: report["imei"] for report in rows("reports.csv")}
    found = defaultdict(set)
    for row in rows("links.csv"):
        if row["relation"] == "HELD":
            found[row["from_id"]].add(row["to_id"].removeprefix("imei:"))
    for row in rows("seizures.csv"):
        if row["found_with"] and row["imei"]:
            found[row["found_with"]].add(first.get(row["imei"], row["imei"]))
    return dict(found)


def test_fonez_handles_most_then_dray_then_wrench() -> None:
    counts = {handler: len(handsets) for handler, handsets in handled().items()}
    first, second, third, fourth = sorted(counts, key=lambda handler: -counts[handler])[:4]
    assert (first, second, third) == ("fonez", "dray", "wrench")
    assert counts[first] >= 1.4 * counts[second]
    assert counts[second] > counts[third] > counts[fourth]


def test_dray_stands_between_the_others() -> None:
    held = handled()
    known = [(row["from_id"], row["to_id"]) for row in rows("links.csv") if row["relation"] == "ASSOCIATES_WITH"]
    shared = [pair for pair in combinations(held, 2) if held[pair[0]] & held[pair[1]]]
    through = [(handler, handset) for handler, handsets in held.items() for handset in handsets]
    for edges in (known, known + shared, known + through):
        between = nx.betweenness_centrality(nx.Graph(edges))
        assert max(between, key=lambda name: between[name]) == "dray"
