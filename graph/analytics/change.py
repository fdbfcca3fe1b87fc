"""What would change without one handler or shop: which handsets nothing else leads to, and who stays in reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from graph.analytics.handled import HANDLER_CHAINS, SHOP_CHAINS, Pattern, best_chains
from graph.analytics.rank import is_shop
from graph.evidence import Link, weakest_link

_TIES = frozenset({"ASSOCIATES_WITH", "RUNS", "WORKS_AT", "USES"})


def _backwards(chain: Pattern) -> Pattern:
    return tuple(step[1:] if step.startswith("<") else f"<{step}" for step in reversed(chain))


_TO_HANDLERS = tuple(map(_backwards, HANDLER_CHAINS))
_TO_SHOPS = tuple(map(_backwards, SHOP_CHAINS))


@dataclass(frozen=True, slots=True)
class Reached:
    """A handler or shop that is still in reach, from whom, and the links that lead there; judged by the weakest."""

    id: str
    name: str
    start: str
    chain: tuple[Link, ...]

    @property
    def rests_on(self) -> Link:
        """The link that is worth least."""
        return weakest_link(self.chain)


@dataclass(frozen=True, slots=True)
class Change:
    """What would be different without it.

    `alone` are handsets that no other handler and no other shop leads to. `people` are the handlers it is tied to, and
    `reached` the further handlers and shops that these reach without it, over ties of people, places and accounts;
    `names` has the names of both and of what is between them.
    """

    alone: tuple[str, ...]
    people: tuple[str, ...]
    reached: tuple[Reached, ...]
    names: Mapping[str, str]


def change_without(network: nx.Graph, subject: str, handsets: Iterable[str]) -> Change:
    """What a snapshot loses without one of its handlers or shops, which is taken out of it. `handsets` are its own."""
    if subject not in network:
        return Change((), (), (), {})
    tied = sorted(other for other, edge in network.adj[subject].items() if _tie(edge) is not None)
    people = _people_at(network, subject, tied)
    network.remove_node(subject)
    alone = tuple(one for one in sorted(handsets) if one in network and not _is_led_to(network, one))
    reached = _reached(network, people)
    met = {*people, *(end for one in reached for link in one.chain for end in (link.start, link.end))}
    return Change(alone, tuple(people), reached, {one: network.nodes[one]["name"] for one in sorted(met)})


def _people_at(network: nx.Graph, subject: str, tied: Collection[str]) -> list[str]:
    """The handlers tied to it, at once or by an account or a place that both have."""
    found = {one for one in tied if network.nodes[one]["label"] == "Handler"}
    for shared in (one for one in tied if network.nodes[one]["label"] in ("Account", "Place")):
        found |= {
            other
            for other, edge in network.adj[shared].items()
            if network.nodes[other]["label"] == "Handler" and _tie(edge) is not None
        }
    return sorted(found - {subject})


def _is_led_to(network: nx.Graph, handset: str) -> bool:
    return _leads(network, handset, _TO_HANDLERS, "Handler") or _leads(network, handset, _TO_SHOPS, "Place")


def _leads(network: nx.Graph, handset: str, chains: tuple[Pattern, ...], label: str) -> bool:
    ends = best_chains(network, handset, chains)
    return any(network.nodes[one]["label"] == label and (label == "Handler" or is_shop(network, one)) for one in ends)


def _reached(network: nx.Graph, people: Collection[str]) -> tuple[Reached, ...]:
    """What people reach, nearest first, by the best evidenced link at each step; they themselves are not among it."""
    chains: dict[str, tuple[str, tuple[Link, ...]]] = {one: (one, ()) for one in people}
    layer, found = list(people), []
    while layer:
        following = []
        for here in layer:
            start, chain = chains[here]
            for other, edge in sorted(network.adj[here].items()):
                link = _tie(edge)
                if link is not None and other not in chains:
                    chains[other] = (start, (*chain, link))
                    following.append(other)
        layer = following
        found += [one for one in layer if _is_dealer(network, one)]
    return tuple(Reached(one, network.nodes[one]["name"], *chains[one]) for one in found)


def _tie(edge: dict[str, tuple[Link, ...]]) -> Link | None:
    return next((link for link in edge["links"] if link.type in _TIES), None)


def _is_dealer(network: nx.Graph, node: str) -> bool:
    return network.nodes[node]["label"] == "Handler" or (
        network.nodes[node]["label"] == "Place" and is_shop(network, node)
    )
