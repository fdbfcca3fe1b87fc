"""`tracer custody stale`: what has not moved for long, and loans that are overdue."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands.custody._common import opened_custody


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("stale")(stale)


def stale(
    days: Annotated[int, typer.Option(help="Not moved for this many days.", min=0, max=36_500)] = 90,
    as_json: Json = False,
) -> None:
    """What is in custody and has not moved for so many days, the longest first; then loans past their day."""
    from api.show.custody import state_json
    from api.show.custody_stores import where_lines
    from api.usecases.custody.names import names_of
    from api.usecases.custody.stores import stale as usecase

    with opened_custody() as house:
        still, late = usecase(house, days)
        names = names_of(house.ledger)
    if as_json:
        still_json, late_json = ([state_json(state) for state in states] for states in (still, late))
        put_json({"days": days, "notMoved": still_json, "overdue": late_json})
        return
    for line in where_lines(still, names):
        put(line)
    for line in where_lines(late, names):
        put(f"OVERDUE {line}")
    say(f"{len(still):,} have not moved for {days} days; {len(late):,} loans are overdue.")
