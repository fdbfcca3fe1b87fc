"""`tracer custody store`: the stores and laboratories that exhibits lie in."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands._noted import note_command
from api.commands.custody._common import opened_custody


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Stores and laboratories.")
    group.command("add")(add)
    group.command("list")(list_)
    app.add_typer(group, name="store")


def add(
    short: Annotated[str, typer.Argument(help="A short name, such as MAIN.")],
    name: Annotated[str | None, typer.Option(help="The full name.")] = None,
    laboratory: Annotated[bool, typer.Option("--laboratory", help="It is a laboratory, not a store.")] = False,
    inactive: Annotated[bool, typer.Option("--inactive", help="It is no longer in use.")] = False,
) -> None:
    """Register a store or laboratory, or change its name or whether it is in use."""
    from api.usecases.custody.registers import add_place
    from tracer.records.audit import Act

    with opened_custody() as house:
        note_command(house.records, "custody store add", Act.ALTERED, store=short)
        place = add_place(house.ledger, short, name, laboratory=laboratory, active=not inactive)
    say(f"{place.id} {'is in use' if place.active else 'is no longer in use'}.")


def list_(as_json: Json = False) -> None:
    """All stores and laboratories."""
    with opened_custody() as house:
        for one in house.ledger.places():
            if as_json:
                put_json({"id": one.id, "kind": one.kind.value, "name": one.name, "active": one.active})
            else:
                state = "" if one.active else "   (no longer in use)"
                put(f"{one.id}   {one.name}{state}")
