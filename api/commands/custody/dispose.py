"""`tracer custody dispose`: destroy or sell an exhibit: one officer authorises, another does it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from api.commands.custody._common import opened_custody, record
from api.commands.custody._said import Exhibit, Said, with_said
from tracer.custody.events import EventKind


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("dispose")(with_said(dispose))


def dispose(
    exhibit: Exhibit,
    said: Said,
    authorise: Annotated[bool, typer.Option("--authorise", help="Allow it, for another officer to do.")] = False,
    despite: Annotated[
        str, typer.Option(help="With --authorise: why it goes although it may be the phone of a report. Kept private.")
    ] = "",
    seal: Annotated[str | None, typer.Option(help="The seal as it was found.")] = None,
) -> None:
    """Dispose of it, once another officer has authorised that; why and how goes into --reason."""
    from api.usecases.custody.give_back import require_reason

    require_reason(said.reason, "Disposal")
    if not authorise:
        record(exhibit, said, EventKind.DISPOSE, seal_before=seal)
        return
    if despite.strip():
        said = replace(said, reason=f"{said.reason} Although it may be a reported phone: {despite.strip()}")
    else:
        _check_looked_for(exhibit, said.seizure)
    record(exhibit, said, EventKind.AUTHORISE_DISPOSAL)


def _check_looked_for(exhibit: str, seizure: str | None) -> None:
    """Raises `UsageError` where it may be the phone of a report, and nobody has said whose it is."""
    from api.usecases.custody.naming import find_exhibit
    from api.usecases.recovery.to_confirm import unsaid_here
    from tracer.errors import UsageError

    with opened_custody() as house:
        for unsaid in unsaid_here(house, find_exhibit(house.ledger, exhibit, seizure)):
            raise UsageError(
                unsaid, "Say whose it is (tracer returns confirm), or why it goes all the same: --despite."
            )
