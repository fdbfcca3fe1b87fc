"""What is one step away from many nodes at once, with a supernode counted before any of it is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from graph.evidence import LINK_COLUMNS, Link, link
from graph.ids import label_of
from graph.port import Graph
from graph.schema import RELATIONSHIPS

SUPERNODE = 500
"""A node with more relationships than this is shown in part: its best kinds of evidence first, and then by id."""

_TYPE = {"embedded": "label(r)", "neo4j": "type(r)"}
_AT = "TOOK_PLACE_AT"
_SPREAD = (
    f"UNWIND $ids AS one MATCH (s:Seizure {{id: one}})-[:{_AT}]->(p:Place)"
    " WITH s.id AS id, count(DISTINCT p.id) AS places WHERE places > 1 RETURN id"
)
_STRENGTH = "CASE r.basis WHEN 'observed' THEN 0 WHEN 'asserted' THEN 1 ELSE 2 END"


@dataclass(frozen=True, slots=True)
class Supernode:
    """A node of which only some relationships were looked at: `shown` of `of`."""

    id: str
    shown: int
    of: int


@dataclass(frozen=True, slots=True)
class Walk:
    """Which relationships may be walked: by type and the labels of both ends, and whether only observed ones.

    Those that rest on a source in `closed` are passed over. So is the place of a search that was at several, for it
    says of none of its exhibits where that was found; but not where the search is among `asked`.
    """

    ends: frozenset[tuple[str, str, str]]
    observed_only: bool = False
    closed: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()

    def types(self, label: str, outward: bool) -> str:
        """The types that leave, or enter, nodes of a label, as Cypher writes them; empty when there are none."""
        return "|".join(sorted({type_ for type_, *labels in self.ends if labels[0 if outward else 1] == label}))

    def allows(self, one: Link) -> bool:
        """Whether a link may be seen, and both its ends are of labels that may be walked."""
        if one.source is not None and one.source.id in self.closed:
            return False
        return (one.type, label_at(one, one.start), label_at(one, one.end)) in self.ends


def walk_between(asked: Mapping[str, str], observed_only: bool = False, closed: frozenset[str] = frozenset()) -> Walk:
    """The walk between some nodes, given as id to label.

    Pings and sightings are the bulk of the graph and lead nowhere, and a country would join everything to everything:
    they are walked only when an end is one; sightings also when an end is a country, for they are what ties to it.
    """
    labels = set(asked.values())
    passed_by = {"Ping", "Sighting", "Country"} - labels - ({"Sighting"} if "Country" in labels else set())
    ends = {(one.name, start, end) for one in RELATIONSHIPS for start, end in one.ends if not {start, end} & passed_by}
    return Walk(frozenset(ends), observed_only, closed, frozenset(asked))


def neighbours(graph: Graph, labels: Mapping[str, str], walk: Walk) -> tuple[list[Link], list[Supernode]]:
    """The links of some nodes, given as id to label, and the supernodes among them: a few questions for each label."""
    links: list[Link] = []
    supernodes: list[Supernode] = []
    for label in sorted(set(labels.values())):
        ids = sorted(one for one, its in labels.items() if its == label)
        counts = _counts(graph, label, ids, walk)
        few = [one for one in ids if 0 < counts.get(one, 0) <= SUPERNODE]
        links += _links(graph, label, few, walk)
        for one in ids:
            if counts.get(one, 0) > SUPERNODE:
                shown = _links(graph, label, [one], walk, SUPERNODE)
                links += shown
                supernodes.append(Supernode(one, len(shown), counts[one]))
    spread = _at_several_places(graph, {one.start for one in links if one.type == _AT} - walk.asked)
    return [one for one in links if walk.allows(one) and not (one.type == _AT and one.start in spread)], supernodes


def label_at(one: Link, node: str) -> str:
    """The label of one end of a link: from its id, or from its type where observations have bare ids."""
    return label_of(node) or ("Ping" if one.type == "PINGED" else "Sighting")


def _patterns(label: str, walk: Walk) -> Iterator[tuple[str, str]]:
    """For each direction, what finds the links of nodes `$ids` of a label, and which of `a` and `b` those nodes are."""
    observed = " AND r.basis = 'observed'" if walk.observed_only else ""
    if types := walk.types(label, outward=True):
        yield f"MATCH (a:{label})-[r:{types}]->(b) WHERE a.id IN $ids{observed}", "a"
    if types := walk.types(label, outward=False):
        yield f"MATCH (a)-[r:{types}]->(b:{label}) WHERE b.id IN $ids{observed}", "b"


def _at_several_places(graph: Graph, seizures: Collection[str]) -> frozenset[str]:
    """Those of some searches that were at more than one place, whoever says so."""
    rows = graph.read(_SPREAD, {"ids": sorted(seizures)}) if seizures else []
    return frozenset(row["id"] for row in rows)


def _counts(graph: Graph, label: str, ids: list[str], walk: Walk) -> dict[str, int]:
    counts: dict[str, int] = {}
    for pattern, here in _patterns(label, walk):
        for row in graph.read(f"{pattern} RETURN {here}.id AS id, count(r) AS n", {"ids": ids}):
            counts[row["id"]] = counts.get(row["id"], 0) + row["n"]
    return counts


def _links(graph: Graph, label: str, ids: list[str], walk: Walk, limit: int | None = None) -> list[Link]:
    """All links of the nodes, or the best `limit` of them: observed first, then asserted, and by the other end's id."""
    if not ids:
        return []
    found: list[tuple[tuple[int, str, str, str], Link]] = []
    for pattern, here in _patterns(label, walk):
        other = "to_id" if here == "a" else "from_id"
        last = f" ORDER BY strength, {other}, type, fact LIMIT {limit}" if limit else ""
        texts = {
            engine: f"{pattern} RETURN {LINK_COLUMNS}, {type_} AS type, {_STRENGTH} AS strength{last}"
            for engine, type_ in _TYPE.items()
        }
        for row in graph.read(texts, {"ids": ids}):
            found.append(((row["strength"], row[other], row["type"], row["fact"] or ""), link(row, row["type"])))
    found.sort(key=lambda pair: pair[0])
    return [one for _, one in found[:limit]]
