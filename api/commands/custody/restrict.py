"""`tracer custody restrict`: restrict an exhibit, where it is needed as evidence and would be erased otherwise."""

from __future__ import annotations

import typer

from api.commands.custody._common import record
from api.commands.custody._said import Exhibit, Said, with_said
from tracer.custody.events import EventKind


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("restrict")(with_said(restrict))


def restrict(exhibit: Exhibit, said: Said) -> None:
    """Restrict it instead of erasing (DPA 2018 s47(2)): it stays until that is lifted; why goes into --reason."""
    from api.usecases.custody.give_back import require_reason

    require_reason(said.reason, "A restriction")
    record(exhibit, said, EventKind.RESTRICT)
