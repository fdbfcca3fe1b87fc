"""`tracer custody unseal`: break the seal of an exhibit."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import record
from api.commands.custody._said import Exhibit, Said, with_said
from tracer.custody.events import EventKind


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("unseal")(with_said(unseal))


def unseal(
    exhibit: Exhibit,
    said: Said,
    found: Annotated[str | None, typer.Argument(metavar="[SEAL]", help="The seal as you found it.")] = None,
) -> None:
    """Break its seal, saying which one was found."""
    record(exhibit, said, EventKind.UNSEAL, seal_before=found)
