"""`tracer custody split`: make parts of an exhibit exhibits of their own."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("split")(with_said(split))


def split(
    exhibit: Exhibit,
    said: Said,
    parts: Annotated[list[str], typer.Argument(help="The new references, each with its seal if any: AB/1A=SEAL.")],
    found: Annotated[str | None, typer.Option(help="The seal that was opened for it.")] = None,
) -> None:
    """Take it apart: each part is booked as an exhibit that begins where this one was."""
    from api.usecases.custody.split import split as usecase

    with opened_custody() as house:
        answer(usecase(house, exhibit, said.statement(), parts, found), said, house)
