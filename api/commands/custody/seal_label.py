"""`tracer custody seal-label`: labels for the seals on exhibits."""

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
    group.command("seal-label")(with_paper(seal_label))


def seal_label(
    paper: Paper,
    exhibits: Annotated[list[str] | None, typer.Argument(help="The exhibits; with --seizure alone, all of it.")] = None,
) -> None:
    """Print a label for the seal that each exhibit has now."""
    from api.usecases.custody.dossier import dossiers
    from api.usecases.custody.papers import seals
    from tracer.custody.documents.seal_label import seal_labels

    def make(house: CustodyHouse, asked: Asked, imprint: Imprint) -> bytes:
        found = dossiers(house, exhibits or (), paper.seizure, asked)
        return seal_labels([seal for one in found for seal in seals(one)[-1:]], imprint)

    write(paper, "seal labels", make)
