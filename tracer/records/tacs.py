"""Makes and models by TAC. Lists differ in what they call a phone, so every name is kept and one is chosen."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, func, insert, select

from tracer.model import canonical_json
from tracer.records.facts import Place, Stated
from tracer.records.tables import tac

KIND = "tac"
"""The kind of fact that is kept here and not among the other facts."""


def store(connection: Connection, place: Place, new: Sequence[Stated]) -> None:
    """Keeps TAC rows that nobody stated before."""
    rows = [
        {
            "id": stated.id,
            "tac": _text(stated, "tac"),
            "make": _text(stated, "make"),
            "model": _text(stated, "model"),
            "body": canonical_json(dict(stated.fact.body)),
            "source": place.source_no,
            "row": stated.fact.row,
        }
        for stated in sorted(new, key=lambda stated: stated.id)
    ]
    if rows:
        connection.execute(insert(tac), rows)


def model_of(connection: Connection, code: str) -> tuple[str, str] | None:
    """The make and model of a TAC, or None: of several, the first in order of make and model.

    How often a name was stated does not count, so that a list that is loaded twice does not vote twice.
    """
    names = connection.execute(select(tac.c.make, tac.c.model).where(tac.c.tac == code).distinct())
    # Sorted here because PostgreSQL's order depends on its locale.
    return min(((row.make, row.model) for row in names), default=None)


def count(connection: Connection) -> int:
    """How many TACs are known."""
    return connection.execute(select(func.count(func.distinct(tac.c.tac)))).scalar_one()


def _text(stated: Stated, name: str) -> str:
    value = stated.fact.body.get(name)
    return "" if value is None else str(value)
