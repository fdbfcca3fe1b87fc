"""`tracer custody explain`: explain what is doubtful in an exhibit's history."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("explain")(with_said(explain))


def explain(
    exhibit: Exhibit,
    said: Said,
    codes: Annotated[list[str], typer.Argument(help="What is explained: gap, not_accepted, seal_mismatch, …")],
    event: Annotated[
        str | None, typer.Option(help="The event that raised them, by its number, where several raised such doubts.")
    ] = None,
) -> None:
    """Explain doubts, which stay in the history with the explanation given in --reason."""
    from api.usecases.custody.amend import explain as usecase

    with opened_custody() as house:
        answer(usecase(house, exhibit, said.statement(), codes, event), said, house)
