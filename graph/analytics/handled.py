"""Which handsets a handler or a shop handled, and by what chain of statements.

A handler handled a handset that they held, offered through an account (whole, or a part that came from it), sent from
themselves or an account, had found with them, used an identifier of, or whose theft was followed by a fraud that paid
an account of theirs. A shop handled what was found there when it was seized (an exhibit whose rows name no place: where
its search was, if that was at one place alone), sent from or to there, stayed there, and whatever was handled by those
who run it or work at it. A handset is handled once however many chains lead to it; the chain shown is
the best evidenced, and what it rests on is its weakest link.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from graph.evidence import Link, weakest, weakest_link
from tracer.model import Basis

Pattern = tuple[str, ...]
"""Relationship types from the handler to the handset; one read against its direction starts with `<`."""

HANDLER_CHAINS: tuple[Pattern, ...] = (
    ("HELD",),
    ("USES", "POSTED", "OFFERS"),
    ("USES", "POSTED", "OFFERS", "CAME_FROM"),
    ("USES", "POSTED", "<FOUND_IN", "CAME_FROM"),
    ("SENT", "CARRIED"),
    ("USES", "SENT", "CARRIED"),
    ("<FOUND_WITH", "IDENTIFIED_AS"),
    ("<FOUND_WITH", "<FOUND_IN", "CAME_FROM"),
    ("USES", "<HAS_IDENTIFIER"),
    ("USES", "<PAID_TO", "FOLLOWED_THEFT_OF"),
)
SHOP_CHAINS: tuple[Pattern, ...] = (
    ("<FOUND_AT", "IDENTIFIED_AS"),
    ("<FOUND_AT", "<FOUND_IN", "CAME_FROM"),
    ("<TOOK_PLACE_AT", "<SEIZED_IN", "IDENTIFIED_AS"),
    ("<TOOK_PLACE_AT", "<SEIZED_IN", "<FOUND_IN", "CAME_FROM"),
    ("<SENT_FROM", "CARRIED"),
    ("<SENT_TO", "CARRIED"),
    ("<STAYED_AT",),
    *(("<" + post, *chain) for post in ("RUNS", "WORKS_AT") for chain in HANDLER_CHAINS),
)


@dataclass(frozen=True, slots=True)
class Handled:
    """One stolen handset that was handled: the best evidenced chain to it, and the weakest basis in that chain."""

    handset: str
    name: str
    basis: Basis
    chain: tuple[Link, ...]

    @property
    def rests_on(self) -> Link:
        """The link of the chain that is worth least, by which the whole is judged."""
        return weakest_link(self.chain)

    @property
    def how(self) -> str:
        """The chain in words: `USES account:… POSTED listing:… OFFERS`."""
        return " ".join(one.type for one in self.chain)


def handled_by(network: nx.Graph, subject: str, chains: tuple[Pattern, ...]) -> tuple[Handled, ...]:
    """The stolen handsets reached from a node of the snapshot by any of the chains, by handset id."""
    return tuple(
        Handled(handset, network.nodes[handset]["name"], weakest(one.basis for one in chain), chain)
        for handset, chain in sorted(best_chains(network, subject, chains).items())
        if network.nodes[handset].get("stolen")
    )


def best_chains(network: nx.Graph, subject: str, chains: tuple[Pattern, ...]) -> dict[str, tuple[Link, ...]]:
    """What any of the chains reaches from a node of the snapshot, with the best evidenced chain to each."""
    best: dict[str, tuple[Link, ...]] = {}
    for pattern in chains:
        for reached, chain in _walk(network, subject, pattern):
            if reached not in best or _order(chain) < _order(best[reached]):
                best[reached] = chain
    return best


def _walk(network: nx.Graph, node: str, pattern: Pattern) -> Iterator[tuple[str, tuple[Link, ...]]]:
    """Where a pattern leads from a node, with the best link at each step; yields what it reaches, handset or not."""
    if not pattern:
        yield node, ()
        return
    type_, backwards = pattern[0].lstrip("<"), pattern[0].startswith("<")
    for other, edge in network.adj[node].items():
        step = next((one for one in edge["links"] if one.type == type_ and (one.end == node) == backwards), None)
        if step:
            for reached, rest in _walk(network, other, pattern[1:]):
                yield reached, (step, *rest)


def _order(chain: tuple[Link, ...]) -> tuple[float, tuple[tuple[float, str, str, str, str], ...]]:
    return sum(one.cost for one in chain), tuple(one.order for one in chain)
