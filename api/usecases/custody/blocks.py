"""Whether a block still stands on the handset that an exhibit is. The graph has the lists; the ledger never does."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from api.bootstrap import open_graph
from api.custody_house import CustodyHouse
from api.in_time import InTime
from api.usecases.custody.lookups import SECONDS, GraphLookUps
from api.usecases.custody.read_off import read_off
from api.wholeness import GRAPH_TROUBLE, whole_graph
from graph.port import Graph
from graph.queries.subject import named
from tracer.custody.events import officer_id, reference_of
from tracer.errors import GraphError, NotFoundError
from tracer.records.values import Asked


def standing_blocks(house: CustodyHouse, exhibit: str, by: str) -> tuple[str, ...]:
    """The blocks that stand on an exhibit's handset, in words, or why that cannot be told; empty where none does.

    No full stop ends them. The audit notes that the officer had its identifiers read. Nothing is read for one who may
    not act: the rules refuse what they do.
    """
    officer = officer_id(by)
    if not any(one.id == officer and one.active for one in house.ledger.officers()):
        return ()
    asked = Asked(officer, f"Returning {reference_of(exhibit)}: was its block lifted?")
    try:
        return InTime().ask(lambda: _of_exhibit(house, exhibit, asked), 2 * SECONDS)
    except GRAPH_TROUBLE as error:
        return (f"It cannot be told whether a block stands: {error.what.rstrip('.')}",)


def _of_exhibit(house: CustodyHouse, exhibit: str, asked: Asked) -> tuple[str, ...]:
    with graph_of(house) as graph, whole_graph(house.settings, house.records, graph):
        read = read_off(house, exhibit, asked)
        return _blocks(GraphLookUps(graph, house.records, house.settings), read | _identified(graph, exhibit))


def graph_of(house: CustodyHouse) -> AbstractContextManager[Graph]:
    """The graph that this process holds open, left open, or one of its own."""
    return open_graph(house.settings, read_only=True) if house.graph is None else nullcontext(house.graph)


def _identified(graph: Graph, exhibit: str) -> frozenset[str]:
    """The identifiers of the handset that somebody or something said the exhibit is."""
    try:
        return frozenset(named(graph, exhibit).identifiers)
    except NotFoundError:
        return frozenset()


def _blocks(look_ups: GraphLookUps, identifiers: frozenset[str]) -> tuple[str, ...]:
    """The standing blocks on these, and on what else is known to be of the same phone. Raises `GraphError` in doubt."""
    known = {one: look_ups.known(one) for one in sorted(identifiers)}
    phones = {phone.id: phone for each in known.values() if not each.contested for phone in each.phones}
    others = {one for phone in phones.values() for one in phone.identifiers} - known.keys()
    known |= {one: look_ups.known(one) for one in sorted(others)}
    if doubt := next((each.doubt for each in known.values() if each.doubt), None):
        raise GraphError(doubt)
    return tuple(dict.fromkeys(each.block for each in known.values() if each.block))
