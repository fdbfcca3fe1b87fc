"""`tracer custody seal`: put an exhibit under a seal."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import record
from api.commands.custody._said import Exhibit, Said, with_said
from tracer.custody.events import EventKind


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("seal")(with_said(seal))


def seal(
    exhibit: Exhibit,
    said: Said,
    new: Annotated[str, typer.Argument(metavar="SEAL", help="The number of the new seal.")],
    found: Annotated[str | None, typer.Option(help="The seal it replaces, as you found it.")] = None,
) -> None:
    """Put it under a seal that was never used."""
    record(exhibit, said, EventKind.SEAL, seal_after=new, seal_before=found)
