"""One number for all a graph says, whatever the order it was said in and whichever engine keeps it.

Every node and relationship is written as canonical JSON and hashed with SHA-256; the hashes are added modulo 2^256, so
the sum is of a multiset and needs no sorting. It compares two graphs that were made in good faith: someone who may
choose what is in a graph can make two different ones meet (a sum of hashes is no seal). Evidence is sealed elsewhere.

Numbers are written as Python's `repr` does (the shortest text that reads back the same), times as milliseconds since
1970 in UTC, and what is null is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

from graph.schema import LABEL_OF, LABELS, NOT_IN_DIGEST, PROVENANCE, RELATIONSHIP_OF, RELATIONSHIPS, PropertyType
from graph.views import GraphStatus

_MODULUS = 1 << 256
Columns = Mapping[str, Sequence[Any]]


def digested(name: str) -> dict[str, PropertyType]:
    """Properties of a label or relationship type that count, in the order they are written."""
    if name in LABEL_OF:
        declared: dict[str, PropertyType] = LABEL_OF[name].properties
    else:
        said = {**PROVENANCE, **RELATIONSHIP_OF[name].properties}
        declared = {key: kind for key, kind in said.items() if key not in NOT_IN_DIGEST}
    return dict(sorted(declared.items()))


@dataclass(slots=True)
class Digest:
    """Adds up what it is given; columns are lists of equal length, times in them epoch milliseconds."""

    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def add_nodes(self, label: str, ids: Sequence[str], columns: Columns) -> None:
        """Nodes of one label. `columns` holds each property of `digested(label)`."""
        heads = [f'["{label}",{encode_basestring(one)},' for one in ids]
        self._add(label, heads, columns)

    def add_relationships(
        self, name: str, ends: tuple[str, str], pairs: tuple[Sequence[str], Sequence[str]], columns: Columns
    ) -> None:
        """Relationships of one type between two labels. `pairs` are the ids they start and end at."""
        quote = encode_basestring
        start, end = ends
        heads = [f'["{name}","{start}",{quote(one)},"{end}",{quote(other)},' for one, other in zip(*pairs, strict=True)]
        self._add(name, heads, columns)

    def hex(self) -> str:
        """64 hex digits."""
        return f"{self.total:064x}"

    def status(self, engine: str) -> GraphStatus:
        """What was added, as an answer: what there is none of is left out."""
        nodes = {label.name: self.counts[label.name] for label in LABELS if self.counts.get(label.name)}
        found = {one.name: self.counts[one.name] for one in RELATIONSHIPS if self.counts.get(one.name)}
        return GraphStatus(engine, nodes, found, self.hex())

    def _add(self, name: str, heads: Sequence[str], columns: Columns) -> None:
        self.counts[name] = self.counts.get(name, 0) + len(heads)
        fragments = [_fragments(key, kind, columns[key]) for key, kind in digested(name).items()]
        bodies: Iterable[tuple[str, ...]] = zip(*fragments, strict=True) if fragments else ((),) * len(heads)
        total = 0
        for head, body in zip(heads, bodies, strict=True):
            said = f"{head}{{{','.join(filter(None, body))}}}]"
            total += int.from_bytes(sha256(said.encode()).digest())
        self.total = (self.total + total) % _MODULUS


def _fragments(key: str, kind: PropertyType, values: Sequence[Any]) -> list[str]:
    """`"key":value` for each value, and nothing for null."""
    write = _WRITE[kind]
    return ["" if value is None else f'"{key}":{write(value)}' for value in values]


def _number(value: Any) -> str:
    return repr(float(value))


def _flag(value: Any) -> str:
    return "true" if value else "false"


_WRITE: dict[PropertyType, Callable[[Any], str]] = {
    "text": encode_basestring,
    "number": _number,
    "whole": int.__repr__,
    "time": int.__repr__,
    "flag": _flag,
}
