"""`tracer custody correct`: say what was wrong in an earlier event, which stays as it is."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("correct")(with_said(correct))


def correct(  # noqa: PLR0913, PLR0917 - each is an option of the command
    exhibit: Exhibit,
    said: Said,
    event: Annotated[str, typer.Argument(help="The event: its number in the history, or its id.")],
    holder: Annotated[str | None, typer.Option(help="Who held it after, rightly.")] = None,
    location: Annotated[str | None, typer.Option(help="Where it was after, rightly.")] = None,
    seal: Annotated[str | None, typer.Option(help="The seal put on, rightly.")] = None,
    found: Annotated[str | None, typer.Option(help="The seal found, rightly.")] = None,
) -> None:
    """Correct an event: give what is right (--at: the right time) and --reason. Both stay in the history."""
    from api.usecases.custody.amend import Right
    from api.usecases.custody.amend import correct as usecase

    with opened_custody() as house:
        done = usecase(house, exhibit, said.statement(), event, Right(holder, location, seal, found))
        answer(done, said, house)
