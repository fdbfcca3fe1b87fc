"""What one fact draws: claims about nodes, and edges that rest on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from graph.batch import Edge, Value
from tracer.model import Basis, StoredFact, canonical_json, hash_id
from tracer.times import from_iso


def reference_key(reference: str) -> str:
    """The key under which everything that names a crime reference is found."""
    return f"reference:{collapsed(reference)}"


def collapsed(text: str) -> str:
    """A reference or a force's name as it is compared: without regard to case, spacing and full width."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def shown(text: str, prefix: str) -> str:
    """A name as it is shown, where a row gives it or the id that was made of it (`handler:fonez`)."""
    return text.strip().removeprefix(f"{prefix}:")


class Rank(IntEnum):
    """How much a claim is worth: of each property the best claims stand, and the others are passed over."""

    STATED = 0
    """The row is about the thing."""
    TOLD = 1
    """The row is about something else and tells of the thing."""
    NAMED = 2
    """The row only names the thing, perhaps by an id."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a fact says of a node."""

    label: str
    id: str
    properties: Mapping[str, Value]
    rank: Rank = Rank.STATED


@dataclass(slots=True)
class Drawing:
    """Collects what a projection draws for one fact."""

    fact: StoredFact
    handsets: tuple[str | None, ...]
    claims: list[Claim] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    """Further keys the fact must be found by, such as a crime reference."""
    related: frozenset[str] = frozenset()
    """Handsets of the reports that have the crime reference this fact names."""

    def text(self, name: str) -> str | None:
        """A text of the fact's body."""
        value = self.fact.body.get(name)
        return None if value is None else str(value)

    def need(self, name: str) -> str:
        """A text that the kind makes sure is there."""
        return str(self.fact.body[name])

    def time(self, name: str) -> Value:
        """An instant of the fact's body."""
        value = self.fact.body.get(name)
        return None if value is None else from_iso(str(value))

    def number(self, name: str) -> float | None:
        """A number of the fact's body."""
        value = self.fact.body.get(name)
        return None if value is None else float(value)

    def node(self, label: str, node_id: str, rank: Rank = Rank.STATED, **properties: Value) -> tuple[str, str]:
        """Claim properties of a node (None claims nothing) and give its label and id."""
        said = {name: value for name, value in properties.items() if value is not None}
        self.claims.append(Claim(label, node_id, said, rank))
        return label, node_id

    def edge(
        self,
        kind: str,
        start: tuple[str, str],
        end: tuple[str, str],
        basis: Basis = Basis.OBSERVED,
        **properties: Value,
    ) -> None:
        """Join two nodes on the strength of this fact; facts that say the same of them draw one edge, not several."""
        said: dict[str, Value] = {name: value for name, value in properties.items() if value is not None}
        statement = [kind, start, end, basis, {name: str(value) for name, value in said.items()}]
        if self.text("zone"):
            said["zone"] = self.text("zone")
        own_id = hash_id(canonical_json(statement).encode())
        self.edges.append(Edge(kind, start, end, own_id, basis, self.fact.source, said))

    def handset(self, place: int = 0) -> tuple[str, str] | None:
        """The handset of the fact's phone at that place, once it is known which it is."""
        handset = self.handsets[place] if place < len(self.handsets) else None
        return ("Handset", handset) if handset else None
