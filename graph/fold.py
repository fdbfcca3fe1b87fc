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

_Said = dict[str, dict[int, set[Value]]]
"""For each property, the values claimed at each rank."""


def fold(claims: Iterable[Claim]) -> tuple[Node, ...]:
    """One node for each label and id, whatever the order of the claims.

    Of each property the claims of the best rank stand; where they differ, the smallest value stands and all of them
    are listed in `conflicts`.
    """
    said: dict[tuple[str, str], _Said] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for claim in claims:
        of_node = said[claim.label, claim.id]
        for name, value in claim.properties.items():
            of_node[name][claim.rank].add(value)
    return tuple(_node(key, said[key]) for key in sorted(said))


def _node(key: tuple[str, str], said: _Said) -> Node:
    properties: dict[str, Value] = {}
    differ: dict[str, list[str]] = {}
    for name in sorted(said):
        values = sorted(said[name][min(said[name])], key=_text)
        properties[name] = values[0]
        if len(values) > 1:
            differ[name] = [_text(value) for value in values]
    label, node_id = key
    if differ and "conflicts" in LABEL_OF[label].properties:
        properties["conflicts"] = canonical_json(differ)
    return Node(label, node_id, properties)


def _text(value: Value) -> str:
    return iso(value) if isinstance(value, datetime) else str(value)
