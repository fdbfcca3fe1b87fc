"""`tracer custody label`: labels with Code 128 and QR for exhibits."""

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
    group.command("label")(with_paper(label))


def label(
    paper: Paper,
    exhibits: Annotated[list[str] | None, typer.Argument(help="The exhibits; with --seizure alone, all of it.")] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="24 to an A4 sheet, not one to a label.")] = False,
    first: Annotated[int, typer.Option(help="The first label left on a sheet begun before.", min=1, max=24)] = 1,
) -> None:
    """Print exhibit labels that any scanner reads."""
    from api.usecases.custody.dossier import dossiers
    from api.usecases.custody.papers import sheet as filled
    from tracer.custody.documents.label import exhibit_label_sheet, exhibit_labels

    def make(house: CustodyHouse, asked: Asked, imprint: Imprint) -> bytes:
        sheets = [filled(one) for one in dossiers(house, exhibits or (), paper.seizure, asked)]
        return exhibit_label_sheet(sheets, imprint, first) if sheet else exhibit_labels(sheets, imprint)

    write(paper, "exhibit labels", make)
