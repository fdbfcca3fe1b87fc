"""Which exhibits were identified as handsets that theft reports concern: whose each may be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graph.port import Answers
from tracer.model import Basis

_OF_EVERY = "MATCH (e:Exhibit)-[i:IDENTIFIED_AS]->(h:Handset)<-[c:CONCERNS]-(t:TheftReport)"
_OF_ONE = "MATCH (e:Exhibit {id: $exhibit})-[i:IDENTIFIED_AS]->(h:Handset)<-[c:CONCERNS]-(t:TheftReport)"
_TOLD = (
    " RETURN DISTINCT e.id AS exhibit, t.id AS id, t.reference AS reference, t.force AS force, t.offence AS offence,"
    " t.occurredFrom AS since, i.basis AS basis, i.score AS score, i.source AS identified, c.source AS concerned"
    " ORDER BY exhibit, id, basis, identified, concerned"
)


@dataclass(frozen=True, slots=True)
class Reported:
    """An exhibit's handset and a theft report that concerns it, as a file of each says. `since` is UTC.

    `basis` and `score` are those of what says which handset the exhibit is; `sources` are the files that must be open
    to somebody who is told.
    """

    exhibit: str
    report: str
    reference: str
    force: str
    offence: str | None
    since: datetime | None
    basis: Basis
    score: float | None
    sources: frozenset[str]


def reported(graph: Answers, exhibit: str | None = None) -> tuple[Reported, ...]:
    """All there are, or those of one exhibit, by exhibit and report; several for what more than one file says."""
    rows = graph.read(_OF_EVERY + _TOLD) if exhibit is None else graph.read(_OF_ONE + _TOLD, {"exhibit": exhibit})
    return tuple(
        Reported(
            row["exhibit"],
            row["id"],
            row["reference"],
            row["force"],
            row["offence"],
            row["since"],
            Basis(row["basis"]),
            row["score"],
            frozenset(filter(None, (row["identified"], row["concerned"]))),
        )
        for row in rows
    )
