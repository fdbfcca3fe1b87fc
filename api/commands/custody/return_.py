"""`tracer custody return`: give an exhibit back to whoever it belongs to."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("return")(with_said(return_))


def return_(  # noqa: PLR0913, PLR0917 - each is an option of the command
    exhibit: Exhibit,
    said: Said,
    identity: Annotated[str, typer.Option(help="How you checked who they are. Kept private.")],
    to: Annotated[str | None, typer.Option(help="The owner's id (owner:…), where there is one.")] = None,
    name: Annotated[str | None, typer.Option(help="Their name, for the receipt. Kept private.")] = None,
    seal: Annotated[str | None, typer.Option(help="The seal as it was found.")] = None,
    despite_block: Annotated[
        str | None, typer.Option(help="Why it goes back although a block stands on it. Kept private.")
    ] = None,
) -> None:
    """Give it back, once it is known who takes it and its block was lifted. Then only corrections may follow."""
    from api.usecases.custody.give_back import GivenTo, give_back

    with opened_custody() as house:
        done = give_back(house, exhibit, said.statement(), GivenTo(identity, to, name, seal, despite_block))
        answer(done, said, house)
