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
    imei: Annotated[str | None, typer.Option(help="Its IMEI, where that was misread. Kept private.")] = None,
    imei2: Annotated[str | None, typer.Option(help="Its second IMEI, rightly. Kept private.")] = None,
    imei3: Annotated[str | None, typer.Option(help="Its third IMEI, rightly. Kept private.")] = None,
    imei4: Annotated[str | None, typer.Option(help="Its fourth IMEI, rightly. Kept private.")] = None,
    serial: Annotated[str | None, typer.Option(help="Its serial, rightly. Kept private.")] = None,
    make: Annotated[str | None, typer.Option(help="Its make, rightly.")] = None,
    model: Annotated[str | None, typer.Option(help="Its model, rightly.")] = None,
    colour: Annotated[str | None, typer.Option(help="Its colour, rightly.")] = None,
    description: Annotated[str | None, typer.Option(help="What it looks like, rightly.")] = None,
) -> None:
    """Correct an event: give what is right (--at: the right time) and --reason. Both stay in the history.

    What was read off the thing is corrected at the event that said it: mostly the booking, event 1. An IMEI or a serial
    that is not on it after all is corrected to: none
    """
    from api.usecases.custody.amend import Right
    from api.usecases.custody.amend import correct as usecase
    from api.usecases.custody.reread import Reading

    read = Reading(imei, imei2, imei3, imei4, serial, make, model, colour, description)
    with opened_custody() as house:
        done = usecase(house, exhibit, said.statement(), event, Right(holder, location, seal, found, read))
        answer(done, said, house)
