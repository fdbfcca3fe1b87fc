"""`tracer custody attach`: keep photographs and other files with an exhibit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.custody._common import answer, opened_custody
from api.commands.custody._said import Exhibit, Said, with_said


def register(group: typer.Typer) -> None:
    """Add the command."""
    group.command("attach")(with_said(attach))


def attach(
    exhibit: Exhibit,
    said: Said,
    files: Annotated[list[Path], typer.Argument(help="Photographs, films, recordings, PDF, text or zip files.")],
) -> None:
    """Keep files as evidence, and their SHA-256 in the ledger."""
    from api.usecases.custody.attach import attach as usecase

    with opened_custody() as house:
        answer(usecase(house, exhibit, said.statement(), files), said, house)
