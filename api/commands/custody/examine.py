"""`tracer custody examine`: examine an exhibit."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import record
from api.commands.custody._said import Exhibit, Said, with_said
from tracer.custody.events import EventKind


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("examine")(with_said(examine))


def examine(
    exhibit: Exhibit,
    said: Said,
    found: Annotated[str | None, typer.Option(help="The seal that was opened for it.")] = None,
    new: Annotated[str | None, typer.Option(help="The seal it was closed with again.")] = None,
) -> None:
    """Say that it was examined, and what became of its seal; what was found goes into --note."""
    record(exhibit, said, EventKind.EXAMINE, seal_before=found, seal_after=new)
