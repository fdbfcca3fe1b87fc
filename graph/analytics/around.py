"""One handler or shop with what leads from it to handsets: the part of the network its page needs, read by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import networkx as nx

from graph.analytics.handled import HANDLER_CHAINS, SHOP_CHAINS, Handled, Pattern, best_chains, handled_by
from graph.analytics.snapshot import add_links
from graph.evidence import Link, weakest_link
from graph.ids import label_of
from graph.port import Graph
from graph.queries.names import known_names
from graph.queries.neighbours import Supernode, Walk, label_at, neighbours
from graph.queries.story._found import place_columns, place_view
from graph.schema import RELATIONSHIPS
from graph.views import PlaceView
from tracer.errors import NotFoundError

_TIES = frozenset({"ASSOCIATES_WITH", "RUNS", "WORKS_AT", "USES"})
_OFFERED_BY: Mapping[str, tuple[Pattern, ...]] = {
    "Handler": (("USES", "POSTED"),),
    "Place": (("<RUNS", "USES", "POSTED"), ("<WORKS_AT", "USES", "POSTED")),
}
"""By which chains a listing is theirs: an account of a handler's posted it, or of those who are at a place."""
_TIMES: Mapping[str, str] = {"Listing": "postedAt", "Seizure": "at", "Consignment": "sentAt", "FraudEvent": "at"}
_STOLEN = (
    "MATCH (:TheftReport)-[r:CONCERNS]->(h:Handset) WHERE h.id IN $ids AND NOT r.source IN $closed"
    " RETURN DISTINCT h.id AS id"
)
_OFFERS = (
    "MATCH (l:Listing) WHERE l.id IN $ids RETURN l.id AS id, l.platform AS platform, l.title AS title,"
    " l.price AS price, l.currency AS currency, l.postedAt AS at, l.location AS location, l.lat AS lat, l.lon AS lon"
    " ORDER BY at, id"
)
_LOCATED = f"MATCH (p:Place) WHERE p.id IN $ids AND p.lat IS NOT NULL RETURN {place_columns('p')} ORDER BY place_id"
_PLACE = (
    "MATCH (p:Place {id: $id}) RETURN p.kind AS kind, p.address AS address, p.lat AS lat, p.lon AS lon,"
    " p.radiusM AS radius"
)
_DATED = tuple(one for one in RELATIONSHIPS if "until" in one.properties)


@dataclass(frozen=True, slots=True)
class Offer:
    """A listing that was posted by an account of theirs, with the best evidenced chain that says so."""

    id: str
    platform: str | None
    title: str | None
    price: str
    at: datetime | None
    location: str | None
    lat: float | None
    lon: float | None
    chain: tuple[Link, ...]

    @property
    def seller(self) -> str:
        """The account that posted it."""
        return self.chain[-1].start

    @property
    def rests_on(self) -> Link:
        """The statement of the chain that is worth least, by which the whole is judged."""
        return weakest_link(self.chain)


@dataclass(frozen=True, slots=True)
class Around:
    """A handler or a shop: which handsets it handled and how, who and what it is tied to, when it was last heard of.

    `shown_of` has what was looked at in part. `names` are those of everything in the links.
    """

    id: str
    label: str
    names: Mapping[str, str]
    handsets: tuple[Handled, ...]
    ties: tuple[Link, ...]
    offers: tuple[Offer, ...]
    first: datetime | None
    last: datetime | None
    place: Mapping[str, Any]
    shown_of: tuple[Supernode, ...]


def around(graph: Graph, subject: str, closed: frozenset[str] = frozenset()) -> Around:
    """What is known of a handler or a place, by id, without what rests on a source in `closed`.

    Raises `NotFoundError` where the graph has not got it.
    """
    label = label_of(subject)
    if label not in ("Handler", "Place") or not graph.read(
        f"MATCH (n:{label} {{id: $id}}) RETURN n.id AS id", {"id": subject}
    ):
        raise NotFoundError(f"No handler and no shop has the id {subject[:80]!r}.", "Look for it by name first.")
    chains = HANDLER_CHAINS if label == "Handler" else SHOP_CHAINS
    links, shown_of = _links(graph, subject, label, _walk(chains, closed), max(map(len, chains)))
    network = _network(graph, subject, links, closed)
    names = dict(network.nodes(data="name"))
    times = _times(graph, network, subject, label, closed)
    place = graph.read(_PLACE, {"id": subject}) if label == "Place" else []
    return Around(
        id=subject,
        label=label,
        names=names,
        handsets=handled_by(network, subject, chains),
        ties=tuple(one for one in links if subject in (one.start, one.end) and one.type in _TIES),
        offers=_offers(graph, best_chains(network, subject, _OFFERED_BY[label])),
        first=min(times, default=None),
        last=max(times, default=None),
        place=dict(place[0]) if place else {},
        shown_of=tuple(shown_of),
    )


def direct_sources(graph: Graph, subject: str) -> tuple[str, ...]:
    """The source of each link of a handler or a place, of those that are looked at: to say what was left out."""
    label = label_of(subject) or ""
    chains = HANDLER_CHAINS if label == "Handler" else SHOP_CHAINS
    links, _ = neighbours(graph, {subject: label}, _walk(chains, frozenset()))
    return tuple(one.source.id for one in links if one.source is not None)


def located_places(graph: Graph, ids: Iterable[str]) -> list[PlaceView]:
    """Those of some places whose position is known."""
    rows = graph.read(_LOCATED, {"ids": sorted(set(ids))})
    return [place for row in rows if (place := place_view(row)) is not None]


def _walk(chains: tuple[tuple[str, ...], ...], closed: frozenset[str]) -> Walk:
    types = {step.lstrip("<") for chain in chains for step in chain} | _TIES
    ends = {(one.name, start, end) for one in RELATIONSHIPS if one.name in types for start, end in one.ends}
    return Walk(frozenset(ends), closed=closed)


def _links(graph: Graph, subject: str, label: str, walk: Walk, depth: int) -> tuple[list[Link], list[Supernode]]:
    """The links that lead away from it, a layer at a time; a handset is an end, and so is another handler or place."""
    found: dict[tuple[str, str, str, str], Link] = {}
    shown_of: list[Supernode] = []
    layer, seen = {subject: label}, {subject}
    for _ in range(depth):
        links, supernodes = neighbours(graph, layer, walk)
        shown_of += supernodes
        found |= {(one.type, one.start, one.end, one.fact): one for one in links}
        ends = {end: label_at(one, end) for one in links for end in (one.start, one.end)}
        layer = {end: its for end, its in ends.items() if end not in seen and _leads_on(label, its)}
        seen |= set(layer)
        if not layer:
            break
    return [found[key] for key in sorted(found)], shown_of


def _leads_on(subject: str, label: str) -> bool:
    if label == "Handler":
        return subject == "Place"
    return label not in ("Handset", "Place", "Country")


def _network(graph: Graph, subject: str, links: list[Link], closed: frozenset[str]) -> nx.Graph:
    ends = {end: label_at(one, end) for one in links for end in (one.start, one.end)} | {
        subject: label_of(subject) or ""
    }
    names = known_names(graph, ends)
    handsets = sorted(one for one, label in ends.items() if label == "Handset")
    stolen = {row["id"] for row in graph.read(_STOLEN, {"ids": handsets, "closed": sorted(closed)})}
    network = nx.Graph()
    for one, label in ends.items():
        network.add_node(one, label=label, name=names.get(one, one), stolen=one in stolen)
    add_links(network, links)
    return network


def _times(graph: Graph, network: nx.Graph, subject: str, label: str, closed: frozenset[str]) -> list[datetime]:
    """When anything of it happened that has a time."""
    rows: list[Mapping[str, Any]] = []
    for its, column in _TIMES.items():
        ids = sorted(node for node, one in network.nodes(data="label") if one == its)
        rows += graph.read(f"MATCH (n:{its}) WHERE n.id IN $ids RETURN n.{column} AS at", {"ids": ids}) if ids else []
    for relationship in _DATED:
        for start, end in relationship.ends:
            for here, pattern in ((start, "a"), (end, "b")):
                if here == label:
                    question = (
                        f"MATCH (a:{start})-[r:{relationship.name}]->(b:{end}) WHERE {pattern}.id = $id"
                        " AND NOT r.source IN $closed RETURN max(r.at) AS at, max(r.until) AS until"
                    )
                    rows += graph.read(question, {"id": subject, "closed": sorted(closed)})
    return [when for row in rows for when in (row["at"], row.get("until")) if when is not None]


def _offers(graph: Graph, chains: Mapping[str, tuple[Link, ...]]) -> tuple[Offer, ...]:
    rows = graph.read(_OFFERS, {"ids": sorted(chains)}) if chains else []
    return tuple(
        Offer(
            row["id"],
            row["platform"],
            row["title"],
            " ".join(part for part in (row["price"], row["currency"]) if part),
            row["at"],
            row["location"],
            row["lat"],
            row["lon"],
            chains[row["id"]],
        )
        for row in rows
    )
