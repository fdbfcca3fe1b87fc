"""`tracer custody mg12`: the exhibit list of a seizure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.custody._paper import Paper, with_paper, write

if TYPE_CHECKING:
    from api.custody_house import CustodyHouse
    from tracer.custody.documents._input import Imprint
    from tracer.records.values import Asked


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("mg12")(with_paper(mg12))


def mg12(
    paper: Paper,
    of: Annotated[str, typer.Argument(metavar="SEIZURE", help="The seizure's reference.")],
    counted: Annotated[
        int | None,
        typer.Option(help="How many were counted at the scene, where that is not as was recorded.", min=0),
    ] = None,
) -> None:
    """Print the exhibit list, with what was counted against what is booked."""
    from api.usecases.custody.counted import counted_in
    from api.usecases.custody.dossier import dossiers
    from api.usecases.custody.papers import raid_list
    from tracer.custody.documents.mg12 import exhibit_list

    def make(house: CustodyHouse, asked: Asked, imprint: Imprint) -> bytes:
        found = dossiers(house, (), of, asked)
        return exhibit_list(raid_list(found, counted_in(house, of) if counted is None else counted), imprint)

    write(paper, "an exhibit list (MG12)", make)
