"""`tracer custody lend`: lend an exhibit to a laboratory."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("lend")(with_said(lend))


def lend(
    exhibit: Exhibit,
    said: Said,
    to: Annotated[str, typer.Option(help="The laboratory that borrows it.")],
    due: Annotated[str, typer.Option(help="The day it is due back, as 2023-10-20.")],
    seal: Annotated[str | None, typer.Option(help="The seal as it was found.")] = None,
) -> None:
    """Lend it out until a day; whoever takes it there has to accept it."""
    from api.usecases.custody.hand_over import lend as usecase

    with opened_custody() as house:
        answer(usecase(house, exhibit, said.statement(), (to, due), seal), said, house)
