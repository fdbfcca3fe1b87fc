"""`tracer custody verify`: whether the ledger is as it was recorded."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands._common import Json, put, put_json
from api.commands.custody._common import opened_custody


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("verify")(verify)


def verify(
    attachments: Annotated[bool, typer.Option(help="Read every attached file again as well.")] = True,
    as_json: Json = False,
) -> None:
    """Derive everything again from the stored bytes. Exit 0 verified, 1 not verified and why, 2 not readable."""
    from api.show.custody_proof import verified_json, verified_lines
    from api.usecases.custody.verify import verify as usecase

    with opened_custody() as house:
        found = usecase(house, attachments)
    if as_json:
        put_json(verified_json(found))
    else:
        put("\n".join(verified_lines(found)))
    if found.problems:
        raise typer.Exit(1)
