"""`tracer custody mg11`: the draft of a continuity statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.custody._paper import Paper, with_paper, write
from api.commands.custody._said import Exhibit

if TYPE_CHECKING:
    from api.custody_house import CustodyHouse
    from tracer.custody.documents._input import Imprint
    from tracer.records.values import Asked


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("mg11")(with_paper(mg11))


def mg11(
    exhibit: Exhibit,
    paper: Paper,
    of: Annotated[str, typer.Option("--statement-of", help="The witness whose statement it is to be.")],
    occupation: Annotated[str, typer.Option(help="The witness's occupation.")] = "Police officer",
) -> None:
    """Print the draft: every moment of the exhibit, with its breaks and doubts, for a witness to correct and sign."""
    from api.usecases.custody.dossier import dossiers
    from api.usecases.custody.papers import continuity
    from tracer.custody.documents.mg11 import continuity_statement

    def make(house: CustodyHouse, asked: Asked, imprint: Imprint) -> bytes:
        found = dossiers(house, (exhibit,), paper.seizure, asked)
        return continuity_statement(continuity(house, found[0], of, occupation), imprint)

    write(paper, "a continuity statement (MG11)", make)
