"""`tracer custody move`: move an exhibit to a store or another place."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("move")(with_said(move))


def move(
    exhibit: Exhibit,
    said: Said,
    to: Annotated[str, typer.Option(help="A registered store or laboratory, or another place as place:NAME.")],
) -> None:
    """Move it; a store holds what is moved into it."""
    from api.usecases.custody.hand_over import move as usecase

    with opened_custody() as house:
        answer(usecase(house, exhibit, said.statement(), to), said, house)
