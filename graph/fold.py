"""Many facts tell of one node: what they agree on is said, what they differ on is said too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from graph.batch import Node, Value
from graph.projections._drawing import Claim
from graph.schema import LABEL_OF
from tracer.model import canonical_json
from tracer.times import iso


def fold(claims: Iterable[Claim]) -> tuple[Node, ...]:
    """One node for each label and id, whatever the order of the claims.

    Where strong claims differ the smallest value stands and all of them are listed in `conflicts`; weak claims only
    fill what no strong one says.
    """
    strong: dict[tuple[str, str], dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
    weak: dict[tuple[str, str], dict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
    for claim in claims:
        into = (weak if claim.weak else strong)[claim.label, claim.id]
        for name, value in claim.properties.items():
            into[name].add(value)
    return tuple(_node(key, strong[key], weak[key]) for key in sorted({*strong, *weak}))


def _node(key: tuple[str, str], strong: dict[str, set[Value]], weak: dict[str, set[Value]]) -> Node:
    properties: dict[str, Value] = {}
    differ: dict[str, list[str]] = {}
    for name in sorted({*strong, *weak}):
        values = sorted(strong.get(name) or weak[name], key=_text)
        properties[name] = values[0]
        if len(values) > 1:
            differ[name] = [_text(value) for value in values]
    label, node_id = key
    if differ and "conflicts" in LABEL_OF[label].properties:
        properties["conflicts"] = canonical_json(differ)
    return Node(label, node_id, properties)


def _text(value: Value) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)
