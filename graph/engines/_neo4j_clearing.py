"""Keeps whoever writes to a Neo4j graph out of it while it is emptied, from whatever machine.

Emptying takes many transactions. A batch written beside them would lose some of what it brought and keep its marker,
and so count as complete for ever. So a transaction that writes markers ends only where nobody emptied the graph since
the batch was begun.
"""

from __future__ import annotations

from typing import Any

from neo4j import ManagedTransaction

from graph.engines._neo4j_schema import EMPTYING
from tracer.errors import GraphUnavailableError

_ONE = f"(e:{EMPTYING} {{id: 'graph'}})"
_LOOK = f"OPTIONAL MATCH {_ONE} RETURN e.round AS round, e.by AS by"
# What is read after a property was set cannot be changed by others before the transaction ends.
_HOLD = f"MERGE {_ONE} SET e.held = true RETURN e.round AS round, e.by AS by"
_BEGIN = f"MERGE {_ONE} SET e.by = $by, e.round = $by"
_END = f"MATCH {_ONE} WHERE e.by = $by SET e.by = null"


def begun_in(tx: ManagedTransaction) -> str | None:
    """The last time the graph was emptied, as a mark. Raises `GraphUnavailableError` while it is being emptied."""
    return _round(tx.run(_LOOK).single(strict=True))


def require_since(tx: ManagedTransaction, round_: str | None) -> None:
    """Keeps everybody from emptying the graph until this transaction has ended.

    Raises `GraphUnavailableError` where somebody did since `begun_in` gave this mark.
    """
    if _round(tx.run(_HOLD).single(strict=True)) != round_:
        raise GraphUnavailableError(
            "The graph was emptied while this was written.", "It is written again; nothing recorded is lost."
        )


def begin_emptying(tx: ManagedTransaction, by: str) -> None:
    """Nobody writes from here on; `by` is a mark that was never used."""
    tx.run(_BEGIN, by=by).consume()


def end_emptying(tx: ManagedTransaction, by: str) -> None:
    """Others may write again, unless somebody else began to empty it since."""
    tx.run(_END, by=by).consume()


def _round(found: Any) -> str | None:
    if found["by"] is not None:
        raise GraphUnavailableError(
            "The graph is being emptied, to be made anew.",
            "Wait for that. If whoever did it was stopped, run `tracer graph rebuild`: everything is in the records.",
        )
    mark: str | None = found["round"]
    return mark
