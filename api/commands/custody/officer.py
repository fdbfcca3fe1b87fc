"""`tracer custody officer`: who may act on exhibits."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands._noted import note_command
from api.commands.custody._common import opened_custody


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Who may act on exhibits.")
    group.command("add")(add)
    group.command("list")(list_)
    app.add_typer(group, name="officer")


def add(
    initials: Annotated[str, typer.Argument(help="The initials, as exhibit references begin with.")],
    name: Annotated[str, typer.Option(help="The name. It is kept encrypted.")],
    inactive: Annotated[bool, typer.Option("--inactive", help="They may no longer act.")] = False,
) -> None:
    """Register an officer, or change the name or whether they may act."""
    from api.usecases.custody.registers import add_officer
    from tracer.records.audit import Act

    with opened_custody() as house:
        note_command(house.records, "custody officer add", Act.ALTERED, officer=initials)
        officer = add_officer(house.ledger, initials, name, active=not inactive)
    say(f"{officer.id.removeprefix('officer:')} {'may act' if officer.active else 'may no longer act'}.")


def list_(as_json: Json = False) -> None:
    """All officers."""
    with opened_custody() as house:
        for one in house.ledger.officers():
            if as_json:
                put_json({"id": one.id, "name": one.name, "active": one.active})
            else:
                state = "" if one.active else "   (may no longer act)"
                put(f"{one.id.removeprefix('officer:')}   {one.name or '(erased)'}{state}")
