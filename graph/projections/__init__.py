"""What each kind of fact looks like in the graph, one file per kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from graph.projections._drawing import Drawing
from tracer.model import StoredFact
from tracer.registry import modules_in


def draw(fact: StoredFact, handsets: Sequence[str | None], related: frozenset[str] = frozenset()) -> Drawing:
    """Nodes and edges of a fact.

    `handsets` has, for each of its phones, the handset it is (None while unknown); `related` are the handsets of the
    reports whose crime reference the fact names.
    """
    drawing = Drawing(fact, tuple(handsets), related=related)
    _projections()[fact.kind](drawing)
    return drawing


@cache
def _projections() -> dict[str, Callable[[Drawing], None]]:
    return {module.KIND: module.project for module in modules_in("graph.projections")}
