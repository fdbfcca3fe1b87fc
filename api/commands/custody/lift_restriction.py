"""`tracer custody lift-restriction`: an exhibit that was restricted is not needed as evidence any more."""

from __future__ import annotations

import typer

from api.commands.custody._common import record
from api.commands.custody._said import Exhibit, Said, with_said
from tracer.custody.events import EventKind


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("lift-restriction")(with_said(lift_restriction))


def lift_restriction(exhibit: Exhibit, said: Said) -> None:
    """Lift its restriction, once it is not needed as evidence any more; why goes into --reason."""
    from api.usecases.custody.give_back import require_reason

    require_reason(said.reason, "Lifting a restriction")
    record(exhibit, said, EventKind.LIFT_RESTRICTION)
