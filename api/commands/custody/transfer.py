"""`tracer custody transfer`: hand an exhibit over to another officer."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("transfer")(with_said(transfer))


def transfer(
    exhibit: Exhibit,
    said: Said,
    to: Annotated[str, typer.Option(help="The officer who takes it: initials.")],
    location: Annotated[str | None, typer.Option(help="Where it is now, if it is elsewhere.")] = None,
    seal: Annotated[str | None, typer.Option(help="The seal as it was found.")] = None,
) -> None:
    """Hand it to another officer, who has to accept it."""
    from api.usecases.custody.hand_over import Found
    from api.usecases.custody.hand_over import transfer as usecase

    with opened_custody() as house:
        answer(usecase(house, exhibit, said.statement(), to, Found(location, seal)), said, house)
