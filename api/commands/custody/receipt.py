"""`tracer custody receipt`: the receipt for property taken or returned."""

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
    group.command("receipt")(with_paper(receipt))


def receipt(
    paper: Paper,
    exhibits: Annotated[list[str], typer.Argument(help="The exhibits.")],
    taken_from: Annotated[
        str | None, typer.Option("--from", help="From whom it was taken, as the receipt names them.")
    ] = None,
) -> None:
    """Print the receipt: of what was returned, or else of what was taken, with a checkpoint that fixes the record."""
    from api.usecases.custody.dossier import dossiers
    from api.usecases.custody.papers import receipt as filled
    from tracer.custody.documents.receipt import property_receipt

    def make(house: CustodyHouse, asked: Asked, imprint: Imprint) -> bytes:
        found = dossiers(house, exhibits, paper.seizure, asked, owners=True)
        return property_receipt(filled(house, found, taken_from), imprint)

    write(paper, "a receipt", make)
