"""What somebody else did to an exhibit while a page of it was open, in words."""

from __future__ import annotations

from api.desk import Desk
from api.problems import ChangedError
from api.usecases.custody.names import names_of
from tracer.custody.events import ConflictError
from tracer.custody.narrative import narrate


def told_between(desk: Desk, error: ConflictError) -> ChangedError:
    """Who did what in between, and that they have to look again."""
    if not error.since:
        return ChangedError(error.what, error.do)
    names = names_of(desk.ledger, officers=True, records=desk.records)
    after = error.since[0].sequence
    history = narrate(desk.ledger.history(error.since[0].event.exhibit), names)
    done = [f"{line.what}, {line.when}" for line in history.lines if line.number >= after]
    return ChangedError(
        f"It changed since you looked: {'; '.join(done)}.",
        "Nothing of yours was recorded. Look again, and record it if it still holds.",
    )
