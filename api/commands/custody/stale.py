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
    """What is in custody and has not moved for so many days, the longest first; then loans past their day, and what
    the last stock-take of a store did not account for.
    """
    from api.show.custody import state_json
    from api.show.custody_stores import where_lines
    from api.usecases.custody.names import names_of
    from api.usecases.custody.stores import stale as usecase
    from api.usecases.custody.unaccounted import unaccounted
    from tracer.custody.events import reference_of
    from tracer.times import iso

    with opened_custody() as house:
        still, late = usecase(house, days)
        unlike, names = unaccounted(house), names_of(house.ledger, records=house.records)
    if as_json:
        still_json, late_json = ([state_json(state) for state in states] for states in (still, late))
        told = [
            {"exhibit": state_json(one.state), "unlike": one.unlike, "store": one.store, "at": iso(one.at)}
            for one in unlike.values()
        ]
        put_json({"days": days, "notMoved": still_json, "overdue": late_json, "unaccounted": told})
        return
    for line in where_lines(still, names):
        put(line)
    for line in where_lines(late, names):
        put(f"OVERDUE {line}")
    for one in unlike.values():
        put(f"{reference_of(one.state.exhibit)}: {one.words(names.place(one.store))}")
    say(f"{len(still):,} have not moved for {days} days; {len(late):,} loans are overdue.")
