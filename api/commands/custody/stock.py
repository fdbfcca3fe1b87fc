"""`tracer custody stock`: what should be in a store."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands.custody._common import opened_custody


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("stock")(stock)


def stock(
    store: Annotated[str, typer.Argument(help="The store's name.")],
    as_json: Json = False,
) -> None:
    """What should be in a store now: one line for each exhibit."""
    from api.show.custody import state_json
    from api.show.custody_stores import where_lines
    from api.usecases.custody.names import names_of
    from api.usecases.custody.stores import stock as usecase

    with opened_custody() as house:
        states = usecase(house, store)
        names = names_of(house.ledger, records=house.records)
    if as_json:
        put_json([state_json(state) for state in states])
        return
    for line in where_lines(states, names):
        put(line)
    say(f"{len(states):,} exhibits should be there.")
