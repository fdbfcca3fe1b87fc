"""The best-evidenced path between any two things, each step with what it rests on.

Dijkstra's search from both ends. Whole layers are read: since no step costs less than `OBSERVED_COST`, every open
node within that of the nearest is already at its true distance, so all of them can be asked about in one go. The path
is then the cheapest through everything read; of equally cheap ones the shortest, and of those the first by id.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from graph.evidence import OBSERVED_COST, Link
from graph.ids import label_of
from graph.port import Graph
from graph.queries.names import known_names
from graph.queries.neighbours import Supernode, Walk, label_at, neighbours, walk_between
from tracer.errors import NotFoundError
from tracer.model import Basis, SourceRow

MOST_NODES = 20_000
"""How many nodes are asked about before the search gives up and says so."""
DIGITS = 9
"""Decimals that costs are compared by."""
MOST_COST = 40.0
"""A path that costs more says nothing a person could use: forty observed steps, or six that are all but guesses."""


@dataclass(frozen=True, slots=True)
class Step:
    """One relationship of the path. `direction` is `out` when it is stated from `from_id` to `to_id`, else `in`."""

    from_id: str
    from_name: str
    type: str
    direction: str
    to_id: str
    to_name: str
    basis: Basis
    grade: str | None
    score: float | None
    source: SourceRow | None


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """The path from `start` to `end`: no steps and no cost when none was found.

    `nodes_looked_at` and `links_looked_at` count what was read; `shown_of` has the supernodes that were looked at in
    part, by which a better path may have been missed; `given_up` says the search met its bounds first.
    """

    start: str
    end: str
    steps: tuple[Step, ...]
    cost: float | None
    nodes_looked_at: int
    links_looked_at: int
    shown_of: tuple[Supernode, ...] = ()
    given_up: bool = False


@dataclass(slots=True)
class _Side:
    """The search from one end: the least cost known to each node, and those whose links have been read."""

    costs: dict[str, float]
    done: set[str] = field(default_factory=set)
    in_part: bool = False
    """Whether a supernode was read in part, so that a way on may be known from the other side alone."""

    def open(self) -> dict[str, float]:
        return {node: cost for node, cost in self.costs.items() if node not in self.done}

    def layer(self) -> list[str]:
        """The open nodes whose cost can no longer fall."""
        waiting = self.open()
        limit = min(waiting.values(), default=0.0) + OBSERVED_COST
        return sorted(node for node, cost in waiting.items() if cost < limit)

    def ahead(self) -> float:
        """The least that any way on from here costs; infinity when there is none."""
        return min(self.open().values(), default=0.0 if self.in_part else inf)

    def relax(self, links: list[Link]) -> None:
        """Carries the costs of the nodes just read over their links."""
        for one in links:
            for here, there in ((one.start, one.end), (one.end, one.start)):
                if here in self.done and self.costs[here] + one.cost < self.costs.get(there, inf):
                    self.costs[there] = self.costs[here] + one.cost


@dataclass(slots=True)
class _Search:
    """Everything read so far."""

    labels: dict[str, str]
    near: dict[str, dict[str, Link]] = field(default_factory=dict)
    supernodes: dict[str, Supernode] = field(default_factory=dict)
    links: int = 0

    def add(self, one: Link) -> None:
        self.links += 1
        for here, there in ((one.start, one.end), (one.end, one.start)):
            self.labels.setdefault(here, label_at(one, here))
            known = self.near.setdefault(here, {}).get(there)
            if known is None or one.order < known.order:
                self.near[here][there] = one


def best_path(
    graph: Graph, a: str, b: str, observed_only: bool = False, closed: frozenset[str] = frozenset()
) -> PathAnswer:
    """The best-evidenced path between two nodes, by id. Raises `NotFoundError` when the graph has not got one of them.

    Statements are walked in both directions; a search that was at several places ties none of its exhibits to any of
    them, since each says for itself where it was found. `observed_only` walks only what a source row shows, and
    nothing is walked that rests on a source in `closed`.
    """
    ends = {one: _label(graph, one) for one in (a, b)}
    walk = walk_between(ends, observed_only, closed)
    search = _Search(dict(ends))
    given_up = a != b and _explore(graph, search, walk, _Side({a: 0.0}), _Side({b: 0.0}))
    links, cost = _cheapest(search.near, a, b)
    return PathAnswer(
        start=a,
        end=b,
        steps=_steps(graph, a, links),
        cost=cost,
        nodes_looked_at=len(search.labels),
        links_looked_at=search.links,
        shown_of=tuple(search.supernodes[one] for one in sorted(search.supernodes)),
        given_up=given_up,
    )


def _label(graph: Graph, node: str) -> str:
    for label in [found] if (found := label_of(node)) else ["Ping", "Sighting"]:
        if graph.read(f"MATCH (n:{label} {{id: $id}}) RETURN n.id AS id", {"id": node}):
            return label
    raise NotFoundError(f"Nothing in the graph has the id {node[:80]!r}.", "Give an id as the answers show it.")


def _explore(graph: Graph, search: _Search, walk: Walk, one: _Side, other: _Side) -> bool:
    """Reads layers from both sides until no better path can be unread; true when it had to give up first."""
    while True:
        best = min((cost + other.costs[node] for node, cost in one.costs.items() if node in other.costs), default=inf)
        ahead = one.ahead() + other.ahead()
        layers = [(side, layer) for side in (one, other) if (layer := side.layer())]
        if not layers or ahead >= best:
            return False
        if len(one.done) + len(other.done) > MOST_NODES or ahead > MOST_COST:
            return True
        side, layer = min(layers, key=lambda pair: len(pair[1]))
        links, supernodes = neighbours(graph, {node: search.labels[node] for node in layer}, walk)
        for found in links:
            search.add(found)
        search.supernodes |= {found.id: found for found in supernodes}
        side.in_part = side.in_part or bool(supernodes)
        side.done.update(layer)
        side.relax(links)


def _cheapest(near: Mapping[str, Mapping[str, Link]], a: str, b: str) -> tuple[list[Link], float | None]:
    """The cheapest way through what was read; of equals the shortest, then the first by the ids along it."""
    waiting: list[tuple[float, int, tuple[str, ...]]] = [(0.0, 0, (a,))]
    reached: set[str] = set()
    while waiting:
        cost, length, nodes = heapq.heappop(waiting)
        here = nodes[-1]
        if here == b:
            return [near[before][after] for before, after in pairwise(nodes)], cost
        if here in reached:
            continue
        reached.add(here)
        for there, found in near.get(here, {}).items():
            if there not in reached:
                heapq.heappush(waiting, (round(cost + found.cost, DIGITS), length + 1, (*nodes, there)))
    return [], None


def _steps(graph: Graph, a: str, links: list[Link]) -> tuple[Step, ...]:
    names = known_names(graph, [node for one in links for node in (one.start, one.end)])
    steps: list[Step] = []
    here = a
    for one in links:
        there = one.end if one.start == here else one.start
        steps.append(
            Step(
                from_id=here,
                from_name=names.get(here, here),
                type=one.type,
                direction="out" if one.start == here else "in",
                to_id=there,
                to_name=names.get(there, there),
                basis=one.basis,
                grade=one.grade,
                score=one.score,
                source=one.source,
            )
        )
        here = there
    return tuple(steps)
