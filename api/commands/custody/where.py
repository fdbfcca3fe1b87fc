"""`tracer custody where`: where an exhibit is now."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json
from api.commands.custody._common import opened_custody


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("where")(where)


def where(
    exhibit: Annotated[str, typer.Argument(help="Its reference (AB/1), its seal, or its whole id.")],
    as_json: Json = False,
) -> None:
    """Where it is, who holds it, and under which seal. A reference used in several seizures is answered for each."""
    from api.show.custody import state_json
    from api.show.custody_stores import where_lines
    from api.usecases.custody.names import names_of
    from api.usecases.custody.naming import find_exhibit
    from api.usecases.custody.stores import where as usecase

    with opened_custody() as house:
        states = usecase(house, exhibit) or (find_exhibit(house.ledger, exhibit),)
        names = names_of(house.ledger, records=house.records)
    if as_json:
        put_json([state_json(state) for state in states])
    else:
        put("\n".join(where_lines(states, names)))
