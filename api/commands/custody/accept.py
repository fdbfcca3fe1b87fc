"""`tracer custody accept`: take over what was handed to you."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("accept")(with_said(accept))


def accept(
    exhibit: Exhibit,
    said: Said,
    location: Annotated[str | None, typer.Option(help="Where it is now, if it is elsewhere.")] = None,
    seal: Annotated[str | None, typer.Option(help="The seal as you found it.")] = None,
) -> None:
    """Take it over: you say that you have it, and with which seal."""
    from api.usecases.custody.hand_over import Found
    from api.usecases.custody.hand_over import accept as usecase

    with opened_custody() as house:
        answer(usecase(house, exhibit, said.statement(), Found(location, seal)), said, house)
