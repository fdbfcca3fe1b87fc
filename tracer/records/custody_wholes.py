"""Which exhibit each part was taken out of: asked by the ledger's rules, and by the way back to an owner.

A part's own events do not say so; the split of the whole does. A part is kept by whatever keeps its whole.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import unquote

import orjson
from sqlalchemy import Connection, select

from tracer.records.custody_among import among
from tracer.records.custody_tables import head

ON_LOAN = "on_loan"
IN_CUSTODY = ("held", ON_LOAN)
"""What the ledger calls an exhibit that it still has."""
_NO_PARTS = b'"parts":[]'


def parents(connection: Connection, exhibits: Collection[str]) -> dict[str, tuple[str, ...]]:
    """What each part of the seizures of these exhibits was taken out of."""
    found: dict[str, tuple[str, ...]] = {}
    for seizure in {row[1] for row in among(connection, (head.c.exhibit, head.c.seizure), exhibits)}:
        rows = connection.execute(select(head.c.exhibit, head.c.state).where(head.c.seizure == seizure)).all()
        for whole, state in rows:
            # Most have none, and reading a state takes longer than looking at it.
            for part in () if _NO_PARTS in state else orjson.loads(state)["parts"]:
                found[part] = (*found.get(part, ()), whole)
    return found


def wholes(known: Mapping[str, tuple[str, ...]], exhibit: str) -> tuple[str, ...]:
    """All that an exhibit was taken out of, and what that was taken out of, the nearest first."""
    found = [exhibit]
    for one in found:
        found += [whole for whole in known.get(one, ()) if whole not in found]
    return tuple(found[1:])


def wholes_of(connection: Connection, exhibit: str) -> tuple[str, ...]:
    """The same of one exhibit, as the ledger has it now."""
    return wholes(parents(connection, [exhibit]), exhibit)


def named(exhibit: str) -> str:
    """The reference in an exhibit's id, as people say it."""
    return unquote(exhibit.rsplit(":", maxsplit=1)[-1])
