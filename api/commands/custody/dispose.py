"""`tracer custody dispose`: destroy or sell an exhibit: one officer authorises, another does it."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import record
from api.commands.custody._said import Exhibit, Said, with_said
from tracer.custody.events import EventKind


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("dispose")(with_said(dispose))


def dispose(
    exhibit: Exhibit,
    said: Said,
    authorise: Annotated[bool, typer.Option("--authorise", help="Allow it, for another officer to do.")] = False,
    seal: Annotated[str | None, typer.Option(help="The seal as it was found.")] = None,
) -> None:
    """Dispose of it, once another officer has authorised that; why and how goes into --reason."""
    from api.usecases.custody.give_back import require_reason

    require_reason(said.reason, "Disposal")
    if authorise:
        record(exhibit, said, EventKind.AUTHORISE_DISPOSAL)
    else:
        record(exhibit, said, EventKind.DISPOSE, seal_before=seal)
