"""Use of the digital identity that was taken with it."""

from __future__ import annotations

from graph.queries.story._found import RESTS_ON, Found, Row, Subject, distinct, joined, rests_on
from graph.views import Event

_FRAUD = (
    "MATCH (f:FraudEvent)-[r:FOLLOWED_THEFT_OF]->(h:Handset {id: $handset})"
    " RETURN f.id AS id, f.at AS at, f.kind AS kind, f.institution AS institution, f.amount AS amount,"
    f" f.currency AS currency, {RESTS_ON} ORDER BY id, fact"
)
_PAID = "MATCH (f:FraudEvent {id: $event})-[r:PAID_TO]->(a:Account) RETURN a.id AS id, a.name AS name ORDER BY id"


def find(subject: Subject) -> Found:
    """Each event once, with the account that was paid."""
    events = []
    for row in distinct(subject.of_handset(_FRAUD), "id"):
        paid = distinct(subject.graph.read(_PAID, {"event": row["id"]}), "id")
        events.append(_event(row, [one["name"] for one in paid]))
    return Found(events=tuple(events))


def _event(row: Row, paid_to: list[str]) -> Event:
    amount = " ".join(part for part in (row["amount"], row["currency"]) if part)
    to = f"paid to {', '.join(paid_to)}" if paid_to else None
    return Event(
        kind="fraud",
        at=row["at"],
        summary=f"Fraud: {joined(row['kind'].replace('_', ' '), amount, row['institution'], to)}",
        details={"fraud": row["id"], "paidTo": ", ".join(paid_to)},
        **rests_on(row),
    )
