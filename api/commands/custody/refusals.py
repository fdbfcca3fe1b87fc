"""`tracer custody refusals`: what was asked of the ledger and refused."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json, say
from api.commands.custody._common import opened_custody


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("refusals")(refusals)


def refusals(
    exhibit: Annotated[str | None, typer.Option(help="Of this exhibit alone: its reference, or its whole id.")] = None,
    seizure: Annotated[str | None, typer.Option(help="Of this seizure alone.")] = None,
    as_json: Json = False,
) -> None:
    """What was refused, oldest first: when, to whom, of which exhibit, and why. Nothing of it is in the history."""
    from api.usecases.custody.refusals import refusal_json, refusal_lines
    from api.usecases.custody.refusals import refusals as usecase

    with opened_custody() as house:
        found = usecase(house.ledger, exhibit, seizure)
    if as_json:
        put_json([refusal_json(one) for one in found])
        return
    for line in refusal_lines(found):
        put(line)
    say(f"{len(found):,} refused.")
