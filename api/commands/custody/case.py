"""`tracer custody case`: seizures and their custody as CASE/UCO JSON-LD."""

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
    group.command("case")(with_paper(case))


def case(
    paper: Paper,
    seizures: Annotated[list[str], typer.Argument(help="The seizures' references.")],
) -> None:
    """Write a case file for other forensic tools; --case names it."""
    from api.usecases.custody.dossier import dossiers
    from api.usecases.custody.papers import history_of
    from tracer.custody.documents._input import CaseData
    from tracer.custody.documents.case_uco import case_uco

    def make(house: CustodyHouse, asked: Asked, _imprint: Imprint) -> bytes:
        found = [one for seizure in seizures for one in dossiers(house, (), seizure, asked)]
        name = paper.case or ", ".join(seizures)
        return case_uco(CaseData(name, house.ledger.origin, tuple(history_of(one) for one in found)))

    write(paper, "a case file (CASE/UCO)", make)
