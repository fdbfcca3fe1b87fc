"""The network as a networkx graph: who and what handles handsets, without bulk observations and without victims."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx

from graph.evidence import LINK_COLUMNS, Link, link
from graph.port import Graph
from graph.queries.names import name_columns, name_of
from graph.schema import LABEL_OF, RELATIONSHIPS, Relationship

LEFT_OUT = frozenset({"Ping", "Sighting", "Identifier", "Owner", "TheftReport", "Country"})
"""Observations, which are bulk; owners and their reports, who are no part of the network (a reported handset is marked
`stolen` instead); and countries, through which everything would be near everything."""

_ALSO = {
    "Place": ", n.kind AS place_kind",
    "Handset": ", exists { MATCH (:TheftReport)-[r:CONCERNS]->(n) WHERE NOT r.source IN $closed } AS stolen",
}
"""What is read of a label beside its name."""
_SHARED_BY_HANDSETS = (
    "MATCH (h:Handset)-[:HAS_IDENTIFIER]->(i:Identifier) WITH i, count(DISTINCT h.id) AS handsets WHERE handsets > 1"
    " RETURN i.id AS id"
)
_USED_BY_HANDLERS = "MATCH (:Handler)-[:USES]->(i:Identifier) RETURN DISTINCT i.id AS id"


def snapshot(graph: Graph, closed: frozenset[str] = frozenset()) -> nx.Graph:
    """The network: nodes by id with `label`, `name` (and `kind` of a place, `stolen` of a handset).

    Identifiers are in it when they join something: on two handsets or more, or used by a handler. An edge has `links`,
    every statement between its two ends as `graph.evidence.Link`, best evidenced first, and the `type`, `basis` and
    `source` of the best. Reads each label and each pair of ends of a relationship once. Statements of a source in
    `closed` are not in it, nor is anything that is in no other statement; nor are the places of a search that was at
    several, for they say of none of its exhibits where that was found.
    """
    network = nx.Graph()
    for label in LABEL_OF:
        if label not in LEFT_OUT:
            _add_nodes(network, graph, label, closed)
    links = [one for relationship in RELATIONSHIPS for one in _links(graph, relationship)]
    _add_identifiers(network, links, graph)
    told = _without_several_places(links)
    add_links(network, [one for one in told if one.source is None or one.source.id not in closed])
    if closed:
        network.remove_nodes_from([one for one, degree in network.degree() if not degree])
    return network


def _add_nodes(network: nx.Graph, graph: Graph, label: str, closed: frozenset[str]) -> None:
    asked = {"closed": sorted(closed)} if label == "Handset" else {}
    for row in graph.read(f"MATCH (n:{label}) RETURN {name_columns(label)}{_ALSO.get(label, '')}", asked):
        also = {"Place": {"kind": row.get("place_kind")}, "Handset": {"stolen": row.get("stolen")}}.get(label, {})
        network.add_node(row["id"], label=label, name=name_of(label, row), **also)


def _links(graph: Graph, relationship: Relationship) -> list[Link]:
    found: list[Link] = []
    for start, end in relationship.ends:
        if start in LEFT_OUT or end in LEFT_OUT:
            continue
        rows = graph.read(f"MATCH (a:{start})-[r:{relationship.name}]->(b:{end}) RETURN {LINK_COLUMNS}")
        found += [link(row, relationship.name) for row in rows]
    return found


def _without_several_places(links: list[Link]) -> list[Link]:
    places: dict[str, set[str]] = defaultdict(set)
    for one in links:
        if one.type == "TOOK_PLACE_AT":
            places[one.start].add(one.end)
    return [one for one in links if one.type != "TOOK_PLACE_AT" or len(places[one.start]) == 1]


def _add_identifiers(network: nx.Graph, links: list[Link], graph: Graph) -> None:
    """Adds the identifiers that join something, and their links."""
    ids = sorted({row["id"] for question in (_SHARED_BY_HANDSETS, _USED_BY_HANDLERS) for row in graph.read(question)})
    network.add_nodes_from((one, {"label": "Identifier", "name": one}) for one in ids)
    for start, type_ in (("Handset", "HAS_IDENTIFIER"), ("Handler", "USES")):
        question = f"MATCH (a:{start})-[r:{type_}]->(b:Identifier) WHERE b.id IN $ids RETURN {LINK_COLUMNS}"
        links += [link(row, type_) for row in (graph.read(question, {"ids": ids}) if ids else ())]


def add_links(network: nx.Graph, links: list[Link]) -> None:
    """Joins nodes by all the links between them, best evidenced first."""
    between: dict[tuple[str, str], list[Link]] = {}
    for one in links:
        if one.start != one.end:
            between.setdefault((min(one.start, one.end), max(one.start, one.end)), []).append(one)
    for (a, b), some in sorted(between.items()):
        ordered = tuple(sorted(some, key=lambda one: one.order))
        best = ordered[0]
        network.add_edge(a, b, type=best.type, basis=best.basis, source=best.source, links=ordered)
